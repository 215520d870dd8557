/** A name without `..` is joined to a folder, which an absolute one replaces. */
import { writeFileSync } from 'node:fs';
import type { FlawKind } from '../feature.ts';
import { python } from '../python.ts';
import { drawTidyingOfPaths } from '../transformations.ts';
import { happened, outsideOf } from './disguisedPath.ts';
import { drawPathStock } from './pathStock.ts';

export const absolutePath: FlawKind = {
  id: 'absolute-path',
  classes: ['path.absolute'],
  plant: (plot, flawed) => {
    const { style, dice } = plot;
    const tidying = drawTidyingOfPaths(dice);
    const joined = (line: string): string => python`
      name = ${tidying.python('name')}
      if ${line}:
          raise inputs.Refused(400, "not a plain name")
    `;
    const join = dice.pick(['os.path.join(_folder(tenant), name)', 'str(Path(_folder(tenant)) / name)']);
    return drawPathStock(plot, {
      title: 'as files of their tenant',
      flawed,
      imports: [...tidying.imports, ...(join.includes('Path(') ? ['from pathlib import Path'] : [])],
      careless: python`
        def _careless_path(tenant, name):
            ${joined('".." in name')}
            return ${join}
      `,
      careful: python`
        def _path(tenant, name):
            ${joined('".." in name or "/" in name or name in ("", ".")')}
            return ${join}
      `,
      drawn: [tidying.id],
      proof:
        ({ suspect, name, text, verb }) =>
        async ({ send, attacker, root, word }) => {
          const secret = word();
          const outside = outsideOf(style, root, word());
          if (verb !== 'keep') writeFileSync(outside, secret);
          const sent = suspect.request({ [name]: outside, [text]: secret });
          return happened(verb, outside, secret, (await send(attacker, sent)).text);
        },
    });
  },
};
