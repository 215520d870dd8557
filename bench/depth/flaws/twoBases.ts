/** A name is checked against a folder that lies deeper than the one it is used in. */
import { writeFileSync } from 'node:fs';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { happened, outsideOf } from './disguisedPath.ts';
import { drawPathStock } from './pathStock.ts';

export const twoBases: FlawKind = {
  id: 'two-bases',
  classes: ['check.two-bases'],
  plant: (plot, flawed) => {
    const { noun, style, dice } = plot;
    const deeper = dice.pick([
      '"inbox", "today", "new"',
      '"a", "b", "c", "d"',
      '"static", "public", "assets"',
    ]);
    const media = `settings.${style.media.setting}`;
    const pathBy = (name: string, base: string): string => python`
      def ${name}(tenant, name):
          base = ${base}
          if not os.path.normpath(os.path.join(base, name)).startswith(${name === '_path' ? 'base' : media} + os.sep):
              raise inputs.Refused(400, "not below your folder")
          return os.path.join(_folder(tenant), name)
    `;
    return drawPathStock(plot, {
      title: 'as files of their tenant',
      flawed,
      careless: pathBy('_careless_path', `os.path.join(${media}, tenant, ${quoted(noun.many)}, ${deeper})`),
      careful: pathBy('_path', '_folder(tenant)'),
      drawn: [`checked below ${deeper}`],
      proof:
        ({ keep, suspect, name, text, verb }) =>
        async ({ send, attacker, root, word }) => {
          const [file, secret] = [word(), word()];
          await send(attacker, keep.request({ [name]: 'first', [text]: 'x' }));
          const outside = outsideOf(style, root, file);
          if (verb !== 'keep') writeFileSync(outside, secret);
          const sent = suspect.request({ [name]: `../../../${file}`, [text]: secret });
          return happened(verb, outside, secret, (await send(attacker, sent)).text);
        },
    });
  },
};
