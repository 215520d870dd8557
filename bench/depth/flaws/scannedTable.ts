/** A table is scanned, and the filter says nothing of the tenant. */
import type { FlawKind } from '../feature.ts';
import { quoted } from '../python.ts';
import { drawListNames, listFeature } from './listing.ts';

export const scannedTable: FlawKind = {
  id: 'scanned-table',
  classes: ['key.foreign-id'],
  plant: (plot, flawed) => {
    const { dice, style } = plot;
    const names = drawListNames(plot);
    const { group, text, table } = names;
    const compared = dice.pick([
      `Attr(${quoted(group)}).eq(${group})`,
      `Attr(${quoted(group)}).begins_with(${group})`,
      `(Attr(${quoted(group)}).eq(${group}) | Attr(${quoted(text)}).contains(${group}))`,
    ]);
    const filter = `${compared}${flawed ? '' : ` & Attr(${quoted(style.owner)}).eq(tenant)`}`;
    return listFeature(plot, {
      title: 'found by looking through all of them',
      names,
      table: { name: table, keys: [style.pk, style.sk] },
      key: `${quoted(style.pk)}: tenant, ${quoted(style.sk)}: ${names.id}`,
      find: `items = table.scan(FilterExpression=${filter})["Items"]`,
      drawn: [compared.split('.').at(-1) ?? ''],
      attack: () => ({}),
    });
  },
};
