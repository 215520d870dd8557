/** A path is compared with its folder as a text: the folder of another tenant, whose name goes on where this one's ends, passes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { happened } from './disguisedPath.ts';
import { drawPathStock } from './pathStock.ts';

export const siblingFolder: FlawKind = {
  id: 'sibling-folder',
  classes: ['check.sibling-prefix'],
  plant: (plot, flawed) => {
    const { noun, style, dice } = plot;
    const tidy = dice.pick(['os.path.normpath', 'os.path.abspath', 'os.path.realpath']);
    const pathBy = (name: string, folder: string): string => python`
      def ${name}(tenant, name):
          path = ${tidy}(os.path.join(_folder(tenant), name))
          if not path.startswith(${folder}):
              raise inputs.Refused(400, "not below your folder")
          return path
    `;
    return drawPathStock(plot, {
      title: 'in folders that bear the names of their tenants',
      flawed,
      folder: `${quoted(noun.many)}, tenant`,
      careless: pathBy('_careless_path', '_folder(tenant)'),
      careful: pathBy('_path', '_folder(tenant) + os.sep'),
      drawn: [tidy],
      proof:
        ({ suspect, name, text, verb }) =>
        async ({ send, attacker, victim, root, word }) => {
          const [file, secret] = [word(), word()];
          const folder = join(root(style.media.root), noun.many);
          for (const tenant of [attacker, victim]) mkdirSync(join(folder, tenant), { recursive: true });
          const theirs = join(folder, victim, file);
          if (verb !== 'keep') writeFileSync(theirs, secret);
          const sent = suspect.request({ [name]: `../${victim}/${file}`, [text]: secret });
          return happened(verb, theirs, secret, (await send(attacker, sent)).text);
        },
    });
  },
};
