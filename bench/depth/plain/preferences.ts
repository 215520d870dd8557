/** One setting of a tenant, stored under its name. */
import { endpoint } from '../endpoint.ts';
import type { PlainKind } from '../feature.ts';
import { moduleOf, python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';

export const preferences: PlainKind = {
  id: 'preferences',
  size: 1,
  plant: (plot) => {
    const { dice, noun, style } = plot;
    const value = dice.pick(fieldNames.text);
    const change = endpoint(plot, 'change', [{ name: value, value: 'text()' }]);
    const key = `{${quoted(style.pk)}: f"PREFERENCES/{tenant}", ${quoted(style.sk)}: ${quoted(noun.one)}}`;
    const code = moduleOf(
      `The ${noun.one} of a tenant.`,
      ['from django.http import JsonResponse', `from ${style.site} import inputs, stores, work`],
      [
        python`
          ${change.head}
              table = stores.table(${quoted(style.table)})
              before = table.get_item(Key=${key}).get("Item")
              table.put_item(Item={**${key}, ${quoted(value)}: ${value}})
              return JsonResponse({"replaced": before is not None})
        `,
      ],
    );
    return {
      ...{ module: noun.many, code, tables: [], suspect: null, proof: null, drawn: [] },
      operations: [change.operation],
    };
  },
};
