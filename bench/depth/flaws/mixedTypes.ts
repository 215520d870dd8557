/** Only what is a text is checked; a list of ids goes the other way. */
import { endpoint, memberOfAnswer } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawStock, stockFeature } from './stock.ts';

export const mixedTypes: FlawKind = {
  id: 'mixed-types',
  classes: ['key.type'],
  plant: (plot, flawed) => {
    const { dice, noun } = plot;
    const stock = drawStock(plot);
    const { id, text, add, from, isOthers } = stock;
    const shape = dice.pick([
      {
        test: 'isinstance(wanted, list)',
        all: '[one for one in wanted if isinstance(one, str)]',
        write: (one: string) => [one],
      },
      {
        test: 'isinstance(wanted, dict) and isinstance(wanted.get("in"), list)',
        all: '[one for one in wanted["in"] if isinstance(one, str)]',
        write: (one: string) => ({ in: [one] }),
      },
    ]);
    const use = endpoint(plot, 'change', [{ name: 'wanted', value: from, at: ['json'], raw: true }], {
      suffix: 'search',
    });
    const checkAll = `all(not (${isOthers('one')}) for one in found)`;
    return stockFeature(plot, stock, {
      title: `${noun.many}, one or several of them.`,
      parts: [
        python`
          ${use.head}
              if ${shape.test}:
                  found = [one for one in map(_load, ${shape.all}) if one is not None]
                  ${flawed ? '' : `if not ${checkAll}:\n    raise inputs.Refused(403)`}
              else:
                  one = _load(wanted) if isinstance(wanted, str) and wanted else None
                  if one is None or ${isOthers('one')}:
                      raise inputs.Refused(404)
                  found = [one]
              return JsonResponse({"found": [one[${quoted(text)}] for one in found]})
        `,
      ],
      endpoints: [use],
      suspect: use,
      drawn: [shape.test],
      proof: async ({ send, attacker, victim, word }) => {
        const secret = word();
        const made = memberOfAnswer(await send(victim, add.request({ [text]: secret })), id);
        const said = await send(attacker, use.request({ wanted: JSON.stringify(shape.write(made)) }));
        return said.text.includes(secret);
      },
    });
  },
};
