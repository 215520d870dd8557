/** A key is put together of the tenant, a group and a name, so that two tenants whose names begin alike come to one key. */
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawShelf } from '../shelves.ts';
import { fieldNames } from '../words.ts';
import { goneAnswer } from './pieces.ts';
import { featureOf } from './stock.ts';

export const keyParts: FlawKind = {
  id: 'key-parts',
  classes: ['key.delimiter', 'key.no-delimiter'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [group, name, text] = [
      dice.pick(fieldNames.group),
      dice.pick(fieldNames.name),
      dice.pick(fieldNames.text),
    ];
    const shelf = drawShelf(plot);
    const verb = dice.pick(['keep', 'read'] as const);
    const fieldsFrom = (value: (one: string) => string) =>
      [group, name].map((one) => ({ name: one, value: value(one) }));
    const keep = endpoint(plot, 'keep', [
      ...fieldsFrom(() => 'text()'),
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const read = endpoint(
      plot,
      'read',
      fieldsFrom((one) => `text({ from: '${keep.argument(one)}' })`),
    );
    const { separator } = style;
    const between = separator === '' ? style.delimiter : separator;
    const joined = `f"{tenant}${separator}{group}${between}{name}"`;
    const careful = dice.pick([
      'codec.dumps([tenant, group, name])',
      '"/".join(quote(part, safe="") for part in (tenant, group, name))',
    ]);
    const used = flawed ? joined : careful;
    return featureOf(plot, {
      title: `${noun.many} by ${group} and ${name}, below their tenant.`,
      imports: [
        ...shelf.imports,
        ...(used.startsWith('codec') ? ['import json as codec'] : []),
        ...(used.includes('quote(') ? ['from urllib.parse import quote'] : []),
      ],
      parts: [
        shelf.code,
        python`
          def _joined(tenant, group, name):
              return ${used}
        `,
        python`
          ${keep.head}
              _keep(_joined(tenant, ${group}, ${name}), {${quoted(text)}: ${text}})
              return JsonResponse({"stored": True})
        `,
        python`
          ${read.head}
              found = _load(_joined(tenant, ${group}, ${name}))
              if found is None:
                  ${goneAnswer(dice)}
              return JsonResponse({${quoted(text)}: found[${quoted(text)}]})
        `,
      ],
      endpoints: [keep, read],
      suspect: { keep, read }[verb],
      alsoFlawed: flawed ? [keep, read] : [],
      tables: shelf.tables,
      needsObjects: shelf.needsObjects === true,
      drawn: [verb, joined, shelf.store],
      proof: async ({ send, attacker, victim, word }) => {
        const [where, what, secret] = [word(), word(), word()];
        await send(victim, keep.request({ [group]: where, [name]: what, [text]: secret }));
        const rest = style.victims[0].slice(attacker.length + separator.length);
        const split = separator === '' ? [`${rest}${where}`, what] : [rest, `${where}${between}${what}`];
        const attack = { [group]: split[0] ?? '', [name]: split[1] ?? '', [text]: 'replaced' };
        const said = await send(attacker, { keep, read }[verb].request(attack));
        if (verb === 'read') return said.text.includes(secret);
        const after = await send(victim, read.request({ [group]: where, [name]: what }));
        return !after.text.includes(secret);
      },
    });
  },
};
