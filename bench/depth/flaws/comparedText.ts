/** A field that a request names becomes part of a DynamoDB expression. */
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawListNames, listFeature } from './listing.ts';

export const comparedText: FlawKind = {
  id: 'compared-text',
  classes: ['key.expression'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const names = { ...drawListNames(plot), group: dice.pick(['board_id', 'kind_of', 'grade_code']) };
    const { group, table } = names;
    const partition = quoted(noun.many.toUpperCase());
    const field = dice.pick(['field', 'by', 'column']);
    const allowed = `{${quoted(group)}, "note_of"}`;
    return listFeature(plot, {
      title: 'of all tenants in one partition, searched by any field',
      names,
      table: { name: table, keys: [style.pk, style.sk] },
      key: `${quoted(style.pk)}: ${partition}, ${quoted(style.sk)}: ${names.id}`,
      fields: [
        { name: field, value: `text({ example: '${group}', public: true })`, at: ['query', 'json', 'form'] },
        { name: group, value: `text({ from: '{add ${group}}' })` },
      ],
      find: python`
        ${flawed ? '' : `if ${field} not in ${allowed}:\n    raise inputs.Refused(400, "no such field")`}
        items = table.query(
            KeyConditionExpression="#all = :all",
            FilterExpression=f"{${field}} = :value AND #whose = :mine",
            ExpressionAttributeNames={"#all": ${quoted(style.pk)}, "#whose": ${quoted(style.owner)}},
            ExpressionAttributeValues={":all": ${partition}, ":value": ${group}, ":mine": tenant},
        )["Items"]
      `,
      drawn: [`field in FilterExpression`],
      attack: () => ({ [field]: `${group} = :value OR ${group}` }),
    });
  },
};
