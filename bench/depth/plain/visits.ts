/** A counter for everybody. */
import { endpoint } from '../endpoint.ts';
import type { PlainKind } from '../feature.ts';
import { moduleOf, python, quoted } from '../python.ts';

export const visits: PlainKind = {
  id: 'visits',
  size: 1,
  plant: (plot) => {
    const { noun, style } = plot;
    const count = endpoint(plot, 'list', []);
    const code = moduleOf(
      `How often ${noun.many} were looked at, by whomever.`,
      ['from django.http import JsonResponse', `from ${style.site} import inputs, stores, work`],
      [
        python`
          ${count.head}
              counted = stores.table(${quoted(style.table)}).update_item(
                  Key={${quoted(style.pk)}: "VISITS", ${quoted(style.sk)}: ${quoted(noun.many)}},
                  UpdateExpression="ADD #times :one",
                  ExpressionAttributeNames={"#times": "times"},
                  ExpressionAttributeValues={":one": 1},
                  ReturnValues="UPDATED_NEW",
              )
              return JsonResponse({"counted": counted["Attributes"]["times"] > 0})
        `,
      ],
    );
    return {
      ...{ module: noun.many, code, tables: [], suspect: null, proof: null, drawn: [] },
      operations: [count.operation],
    };
  },
};
