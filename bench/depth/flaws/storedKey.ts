/** An id that was stored with a document is followed to another one, whoever's that is. */
import { endpoint, memberOfAnswer } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { goneAnswer } from './pieces.ts';
import { drawStock, stockFeature } from './stock.ts';

export const storedKey: FlawKind = {
  id: 'stored-key',
  classes: ['key.second-order'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const stock = drawStock(plot);
    const { id, text, add, from, isOthers } = stock;
    const member = dice.pick(['follows', 'source', 'original', 'attached_to']);
    const link = endpoint(
      plot,
      'change',
      [
        { name: id, value: from },
        { name: member, value: from },
      ],
      { suffix: 'link' },
    );
    const open = endpoint(plot, 'read', [{ name: id, value: from }], {
      suffix: 'linked',
      more: `after: ['${link.name}']`,
    });
    return stockFeature(plot, stock, {
      title: `${noun.many} that lead to one another.`,
      parts: [
        python`
          ${link.head}
              found = _load(${id})
              if found is None or ${isOthers('found')}:
                  ${goneAnswer(dice)}
              _keep(${id}, {**found, ${quoted(member)}: ${member}})
              return JsonResponse({"linked": True})
        `,
        python`
          ${open.head}
              found = _load(${id})
              if found is None or ${isOthers('found')}:
                  ${goneAnswer(dice)}
              meant = _load(found.get(${quoted(member)}, ${id}))
              if meant is None${flawed ? '' : ` or ${isOthers('meant')}`}:
                  ${goneAnswer(dice)}
              return JsonResponse({${quoted(text)}: meant[${quoted(text)}], "of": found[${quoted(style.owner)}]})
        `,
      ],
      endpoints: [link, open],
      suspect: open,
      drawn: [member, `id in ${open.places[id]}`],
      proof: async ({ send, attacker, victim, word }) => {
        const secret = word();
        const theirs = memberOfAnswer(await send(victim, add.request({ [text]: secret })), id);
        const own = memberOfAnswer(await send(attacker, add.request({ [text]: 'own' })), id);
        await send(attacker, link.request({ [id]: own, [member]: theirs }));
        return (await send(attacker, open.request({ [id]: own }))).text.includes(secret);
      },
    });
  },
};
