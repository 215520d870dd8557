/** An owner is compared with the tenant, but not the owner of what is touched. */
import { endpoint, memberOfAnswer } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { goneAnswer } from './pieces.ts';
import { drawStock, stockFeature } from './stock.ts';

export const wrongOwner: FlawKind = {
  id: 'wrong-owner',
  classes: ['key.foreign-id', 'key.batch'],
  plant: (plot, flawed) => {
    const { dice, noun } = plot;
    const stock = drawStock(plot);
    const { id, text, add, look, from, isOthers } = stock;
    const verb = dice.pick(['read', 'change'] as const);
    const claimed = dice.pick([
      // The request says whose the document is.
      { name: 'of_account', value: "text({ example: '{actor.tenant}' })", check: 'of_account != tenant' },
      // Another document, which the first one is said to belong to, is looked up and checked.
      { name: 'parent', value: from, check: `(_load(parent) is None or ${isOthers('_load(parent)')})` },
      { name: 'reply_to', value: from, check: `${isOthers('(_load(reply_to) or found)')}` },
    ]);
    const fields = [
      { name: claimed.name, value: claimed.value },
      { name: id, value: from },
      ...(verb === 'change' ? [{ name: text, value: 'text()' }] : []),
    ];
    const use = endpoint(plot, verb, fields, { suffix: 'within' });
    const effect = {
      read: `return JsonResponse({${quoted(text)}: found[${quoted(text)}]})`,
      change: python`
        _keep(${id}, {**found, ${quoted(text)}: ${text}})
        return JsonResponse({${quoted(id)}: ${id}})
      `,
    }[verb];
    return stockFeature(plot, stock, {
      title: `${noun.many} and what they belong to.`,
      parts: [
        python`
          ${use.head}
              found = _load(${id})
              if found is None or ${claimed.check}${flawed ? '' : ` or ${isOthers('found')}`}:
                  ${goneAnswer(dice)}
              ${effect}
        `,
      ],
      endpoints: [use],
      suspect: use,
      drawn: [verb, `checks ${claimed.name}`, `id in ${use.places[id]}`],
      proof: async ({ send, attacker, victim, word }) => {
        const secret = word();
        const made = memberOfAnswer(await send(victim, add.request({ [text]: secret })), id);
        const own = memberOfAnswer(await send(attacker, add.request({ [text]: 'own' })), id);
        const claim = claimed.name === 'of_account' ? attacker : own;
        const said = await send(
          attacker,
          use.request({ [claimed.name]: claim, [id]: made, [text]: 'changed' }),
        );
        if (verb === 'read') return said.text.includes(secret);
        return !(await send(victim, look.request({ [id]: made }))).text.includes(`${secret.length}`);
      },
    });
  },
};
