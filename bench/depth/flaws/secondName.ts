/** Of two names in one request, where from and where to, only the first is checked. */
import { existsSync } from 'node:fs';
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { outsideOf } from './disguisedPath.ts';
import { goneAnswer } from './pieces.ts';
import { featureOf } from './stock.ts';

export const secondName: FlawKind = {
  id: 'second-name',
  classes: ['path.dotdot'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [from, to] = dice.pick([
      ['source', 'target'],
      ['old_name', 'new_name'],
      ['name', 'copy_name'],
    ] as const);
    const verb = dice.pick(['os.replace', 'shutil.copyfile', 'os.link']);
    const at = ['query', 'json', 'form'] as const;
    const keep = endpoint(plot, 'keep', [
      { name: from, value: 'text()', at },
      { name: 'content', value: 'text()', at: ['json', 'form'] },
    ]);
    const move = endpoint(plot, 'change', [
      { name: from, value: `text({ from: '${keep.argument(from)}' })`, at },
      { name: to, value: 'text()', at },
    ]);
    return featureOf(plot, {
      title: `${noun.many} as files that can be ${verb === 'os.replace' ? 'renamed' : 'copied'}.`,
      imports: [
        'import os',
        'from django.conf import settings',
        ...(verb === 'shutil.copyfile' ? ['import shutil'] : []),
      ],
      parts: [
        python`
          def _folder(tenant):
              return os.path.join(settings.${style.media.setting}, tenant, ${quoted(noun.many)})
        `,
        python`
          def _plain(name):
              if "/" in name or name in ("", ".", ".."):
                  raise inputs.Refused(400, "not a plain name")
              return name
        `,
        python`
          ${keep.head}
              os.makedirs(_folder(tenant), exist_ok=True)
              with open(os.path.join(_folder(tenant), _plain(${from})), "w", encoding="utf-8") as out:
                  out.write(content)
              return JsonResponse({"stored": True})
        `,
        python`
          ${move.head}
              before = os.path.join(_folder(tenant), _plain(${from}))
              after = os.path.join(_folder(tenant), ${flawed ? to : `_plain(${to})`})
              if not os.path.isfile(before):
                  ${goneAnswer(dice)}
              ${verb === 'os.link' ? 'if os.path.lexists(after):\n    raise inputs.Refused(409)' : ''}
              ${verb}(before, after)
              return JsonResponse({"done": True})
        `,
      ],
      endpoints: [keep, move],
      suspect: move,
      drawn: [verb, `second name in ${move.places[to]}`],
      proof: async ({ send, attacker, root, word }) => {
        const [name, file] = [word(), word()];
        await send(attacker, keep.request({ [from]: name, content: 'x' }));
        await send(attacker, move.request({ [from]: name, [to]: `../../../${file}` }));
        return existsSync(outsideOf(style, root, file));
      },
    });
  },
};
