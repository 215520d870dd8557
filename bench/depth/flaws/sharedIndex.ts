/** A secondary index holds what all tenants have, and is asked by its group alone. */
import type { FlawKind } from '../feature.ts';
import { quoted } from '../python.ts';
import { drawListNames, listFeature } from './listing.ts';

export const sharedIndex: FlawKind = {
  id: 'shared-index',
  classes: ['key.foreign-id'],
  plant: (plot, flawed) => {
    const { dice, style } = plot;
    const names = drawListNames(plot);
    const { group, table } = names;
    const index = dice.pick([`by-${group}`, `${group}-index`, 'GSI1']);
    const mine = `Key(${quoted(style.owner)}).eq(tenant)`;
    const condition = `${flawed ? '' : `${mine} & `}Key(${quoted(group)}).eq(${group})`;
    return listFeature(plot, {
      title: `listed by ${group}`,
      names,
      table: {
        name: table,
        keys: [style.pk, style.sk],
        indexes: [{ name: index, keys: flawed ? [group] : [style.owner, group] }],
      },
      key: `${quoted(style.pk)}: tenant, ${quoted(style.sk)}: ${names.id}`,
      find: `items = table.query(IndexName=${quoted(index)}, KeyConditionExpression=${condition})["Items"]`,
      drawn: [index],
      attack: () => ({}),
    });
  },
};
