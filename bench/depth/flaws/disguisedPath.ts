/** A name is checked and then transformed, so that what becomes a path was never checked. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { moduleOf, python, quoted } from '../python.ts';
import { drawDisguise } from '../transformations.ts';
import { fieldNames } from '../words.ts';
import { goneAnswer } from './pieces.ts';

export const disguisedPath: FlawKind = {
  id: 'disguised-path',
  classes: ['path.dotdot', 'path.encoded', 'path.filter-evasion', 'check.check-before-normalise'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [name, text] = [dice.pick(fieldNames.file), dice.pick(fieldNames.text)];
    const { chain, disguise } = drawDisguise(dice);
    const ending = dice.pick(['', '', '.txt', '.dat']);
    const verb = dice.pick(['keep', 'read', 'drop'] as const);
    const at = ['path', 'query', 'json', 'form'] as const;
    const keep = endpoint(plot, 'keep', [
      { name, value: 'text()', at, slashes: true },
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const from = [
      { name, value: `text({ from: '${keep.name}.arguments.${name}' })`, at, slashes: true as const },
    ];
    const read = endpoint(plot, 'read', from);
    const drop = endpoint(plot, 'drop', from);
    const check = dice.pick(
      [
        {
          id: 'no slash, no dots',
          line: '"/" in name or ".." in name',
          may: !disguise.keeps.dots && !disguise.keeps.slash,
        },
        { id: 'no dots', line: '".." in name or name.startswith("/")', may: !disguise.keeps.dots },
        { id: 'no slash', line: '"/" in name', may: !disguise.keeps.slash },
        {
          id: 'no dots at the start',
          line: 'name.startswith((".", "/"))',
          may: !disguise.keeps.dots && !disguise.keeps.slash,
        },
        {
          id: 'none but the filter',
          line: 'name.startswith("/")',
          may: disguise.id === 'remove-dotdot-once',
        },
      ].filter(({ may }) => may),
    );
    const places = {
      careless: python`
        def _careless_path(tenant, name):
            if ${check.line}:
                raise inputs.Refused(400, "not a plain name")
            return os.path.join(_folder(tenant), ${chain.python('name')}${ending === '' ? '' : ` + ${quoted(ending)}`})
      `,
      careful: python`
        def _path(tenant, name):
            name = ${chain.python('name')}
            if name in ("", ".", "..") or "/" in name or "\0" in name:
                raise inputs.Refused(400, "not a plain name")
            return os.path.join(_folder(tenant), name${ending === '' ? '' : ` + ${quoted(ending)}`})
      `,
    };
    const pathIn = (one: string): string =>
      `${flawed && verb === one ? '_careless_path' : '_path'}(tenant, ${name})`;
    const code = moduleOf(
      `${noun.many} as files of their tenant.`,
      [
        'import os',
        'from django.conf import settings',
        'from django.http import JsonResponse',
        `from ${style.site} import inputs, work`,
        ...chain.imports,
      ],
      [
        python`
          def _folder(tenant):
              return os.path.join(settings.${style.media.setting}, tenant, ${quoted(noun.many)})
        `,
        places.careful,
        flawed ? places.careless : '',
        python`
          ${keep.head}
              os.makedirs(_folder(tenant), exist_ok=True)
              with open(${pathIn('keep')}, "w", encoding="utf-8") as out:
                  out.write(${text})
              return JsonResponse({"size": len(${text})})
        `,
        python`
          ${read.head}
              try:
                  with open(${pathIn('read')}, encoding="utf-8") as source:
                      return JsonResponse({${quoted(text)}: source.read()})
              except FileNotFoundError:
                  ${goneAnswer(dice)}
        `,
        python`
          ${drop.head}
              try:
                  os.remove(${pathIn('drop')})
              except FileNotFoundError:
                  ${goneAnswer(dice)}
              return JsonResponse({"removed": True})
        `,
      ],
    );
    const suspect = { keep, read, drop }[verb];
    return {
      ...{ module: noun.many, code, tables: [], suspect: suspect.name },
      operations: [keep.operation, read.operation, drop.operation],
      drawn: [
        verb,
        chain.id,
        check.id,
        ...(ending === '' ? [] : [`ends in ${ending}`]),
        `name in ${suspect.places[name]}`,
      ],
      proof: async (hands) => {
        const { send, attacker, root, word } = hands;
        const [file, secret] = [word(), word()];
        const way = `../../../${file}`;
        await send(attacker, keep.request({ [name]: 'first', [text]: 'x' }));
        const outside = join(dirname(root(style.media.root)), `${file}${ending}`);
        mkdirSync(dirname(outside), { recursive: true });
        if (verb !== 'keep') writeFileSync(outside, secret);
        const sent = suspect.request({ [name]: chain.inverse(way), [text]: secret });
        const said = await send(attacker, sent);
        return happened(verb, outside, secret, said.text);
      },
    };
  },
};

function happened(verb: 'keep' | 'read' | 'drop', outside: string, secret: string, said: string): boolean {
  if (verb === 'drop') return !existsSync(outside);
  if (verb === 'read') return said.includes(secret);
  return existsSync(outside) && readFileSync(outside, 'utf8') === secret;
}
