/** A transaction checks whose one item is and changes another. */
import { endpoint, memberOfAnswer } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { drawNewId, goneAnswer } from './pieces.ts';
import { featureOf } from './stock.ts';

export const guardedElsewhere: FlawKind = {
  id: 'guarded-elsewhere',
  classes: ['key.foreign-id'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [id, text] = [dice.pick(fieldNames.id), dice.pick(fieldNames.text)];
    const newId = drawNewId(dice);
    const table = `${style.site}-${noun.many}`;
    const add = endpoint(plot, 'add', [{ name: text, value: 'text()', at: ['json', 'form'] }]);
    const from = `text({ from: '${add.name}.response.${id}' })`;
    const change = endpoint(plot, 'change', [
      { name: 'parent', value: from },
      { name: id, value: from },
      { name: text, value: 'text()' },
    ]);
    const look = endpoint(plot, 'read', [{ name: id, value: from }]);
    const guard = dice.pick(['transaction', 'look before']);
    const key = (one: string): string => `{${quoted(style.pk)}: {"S": ${one}}}`;
    const mine = `"ConditionExpression": "#whose = :me", "ExpressionAttributeNames": {"#whose": ${quoted(style.owner)}}`;
    const checked = flawed ? 'parent' : id;
    const names = `{"#what": ${quoted(text)}, "#whose": ${quoted(style.owner)}}`;
    const body =
      guard === 'transaction'
        ? python`
            check = {"TableName": ${quoted(table)}, "Key": ${key('parent')}, ${mine}, "ExpressionAttributeValues": {":me": {"S": tenant}}}
            update = {
                "TableName": ${quoted(table)},
                "Key": ${key(id)},
                "UpdateExpression": "SET #what = :what",
                "ConditionExpression": "${flawed ? 'attribute_exists(#whose)' : '#whose = :me'}",
                "ExpressionAttributeNames": ${names},
                "ExpressionAttributeValues": {":what": {"S": ${text}}${flawed ? '' : ', ":me": {"S": tenant}'}},
            }
            try:
                changes = [{"Update": update}] if parent == ${id} else [{"ConditionCheck": check}, {"Update": update}]
                stores.client().transact_write_items(TransactItems=changes)
            except ClientError:
                raise inputs.Refused(404) from None
          `
        : python`
            found = stores.client().get_item(TableName=${quoted(table)}, Key=${key(checked)}).get("Item")
            if found is None or found[${quoted(style.owner)}]["S"] != tenant:
                ${goneAnswer(dice)}
            stores.client().update_item(
                TableName=${quoted(table)},
                Key=${key(id)},
                UpdateExpression="SET #what = :what",
                ConditionExpression="attribute_exists(#whose)",
                ExpressionAttributeNames=${names},
                ExpressionAttributeValues={":what": {"S": ${text}}},
            )
          `;
    return featureOf(plot, {
      title: `${noun.many} that belong to one another.`,
      imports: [
        ...newId.imports,
        `from ${style.site} import stores`,
        'from botocore.exceptions import ClientError',
      ],
      parts: [
        python`
          ${add.head}
              ${id} = ${newId.python}
              item = {${quoted(style.pk)}: ${id}, ${quoted(style.owner)}: tenant, ${quoted(text)}: ${text}}
              stores.table(${quoted(table)}).put_item(Item=item)
              return JsonResponse({${quoted(id)}: ${id}}, status=201)
        `,
        python`
          ${change.head}
              ${body}
              return JsonResponse({"changed": True})
        `,
        python`
          ${look.head}
              found = stores.client().get_item(TableName=${quoted(table)}, Key=${key(id)}).get("Item")
              if found is None or found[${quoted(style.owner)}]["S"] != tenant:
                  ${goneAnswer(dice)}
              return JsonResponse({${quoted(text)}: found[${quoted(text)}]["S"]})
        `,
      ],
      endpoints: [add, change, look],
      suspect: change,
      tables: [{ name: table, keys: [style.pk] }],
      drawn: [guard, `id in ${change.places[id]}`],
      proof: async ({ send, attacker, victim, word }) => {
        const secret = word();
        const theirs = memberOfAnswer(await send(victim, add.request({ [text]: secret })), id);
        const own = memberOfAnswer(await send(attacker, add.request({ [text]: 'own' })), id);
        // Where the parent is not the document, the document is checked by its own condition or not at all.
        await send(attacker, change.request({ parent: own, [id]: theirs, [text]: 'replaced' }));
        return !(await send(victim, look.request({ [id]: theirs }))).text.includes(secret);
      },
    });
  },
};
