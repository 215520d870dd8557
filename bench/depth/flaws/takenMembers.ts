/** All members of a body go into an item, those of its key as well. */
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { drawNewId } from './pieces.ts';
import { featureOf, tableImports } from './stock.ts';

export const takenMembers: FlawKind = {
  id: 'taken-members',
  classes: ['key.foreign-id', 'key.overwrite'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [id, text] = [dice.pick(fieldNames.id), dice.pick(fieldNames.text)];
    const newId = drawNewId(dice);
    const table = `${style.site}-${noun.many}`;
    const add = endpoint(plot, 'add', [{ name: text, value: 'text()', at: ['json'] }], { json: true });
    const list = endpoint(plot, 'list', [], { more: `after: ['${add.name}']` });
    const keys = dice.pick([
      [style.pk, style.sk],
      [style.owner, id],
    ] as const);
    const own = `{${quoted(keys[0])}: tenant, ${quoted(keys[1])}: ${newId.python}}`;
    const merged = dice.pick(['{**defaults, **given}', 'defaults | given', 'dict(defaults, **given)']);
    return featureOf(plot, {
      title: `${noun.many} of a tenant, with whatever members they have.`,
      imports: [...tableImports(plot), ...newId.imports],
      parts: [
        python`
          ${add.head}
              given = {name: value for name, value in inputs.members(request).items() if isinstance(value, str) and value}
              ${flawed ? '' : `given = {name: value for name, value in given.items() if name in (${quoted(text)}, "note")}`}
              defaults = ${own}
              stores.table(${quoted(table)}).put_item(Item=${merged})
              return JsonResponse({"length": len(${text})}, status=201)
        `,
        python`
          ${list.head}
              items = stores.table(${quoted(table)}).query(KeyConditionExpression=Key(${quoted(keys[0])}).eq(tenant))["Items"]
              return JsonResponse({"found": [item.get(${quoted(text)}) for item in items]})
        `,
      ],
      endpoints: [add, list],
      suspect: add,
      tables: [{ name: table, keys: [...keys] }],
      drawn: [`key ${keys.join(', ')}`],
      proof: async ({ send, attacker, victim, word }) => {
        const mark = word();
        const body = Buffer.from(JSON.stringify({ [text]: mark, [keys[0]]: victim }));
        await send(attacker, { ...add.request({ [text]: mark }), body });
        return (await send(victim, list.request({}))).text.includes(mark);
      },
    });
  },
};
