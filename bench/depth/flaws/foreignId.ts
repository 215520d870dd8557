/** A document is read, changed or deleted by its id, whoever asks. */
import { endpoint, memberOfAnswer } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { goneAnswer } from './pieces.ts';
import { drawStock, stockFeature } from './stock.ts';

export const foreignId: FlawKind = {
  id: 'foreign-id',
  classes: ['key.foreign-id'],
  plant: (plot, flawed) => {
    const { dice, noun } = plot;
    const stock = drawStock(plot);
    const { id, text, add, look, from, isOthers } = stock;
    const verb = dice.pick(['read', 'change', 'drop'] as const);
    const fields = [
      { name: id, value: from },
      ...(verb === 'change' ? [{ name: text, value: 'text()' }] : []),
    ];
    const use = endpoint(plot, verb, fields);
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
    return stockFeature(plot, stock, {
      title: `${noun.many}, found by their ${id}.`,
      parts: [
        python`
          ${use.head}
              found = _load(${id})
              if found is None${flawed ? '' : ` or ${isOthers('found')}`}:
                  ${goneAnswer(dice)}
              ${effect}
        `,
      ],
      endpoints: [use],
      suspect: use,
      drawn: [verb, `id in ${use.places[id]}`],
      proof: async ({ send, attacker, victim, word }) => {
        const secret = word();
        const made = memberOfAnswer(await send(victim, add.request({ [text]: secret })), id);
        const said = await send(attacker, use.request({ [id]: made, [text]: 'changed' }));
        const after = await send(victim, look.request({ [id]: made }));
        if (verb === 'read') return said.text.includes(secret);
        return after.status >= 400 || !after.text.includes(`${secret.length}`);
      },
    });
  },
};
