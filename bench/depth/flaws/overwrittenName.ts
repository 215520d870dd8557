/** A name that is one for all tenants is stored, whoever had it before. */
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawShelf } from '../shelves.ts';
import { fieldNames } from '../words.ts';
import { claimsOf } from './claims.ts';
import { goneAnswer } from './pieces.ts';
import { featureOf } from './stock.ts';

export const overwrittenName: FlawKind = {
  id: 'overwritten-name',
  classes: ['key.overwrite'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [name, text] = [dice.pick(fieldNames.name), dice.pick(fieldNames.text)];
    const shelf = drawShelf(plot);
    const claims = claimsOf(plot, name);
    const keep = endpoint(plot, 'keep', [
      { name, value: 'text()' },
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const read = endpoint(plot, 'read', [{ name, value: `text({ from: '${keep.argument(name)}' })` }]);
    const isOthers = `found[${quoted(style.owner)}] != tenant`;
    return featureOf(plot, {
      title: `${noun.many} under names that are unique among all tenants.`,
      imports: [...shelf.imports, ...(flawed ? [] : claims.imports)],
      parts: [
        shelf.code,
        ...(flawed ? [] : [claims.code]),
        python`
          ${keep.head}
              ${flawed ? '' : `_claim(${name}, tenant)`}
              _keep(${name}, {${quoted(style.owner)}: tenant, ${quoted(text)}: ${text}})
              return JsonResponse({"stored": True})
        `,
        python`
          ${read.head}
              found = _load(${name})
              if found is None or ${isOthers}:
                  ${goneAnswer(dice)}
              return JsonResponse({${quoted(text)}: found[${quoted(text)}]})
        `,
      ],
      endpoints: [keep, read],
      suspect: keep,
      tables: [...shelf.tables, ...(flawed ? [] : claims.tables)],
      needsObjects: shelf.needsObjects === true,
      drawn: [shelf.store, `name in ${keep.places[name]}`],
      proof: async ({ send, attacker, victim, word }) => {
        const [taken, secret] = [word(), word()];
        await send(victim, keep.request({ [name]: taken, [text]: secret }));
        await send(attacker, keep.request({ [name]: taken, [text]: 'replaced' }));
        return !(await send(victim, read.request({ [name]: taken }))).text.includes(secret);
      },
    });
  },
};
