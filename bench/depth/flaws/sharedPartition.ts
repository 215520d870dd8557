/** All tenants' documents lie in one partition, and the filter says nothing of the tenant. */
import type { FlawKind } from '../feature.ts';
import { quoted } from '../python.ts';
import { drawListNames, listFeature } from './listing.ts';

export const sharedPartition: FlawKind = {
  id: 'shared-partition',
  classes: ['key.foreign-id'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const names = drawListNames(plot);
    const { id, group, table } = names;
    const partition = quoted(noun.many.toUpperCase());
    const mine = `Attr(${quoted(style.owner)}).eq(tenant)`;
    const layout = dice.pick([
      {
        sort: id,
        query: `KeyConditionExpression=Key(${quoted(style.pk)}).eq(${partition}), FilterExpression=Attr(${quoted(group)}).eq(${group})${flawed ? '' : ` & ${mine}`}`,
        drawn: 'filter',
      },
      {
        sort: `f"{${group}}${style.delimiter}{${id}}"`,
        query: `KeyConditionExpression=Key(${quoted(style.pk)}).eq(${partition}) & Key(${quoted(style.sk)}).begins_with(f"{${group}}${style.delimiter}")${flawed ? '' : `, FilterExpression=${mine}`}`,
        drawn: 'sort key by group',
      },
    ]);
    return listFeature(plot, {
      title: `of all tenants in one partition, listed by ${group}`,
      names,
      table: { name: table, keys: [style.pk, style.sk] },
      key: `${quoted(style.pk)}: ${partition}, ${quoted(style.sk)}: ${layout.sort}`,
      find: `items = table.query(${layout.query})["Items"]`,
      drawn: [layout.drawn],
      attack: () => ({}),
    });
  },
};
