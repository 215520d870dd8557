/** A name is claimed as it was sent and stored as it is after folding: two names meet, and the second takes the first one's place. */
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawShelf } from '../shelves.ts';
import { drawFold } from '../transformations.ts';
import { fieldNames } from '../words.ts';
import { claimsOf } from './claims.ts';
import { goneAnswer } from './pieces.ts';
import { featureOf } from './stock.ts';

export const foldedName: FlawKind = {
  id: 'folded-name',
  classes: ['name.case', 'name.normalise', 'name.order', 'name.truncate'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [name, text] = [dice.pick(fieldNames.name), dice.pick(fieldNames.text)];
    const shelf = drawShelf(plot);
    const claims = claimsOf(plot, name);
    const fold = drawFold(dice);
    const at = ['path', 'query', 'json', 'form'] as const;
    const keep = endpoint(plot, 'keep', [
      { name, value: fold.example, at, slashes: true },
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const from = `text({ from: '${keep.argument(name)}' })`;
    const read = endpoint(plot, 'read', [{ name, value: from, at, slashes: true }]);
    const isOthers = `found[${quoted(style.owner)}] != tenant`;
    return featureOf(plot, {
      title: `${noun.many} under names that are unique among all tenants.`,
      imports: [...shelf.imports, ...fold.imports, ...claims.imports],
      parts: [
        shelf.code,
        claims.code,
        python`
          def _folded(name):
              return ${fold.python('name')} or "unnamed"
        `,
        python`
          ${keep.head}
              ${flawed ? '' : `${name} = _folded(${name})`}
              _claim(${name}, tenant)
              _keep(${flawed ? `_folded(${name})` : name}, {${quoted(style.owner)}: tenant, ${quoted(text)}: ${text}})
              return JsonResponse({"stored": True})
        `,
        python`
          ${read.head}
              found = _load(_folded(${name}))
              if found is None or ${isOthers}:
                  ${goneAnswer(dice)}
              return JsonResponse({${quoted(text)}: found[${quoted(text)}]})
        `,
      ],
      endpoints: [keep, read],
      suspect: keep,
      tables: [...shelf.tables, ...claims.tables],
      needsObjects: shelf.needsObjects === true,
      drawn: [fold.id, shelf.store, `name in ${keep.places[name]}`],
      proof: async ({ send, attacker, victim, word }) => {
        const [taken, secret] = [fold.harmless(word), word()];
        await send(victim, keep.request({ [name]: taken, [text]: secret }));
        await send(attacker, keep.request({ [name]: fold.alias(taken), [text]: 'replaced' }));
        return !(await send(victim, read.request({ [name]: taken }))).text.includes(secret);
      },
    });
  },
};
