/** Whose documents are listed says the request itself. */
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawListNames, listFeature } from './listing.ts';

export const namedTenant: FlawKind = {
  id: 'named-tenant',
  classes: ['key.foreign-id'],
  plant: (plot, flawed) => {
    const { dice, style } = plot;
    const names = drawListNames(plot);
    const { id, table } = names;
    const whose = dice.pick(['whose', 'customer', 'client', 'company']);
    const partition = dice.pick(['', 'customer', 'c']);
    const keyOf = (tenant: string): string =>
      partition === '' ? tenant : `f"${partition}${style.delimiter}{${tenant}}"`;
    return listFeature(plot, {
      title: 'below their tenants',
      names,
      table: { name: table, keys: [style.pk, style.sk] },
      key: `${quoted(style.pk)}: ${keyOf('tenant')}, ${quoted(style.sk)}: ${id}`,
      fields: [{ name: whose, value: "text({ example: '{actor.tenant}', public: true })" }],
      find: python`
        ${flawed ? '' : `if ${whose} != tenant:\n    raise inputs.Refused(403)`}
        items = table.query(KeyConditionExpression=Key(${quoted(style.pk)}).eq(${keyOf(whose)}))["Items"]
      `,
      drawn: [whose],
      attack: (_where, { victim }) => ({ [whose]: victim }),
    });
  },
};
