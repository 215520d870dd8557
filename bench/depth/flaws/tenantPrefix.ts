/** Sort keys begin with their tenant, whose name nothing ends: those of a tenant whose name goes on begin so too. */
import type { FlawKind } from '../feature.ts';
import { quoted } from '../python.ts';
import { drawListNames, listFeature } from './listing.ts';

export const tenantPrefix: FlawKind = {
  id: 'tenant-prefix',
  classes: ['key.prefix', 'key.no-delimiter'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const names = drawListNames(plot);
    const { id, group, table } = names;
    const partition = quoted(noun.many.toUpperCase());
    const [between, asked] = [style.delimiter, flawed ? '' : style.delimiter];
    const byGroup = dice.chance(0.5);
    const layout = byGroup
      ? {
          sort: `f"{tenant}${asked}{${group}}${between}{${id}}"`,
          prefix: `f"{tenant}${asked}{${group}}${between}"`,
        }
      : { sort: `f"{tenant}${between}{${id}}"`, prefix: `f"{tenant}${asked}"` };
    return listFeature(plot, {
      title: 'of all tenants in one partition, ordered by tenant',
      names,
      table: { name: table, keys: [style.pk, style.sk] },
      key: `${quoted(style.pk)}: ${partition}, ${quoted(style.sk)}: ${layout.sort}`,
      ...(byGroup ? {} : { fields: [] }),
      find: `items = table.query(KeyConditionExpression=Key(${quoted(style.pk)}).eq(${partition}) & Key(${quoted(style.sk)}).begins_with(${layout.prefix}))["Items"]`,
      drawn: [byGroup ? 'tenant and group run together' : 'tenant alone'],
      attack: (where) =>
        byGroup ? { [group]: `${style.victims[0].slice(style.attacker.length)}${where}` } : {},
    });
  },
};
