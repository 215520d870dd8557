/** A file is checked by its name and then opened by its name; in between a link can take its place. */
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { carefulOpening, plainName } from './pieces.ts';
import { featureOf } from './stock.ts';

const roundsMax = 400;

export const linkRace: FlawKind = {
  id: 'link-race',
  classes: ['race.final-swap'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [name, text] = [dice.pick(fieldNames.file), dice.pick(fieldNames.text)];
    const at = ['path', 'query', 'json', 'form'] as const;
    const check = dice.pick([
      'os.path.islink(path) or not os.path.isfile(path)',
      'os.path.realpath(path) != path',
      'not stat.S_ISREG(os.lstat(path).st_mode)',
    ]);
    const keep = endpoint(plot, 'keep', [
      { name, value: 'text()', at },
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const read = endpoint(plot, 'read', [{ name, value: `text({ from: '${keep.argument(name)}' })`, at }]);
    const careless = python`
      def _open_checked(tenant, name):
          path = os.path.join(os.path.realpath(settings.${style.dropbox.setting}), tenant, _plain(name))
          if ${check}:
              raise inputs.Refused(404)
          work.look_up_plan(tenant, 2)
          return os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    `;
    return featureOf(plot, {
      title: `${noun.many} as files in a folder that tenants reach by SFTP as well.`,
      imports: ['import os', 'import stat', 'from django.conf import settings'],
      parts: [
        plainName(),
        carefulOpening(style),
        flawed ? careless : '',
        python`
          ${keep.head}
              _folder(tenant)
              with open(_open(tenant, ${name}, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "w", encoding="utf-8") as out:
                  out.write(${text})
              return JsonResponse({"stored": True})
        `,
        python`
          ${read.head}
              _folder(tenant)
              try:
                  with open(${flawed ? `_open_checked(tenant, ${name})` : `_open(tenant, ${name}, os.O_RDONLY | os.O_NONBLOCK)`}, encoding="utf-8") as source:
                      return JsonResponse({${quoted(text)}: source.read(100_000)})
              except OSError:
                  raise inputs.Refused(404) from None
        `,
      ],
      endpoints: [keep, read],
      suspect: read,
      needsDropbox: true,
      drawn: [check, `name in ${read.places[name]}`],
      proof: async ({ send, attacker, root, word }) => {
        const [file, secret] = [word(), word()];
        const folder = join(root(style.dropbox.root), attacker);
        const [outside, path, other] = [
          join(dirname(root(style.dropbox.root)), word()),
          join(folder, file),
          join(folder, word()),
        ];
        mkdirSync(folder, { recursive: true });
        writeFileSync(outside, secret);
        writeFileSync(path, 'mine');
        for (let round = 0; round < roundsMax; round += 1) {
          const asked = send(attacker, read.request({ [name]: file }));
          const end = performance.now() + 0.5 + (round % 24) / 4;
          while (performance.now() < end) await new Promise(setImmediate);
          symlinkSync(outside, other);
          renameSync(other, path);
          if ((await asked).text.includes(secret)) return true;
          rmSync(path);
          writeFileSync(path, 'mine');
        }
        return false;
      },
    });
  },
};
