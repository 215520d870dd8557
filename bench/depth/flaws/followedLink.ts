/** Files in a folder that tenants also reach by SFTP are opened through links that lie there. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { happened } from './disguisedPath.ts';
import { carefulOpening, plainName } from './pieces.ts';
import { featureOf } from './stock.ts';

export const followedLink: FlawKind = {
  id: 'followed-link',
  classes: ['link.final', 'link.other-tenant'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [name, text] = [dice.pick(fieldNames.file), dice.pick(fieldNames.text)];
    const verb = dice.pick(['keep', 'read'] as const);
    const at = ['path', 'query', 'json', 'form'] as const;
    const keep = endpoint(plot, 'keep', [
      { name, value: 'text()', at },
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const read = endpoint(plot, 'read', [{ name, value: `text({ from: '${keep.argument(name)}' })`, at }]);
    const careless = python`
      def _open_careless(tenant, name, flags):
          path = os.path.join(settings.${style.dropbox.setting}, tenant, _plain(name))
          return os.open(path, flags, 0o644)
    `;
    const openIn = (one: 'keep' | 'read'): string => (flawed && verb === one ? '_open_careless' : '_open');
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
              with open(${openIn('keep')}(tenant, ${name}, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "w", encoding="utf-8") as out:
                  out.write(${text})
              return JsonResponse({"stored": True})
        `,
        python`
          ${read.head}
              _folder(tenant)
              try:
                  with open(${openIn('read')}(tenant, ${name}, os.O_RDONLY | os.O_NONBLOCK), encoding="utf-8") as source:
                      return JsonResponse({${quoted(text)}: source.read(100_000)})
              except OSError:
                  raise inputs.Refused(404) from None
        `,
      ],
      endpoints: [keep, read],
      suspect: { keep, read }[verb],
      needsDropbox: true,
      drawn: [verb, `name in ${{ keep, read }[verb].places[name]}`],
      proof: async ({ send, attacker, root, word }) => {
        const [file, link, secret] = [word(), word(), word()];
        const outside = join(dirname(root(style.dropbox.root)), file);
        writeFileSync(outside, verb === 'read' ? secret : 'before');
        mkdirSync(join(root(style.dropbox.root), attacker), { recursive: true });
        symlinkSync(outside, join(root(style.dropbox.root), attacker, link));
        const sent = { keep, read }[verb].request({ [name]: link, [text]: secret });
        return happened(verb, outside, secret, (await send(attacker, sent)).text);
      },
    });
  },
};
