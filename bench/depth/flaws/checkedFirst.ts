/** Of several ids in one request only the first is checked. */
import { endpoint, memberOfAnswer } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawStock, stockFeature } from './stock.ts';

export const checkedFirst: FlawKind = {
  id: 'checked-first',
  classes: ['key.batch', 'key.foreign-id'],
  plant: (plot, flawed) => {
    const { dice, noun } = plot;
    const stock = drawStock(plot);
    const { id, text, add, from, isOthers } = stock;
    const form = dice.pick([
      {
        split: 'ids.split(",")',
        field: { name: 'ids', value: from },
        write: (ids: string[]) => ids.join(','),
      },
      {
        split: 'ids if isinstance(ids, list) else []',
        field: {
          name: 'ids',
          value: `json({ from: '${add.name}.response.${id}', example: ['{from}'] })`,
          at: ['json'] as const,
          raw: true as const,
        },
        write: (ids: string[]) => JSON.stringify(ids),
      },
    ]);
    const use = endpoint(plot, form.field.at === undefined ? 'read' : 'change', [form.field], {
      suffix: 'batch',
    });
    const checked = flawed ? `found and ${isOthers('found[0]')}` : `any(${isOthers('one')} for one in found)`;
    return stockFeature(plot, stock, {
      title: `${noun.many}, several at a time.`,
      parts: [
        python`
          ${use.head}
              wanted = ${form.split}
              if not all(isinstance(one, str) and one for one in wanted[:20]):
                  raise inputs.Refused(400)
              found = [one for one in map(_load, wanted[:20]) if one is not None]
              if ${checked}:
                  raise inputs.Refused(403)
              return JsonResponse({"found": [one[${quoted(text)}] for one in found]})
        `,
      ],
      endpoints: [use],
      suspect: use,
      drawn: [form.field.at === undefined ? 'ids with commas' : 'a JSON list', `ids in ${use.places['ids']}`],
      proof: async ({ send, attacker, victim, word }) => {
        const secret = word();
        const made = memberOfAnswer(await send(victim, add.request({ [text]: secret })), id);
        const own = memberOfAnswer(await send(attacker, add.request({ [text]: 'own' })), id);
        const said = await send(attacker, use.request({ ids: form.write([own, made]) }));
        return said.text.includes(secret);
      },
    });
  },
};
