/** A document is read, changed or deleted by its id, whoever asks. */
import { endpoint, memberOfAnswer } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { moduleOf, python, quoted } from '../python.ts';
import { drawShelf } from '../shelves.ts';
import { fieldNames } from '../words.ts';
import { drawNewId, goneAnswer } from './pieces.ts';

export const foreignId: FlawKind = {
  id: 'foreign-id',
  classes: ['key.foreign-id'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [id, text] = [dice.pick(fieldNames.id), dice.pick(fieldNames.text)];
    const shelf = drawShelf(plot);
    const newId = drawNewId(dice);
    const verb = dice.pick(['read', 'change', 'drop'] as const);
    const add = endpoint(plot, 'add', [{ name: text, value: 'text()', at: ['json', 'form'] }]);
    const from = `text({ from: '${add.name}.response.${id}' })`;
    const fields = [
      { name: id, value: from },
      ...(verb === 'change' ? [{ name: text, value: 'text()' }] : []),
    ];
    const use = endpoint(plot, verb, fields);
    const look = endpoint(plot, 'read', [{ name: id, value: from }], { suffix: 'summary' });
    const effect = {
      read: `return JsonResponse({${quoted(text)}: found[${quoted(text)}]})`,
      change: python`
        _keep(${id}, {**found, ${quoted(text)}: ${text}})
        return JsonResponse({${quoted(id)}: ${id}})
      `,
      drop: python`
        _drop(${id})
        return JsonResponse({"removed": True})
      `,
    }[verb];
    const isOthers = `found[${quoted(style.owner)}] != tenant`;
    const code = moduleOf(
      `${noun.many}, found by their ${id}.`,
      [
        'from django.http import JsonResponse',
        `from ${style.site} import inputs, work`,
        ...shelf.imports,
        ...newId.imports,
      ],
      [
        shelf.code,
        python`
          ${add.head}
              ${id} = ${newId.python}
              _keep(${id}, {${quoted(style.owner)}: tenant, ${quoted(text)}: ${text}})
              return JsonResponse({${quoted(id)}: ${id}}, status=201)
        `,
        python`
          ${use.head}
              found = _load(${id})
              if found is None${flawed ? '' : ` or ${isOthers}`}:
                  ${goneAnswer(dice)}
              ${effect}
        `,
        python`
          ${look.head}
              found = _load(${id})
              if found is None or ${isOthers}:
                  ${goneAnswer(dice)}
              return JsonResponse({"length": len(found[${quoted(text)}])})
        `,
      ],
    );
    return {
      ...{ module: noun.many, code, tables: shelf.tables, suspect: use.name },
      ...(shelf.needsObjects ? { needsObjects: true } : {}),
      operations: [add.operation, use.operation, look.operation],
      drawn: [verb, shelf.store, `id in ${use.places[id]}`],
      proof: async ({ send, attacker, victim, word }) => {
        const secret = word();
        const made = memberOfAnswer(await send(victim, add.request({ [text]: secret })), id);
        const said = await send(attacker, use.request({ [id]: made, [text]: 'changed' }));
        const after = await send(victim, look.request({ [id]: made }));
        if (verb === 'read') return said.text.includes(secret);
        return after.status >= 400 || !after.text.includes(`${secret.length}`);
      },
    };
  },
};
