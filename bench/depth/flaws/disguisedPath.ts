/** A name is checked and then transformed, so that what becomes a path was never checked. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FlawKind, Style } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawDisguise } from '../transformations.ts';
import { drawPathStock, type PathVerb } from './pathStock.ts';

export const disguisedPath: FlawKind = {
  id: 'disguised-path',
  classes: ['path.dotdot', 'path.encoded', 'path.filter-evasion', 'check.check-before-normalise'],
  plant: (plot, flawed) => {
    const { dice, style } = plot;
    const { chain, disguise } = drawDisguise(dice);
    const { dots, slash } = disguise.keeps;
    const check = dice.pick(
      [
        { id: 'no slash, no dots', line: '"/" in name or ".." in name', may: !dots && !slash },
        { id: 'no dots', line: '".." in name or name.startswith("/")', may: !dots },
        { id: 'no slash', line: '"/" in name', may: !slash },
        { id: 'no dots at the start', line: 'name.startswith((".", "/"))', may: !dots && !slash },
        {
          id: 'none but the filter',
          line: 'name.startswith("/")',
          may: disguise.id === 'remove-dotdot-once',
        },
      ].filter(({ may }) => may),
    );
    const ending = dice.pick(['', '', '.txt', '.dat']);
    const last = ending === '' ? '' : ` + ${quoted(ending)}`;
    return drawPathStock(plot, {
      title: 'as files of their tenant',
      flawed,
      imports: chain.imports,
      careless: python`
        def _careless_path(tenant, name):
            if ${check.line}:
                raise inputs.Refused(400, "not a plain name")
            return os.path.join(_folder(tenant), ${chain.python('name')}${last})
      `,
      careful: python`
        def _path(tenant, name):
            name = ${chain.python('name')}
            if name in ("", ".", "..") or "/" in name or "\0" in name:
                raise inputs.Refused(400, "not a plain name")
            return os.path.join(_folder(tenant), name${last})
      `,
      drawn: [chain.id, check.id, ...(ending === '' ? [] : [`ends in ${ending}`])],
      proof:
        ({ keep, suspect, name, text, verb }) =>
        async (hands) => {
          const { send, attacker, word } = hands;
          const [file, secret] = [word(), word()];
          await send(attacker, keep.request({ [name]: 'first', [text]: 'x' }));
          const outside = outsideOf(style, hands.root, `${file}${ending}`);
          if (verb !== 'keep') writeFileSync(outside, secret);
          const sent = suspect.request({ [name]: chain.inverse(`../../../${file}`), [text]: secret });
          return happened(verb, outside, secret, (await send(attacker, sent)).text);
        },
    });
  },
};

/** A file beside the folder of files, beyond the sandbox. */
export function outsideOf({ media }: Style, root: (name: string) => string, file: string): string {
  return join(dirname(root(media.root)), file);
}

/** Whether a file holds the secret now, its secret was answered, or it is gone. */
export function happened(verb: PathVerb, file: string, secret: string, said: string): boolean {
  if (verb === 'drop') return !existsSync(file);
  if (verb === 'read') return said.includes(secret);
  return existsSync(file) && readFileSync(file, 'utf8').includes(secret);
}
