/** A pair of names is claimed as a pair and stored as one text, so that another pair, free to claim, is stored in the same place. */
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawShelf } from '../shelves.ts';
import { fieldNames } from '../words.ts';
import { claimsOf } from './claims.ts';
import { goneAnswer } from './pieces.ts';
import { featureOf } from './stock.ts';

export const claimedPair: FlawKind = {
  id: 'claimed-pair',
  classes: ['key.delimiter', 'key.no-delimiter'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [group, name, text] = [
      dice.pick(fieldNames.group),
      dice.pick(fieldNames.name),
      dice.pick(fieldNames.text),
    ];
    const shelf = drawShelf(plot);
    const between = dice.pick(['', '-', '.', '_']);
    const claims = claimsOf(plot, group, name);
    // Where a delimiter stands between the two, a group that holds one can be split in two ways.
    const example = between === '' ? 'text()' : `text({ example: '{token}${between}{token}' })`;
    const keep = endpoint(plot, 'keep', [
      { name: group, value: example },
      { name, value: 'text()' },
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const from = (one: string) => ({ name: one, value: `text({ from: '${keep.argument(one)}' })` });
    const read = endpoint(plot, 'read', [from(group), from(name)]);
    const joined = flawed ? `f"{group}${between}{name}"` : 'codec.dumps([group, name])';
    return featureOf(plot, {
      title: `${noun.many} by ${group} and ${name}, each pair claimed by one tenant.`,
      imports: [...shelf.imports, ...claims.imports, ...(flawed ? [] : ['import json as codec'])],
      parts: [
        shelf.code,
        python`
          def _joined(group, name):
              return ${joined}
        `,
        python`
          def _claimant(${group}, ${name}):
              found = stores.table(${quoted(claims.table)}).get_item(Key=${claims.key}).get("Item")
              return None if found is None else found[${quoted(style.owner)}]
        `,
        claims.code,
        python`
          ${keep.head}
              _claim(${group}, ${name}, tenant)
              _keep(_joined(${group}, ${name}), {${quoted(text)}: ${text}})
              return JsonResponse({"stored": True})
        `,
        python`
          ${read.head}
              if _claimant(${group}, ${name}) != tenant:
                  ${goneAnswer(dice)}
              return JsonResponse({${quoted(text)}: (_load(_joined(${group}, ${name})) or {}).get(${quoted(text)}, "")})
        `,
      ],
      endpoints: [keep, read],
      suspect: keep,
      alsoFlawed: flawed ? [read] : [],
      tables: [...shelf.tables, ...claims.tables],
      needsObjects: shelf.needsObjects === true,
      drawn: [between === '' ? 'no delimiter' : `delimiter ${between}`, shelf.store],
      proof: async ({ send, attacker, victim, word }) => {
        const [first, second, what, secret] = [word(), word(), word(), word()];
        const where = between === '' ? first : `${first}${between}${second}`;
        await send(victim, keep.request({ [group]: where, [name]: what, [text]: secret }));
        const split =
          between === ''
            ? { [group]: where.slice(0, 3), [name]: `${where.slice(3)}${what}` }
            : { [group]: first, [name]: `${second}${between}${what}` };
        await send(attacker, keep.request({ ...split, [text]: 'replaced' }));
        return !(await send(victim, read.request({ [group]: where, [name]: what }))).text.includes(secret);
      },
    });
  },
};
