/** What is blank after trimming is taken for "no filter", and with the filter goes the tenant. */
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawListNames, listFeature } from './listing.ts';

export const blankFilter: FlawKind = {
  id: 'blank-filter',
  classes: ['name.blank', 'key.empty-part'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const names = drawListNames(plot);
    const { group, table } = names;
    const partition = quoted(noun.many.toUpperCase());
    const trimmed = dice.pick([`${group}.strip()`, `${group}.strip("*")`, `${group}.strip(" /")`]);
    const [mine, chosen] = [`Attr(${quoted(style.owner)}).eq(tenant)`, `Attr(${quoted(group)}).eq(${group})`];
    const find = flawed
      ? python`
          ${group} = ${trimmed}
          asked = {"FilterExpression": ${mine} & ${chosen}} if ${group} else {}
        `
      : python`
          ${group} = ${trimmed}
          asked = {"FilterExpression": ${mine} & ${chosen} if ${group} else ${mine}}
        `;
    const blank =
      { '.strip()': ' ', '.strip("*")': '*', '.strip(" /")': '/' }[trimmed.slice(group.length)] ?? ' ';
    return listFeature(plot, {
      title: `of all tenants in one partition, listed by ${group} or all`,
      names,
      table: { name: table, keys: [style.pk, style.sk] },
      key: `${quoted(style.pk)}: ${partition}, ${quoted(style.sk)}: ${names.id}`,
      find: python`
        ${find}
        items = table.query(KeyConditionExpression=Key(${quoted(style.pk)}).eq(${partition}), **asked)["Items"]
      `,
      fields: [{ name: group, value: 'text()', at: ['query', 'json', 'form'] }],
      drawn: [trimmed],
      attack: () => ({ [group]: blank }),
    });
  },
};
