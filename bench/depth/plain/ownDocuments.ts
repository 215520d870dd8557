/** Documents below their tenant: made, listed, read and deleted. */
import { type Endpoint, endpoint } from '../endpoint.ts';
import type { PlainKind, Plot } from '../feature.ts';
import { drawNewId, goneAnswer } from '../flaws/pieces.ts';
import { moduleOf, python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';

export function ownDocuments(size: 2 | 3 | 4): PlainKind {
  return { id: `own-documents-${size}`, size, plant: (plot) => planted(plot, size) };
}

function planted(plot: Plot, size: 2 | 3 | 4): ReturnType<PlainKind['plant']> {
  const { dice, noun, style } = plot;
  const [id, text] = [dice.pick(fieldNames.id), dice.pick(fieldNames.text)];
  const newId = drawNewId(dice);
  const add = endpoint(plot, 'add', [{ name: text, value: 'text()', at: ['json', 'form'] }]);
  const from = [{ name: id, value: `text({ from: '${add.name}.response.${id}' })` }];
  const layout = dice.pick([
    { name: `${style.site}-${noun.many}`, partition: 'tenant', sort: (key: string) => key, prefix: null },
    {
      name: style.table,
      partition: `f"${noun.one}${style.delimiter}{tenant}"`,
      sort: (key: string) => key,
      prefix: null,
    },
    {
      name: style.table,
      partition: 'tenant',
      sort: (key: string) => `f"${noun.one}${style.delimiter}{${key}}"`,
      prefix: `${noun.one}${style.delimiter}`,
    },
  ]);
  const table = `stores.table(${quoted(layout.name)})`;
  const key = `{${quoted(style.pk)}: ${layout.partition}, ${quoted(style.sk)}: ${layout.sort(id)}}`;
  const condition = `Key(${quoted(style.pk)}).eq(${layout.partition})${
    layout.prefix === null ? '' : ` & Key(${quoted(style.sk)}).begins_with(${quoted(layout.prefix)})`
  }`;
  const bodies: readonly (readonly [Endpoint, string])[] = [
    [
      add,
      python`
        ${id} = ${newId.python}
        ${table}.put_item(Item={**${key}, ${quoted(text)}: ${text}})
        return JsonResponse({${quoted(id)}: ${id}}, status=201)
      `,
    ],
    [
      endpoint(plot, 'read', from),
      python`
        found = ${table}.get_item(Key=${key}).get("Item")
        if found is None:
            ${goneAnswer(dice)}
        return JsonResponse({${quoted(text)}: found[${quoted(text)}]})
      `,
    ],
    [
      endpoint(plot, 'list', [], { more: `after: ['${add.name}']` }),
      python`
        found = ${table}.query(KeyConditionExpression=${condition}, Limit=50)["Items"]
        return JsonResponse({"found": [item[${quoted(text)}] for item in found]})
      `,
    ],
    [
      endpoint(plot, 'drop', from),
      python`
        ${table}.delete_item(Key=${key})
        return JsonResponse({"removed": True})
      `,
    ],
  ];
  const used = bodies.slice(0, size);
  const imports = [
    'from django.http import JsonResponse',
    `from ${style.site} import inputs, stores, work`,
    ...(size > 2 ? ['from boto3.dynamodb.conditions import Key'] : []),
    ...newId.imports,
  ];
  const parts = used.map(
    ([{ head }, body]) => python`
      ${head}
          ${body}
    `,
  );
  return {
    ...{ module: noun.many, code: moduleOf(`${noun.many} of a tenant.`, imports, parts) },
    tables: layout.name === style.table ? [] : [{ name: layout.name, keys: [style.pk, style.sk] }],
    operations: used.map(([{ operation }]) => operation),
    ...{ suspect: null, proof: null, drawn: [] },
  };
}
