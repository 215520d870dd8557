/** A cursor says in which partition the next page lies, and comes from the caller. */
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { drawNewId } from './pieces.ts';
import { featureOf, tableImports } from './stock.ts';

export const editedCursor: FlawKind = {
  id: 'edited-cursor',
  classes: ['key.foreign-derived'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const text = dice.pick(fieldNames.text);
    const newId = drawNewId(dice);
    const table = `${style.site}-${noun.many}`;
    const form = dice.pick([
      {
        id: 'base64 of JSON',
        imports: ['import base64', 'import json as codec'],
        write: 'base64.urlsafe_b64encode(codec.dumps(place).encode()).decode()',
        read: 'codec.loads(base64.urlsafe_b64decode(cursor))',
        forge: (place: object) =>
          Buffer.from(JSON.stringify(place))
            .toString('base64url')
            .padEnd(4 * Math.ceil((JSON.stringify(place).length * 4) / 3 / 4), '='),
      },
      {
        id: 'JSON',
        imports: ['import json as codec'],
        write: 'codec.dumps(place)',
        read: 'codec.loads(cursor)',
        forge: (place: object) => JSON.stringify(place),
      },
      {
        id: 'text with a blank',
        imports: [],
        write: `place[${quoted(style.pk)}] + " " + place[${quoted(style.sk)}]`,
        read: `dict(zip((${quoted(style.pk)}, ${quoted(style.sk)}), cursor.split(" ", 1)))`,
        forge: (place: object) => Object.values(place).join(' '),
      },
    ]);
    const add = endpoint(plot, 'add', [{ name: text, value: 'text()', at: ['json', 'form'] }]);
    const list = endpoint(plot, 'list', [], { more: `after: ['${add.name}']` });
    const more = endpoint(
      plot,
      'read',
      [
        {
          name: 'cursor',
          value: `text({ from: '${list.name}.response.next' })`,
          at: ['query', 'json', 'form'],
        },
      ],
      { suffix: 'page' },
    );
    const page = `[item[${quoted(text)}] for item in items]`;
    return featureOf(plot, {
      title: `${noun.many} of a tenant, a page at a time.`,
      imports: [...tableImports(plot), ...newId.imports, ...form.imports],
      parts: [
        python`
          def _cursor(place):
              return ${form.write}
        `,
        python`
          def _place(cursor):
              try:
                  place = ${form.read}
                  return {name: str(place[name]) for name in (${quoted(style.pk)}, ${quoted(style.sk)})}
              except (ValueError, KeyError, TypeError):
                  raise inputs.Refused(400, "no cursor") from None
        `,
        python`
          ${add.head}
              key = {${quoted(style.pk)}: tenant, ${quoted(style.sk)}: ${newId.python}}
              stores.table(${quoted(table)}).put_item(Item={**key, ${quoted(text)}: ${text}})
              return JsonResponse({"stored": True}, status=201)
        `,
        python`
          ${list.head}
              items = stores.table(${quoted(table)}).query(KeyConditionExpression=Key(${quoted(style.pk)}).eq(tenant), Limit=2)["Items"]
              last = {${quoted(style.pk)}: tenant, ${quoted(style.sk)}: items[0][${quoted(style.sk)}] if items else "0"}
              return JsonResponse({"found": ${page}, "next": _cursor(last)})
        `,
        python`
          ${more.head}
              place = _place(cursor)
              ${flawed ? '' : `if place[${quoted(style.pk)}] != tenant:\n    raise inputs.Refused(403)`}
              after = Key(${quoted(style.pk)}).eq(place[${quoted(style.pk)}]) & Key(${quoted(style.sk)}).gte(place[${quoted(style.sk)}])
              items = stores.table(${quoted(table)}).query(KeyConditionExpression=after, Limit=20)["Items"]
              return JsonResponse({"found": ${page}})
        `,
      ],
      endpoints: [add, list, more],
      suspect: more,
      tables: [{ name: table, keys: [style.pk, style.sk] }],
      drawn: [form.id, `cursor in ${more.places['cursor']}`],
      proof: async ({ send, attacker, victim, word }) => {
        const secret = word();
        await send(victim, add.request({ [text]: secret }));
        const cursor = form.forge({ [style.pk]: victim, [style.sk]: '0' });
        return (await send(attacker, more.request({ cursor }))).text.includes(secret);
      },
    });
  },
};
