/** A first step checks what a second step may be done to; the second one is told something else, or the first forgot to check. */
import { endpoint, memberOfAnswer } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { goneAnswer } from './pieces.ts';
import { drawStock, stockFeature } from './stock.ts';

export const secondStep: FlawKind = {
  id: 'second-step',
  classes: ['key.foreign-id', 'key.second-order'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const stock = drawStock(plot);
    const { id, text, add, look, from, isOthers } = stock;
    const ticket = dice.pick(['ticket', 'confirmation', 'intent']);
    const effect = dice.pick(['read', 'drop'] as const);
    // Either the second step takes the id from its request, or nobody asks whose the document is.
    const lapse = dice.pick(['told again', 'unchecked'] as const);
    const begin = endpoint(plot, 'change', [{ name: id, value: from }], { suffix: 'begin' });
    const fromTicket = { name: ticket, value: `text({ from: '${begin.name}.response.${ticket}' })` };
    const finish = endpoint(plot, 'change', [fromTicket, { name: id, value: from }], { suffix: 'finish' });
    const isChecked = !flawed || lapse === 'told again';
    const meant = flawed && lapse === 'told again' ? id : 'pending["meant"]';
    return stockFeature(plot, stock, {
      title: `${noun.many}, of which two steps do something: one says to what, one does it.`,
      imports: [
        'import uuid',
        'from boto3.dynamodb.conditions import Key',
        `from ${style.site} import stores`,
      ],
      parts: [
        python`
          def _pending(tenant, ticket):
              return {${quoted(style.pk)}: f"PENDING/{tenant}", ${quoted(style.sk)}: ticket}
        `,
        python`
          ${begin.head}
              found = _load(${id})
              if found is None${isChecked ? ` or ${isOthers('found')}` : ''}:
                  ${goneAnswer(dice)}
              ${ticket} = uuid.uuid4().hex
              stores.table(${quoted(style.table)}).put_item(Item={**_pending(tenant, ${ticket}), "meant": ${id}})
              return JsonResponse({${quoted(ticket)}: ${ticket}}, status=201)
        `,
        python`
          ${finish.head}
              pending = stores.table(${quoted(style.table)}).get_item(Key=_pending(tenant, ${ticket})).get("Item")
              if pending is None:
                  ${goneAnswer(dice)}
              found = _load(${meant})
              if found is None:
                  ${goneAnswer(dice)}
              ${effect === 'drop' ? `_drop(${meant})` : ''}
              return JsonResponse({${effect === 'drop' ? '"removed": True' : `${quoted(text)}: found[${quoted(text)}]`}})
        `,
      ],
      endpoints: [begin, finish],
      suspect: finish,
      drawn: [lapse, effect],
      proof: async ({ send, attacker, victim, word }) => {
        const secret = word();
        const made = memberOfAnswer(await send(victim, add.request({ [text]: secret })), id);
        const own = memberOfAnswer(await send(attacker, add.request({ [text]: 'own' })), id);
        const begun = await send(attacker, begin.request({ [id]: lapse === 'told again' ? own : made }));
        if (begun.status >= 300) return false;
        const said = await send(
          attacker,
          finish.request({ [ticket]: memberOfAnswer(begun, ticket), [id]: made }),
        );
        if (effect === 'read') return said.text.includes(secret);
        return (await send(victim, look.request({ [id]: made }))).status >= 400;
      },
    });
  },
};
