/** An archive is unpacked with its links, and what follows them is written through. */
import { existsSync } from 'node:fs';
import { encodeArchive } from '../../../model/encodeArchive.ts';
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { outsideOf } from './disguisedPath.ts';
import { featureOf } from './stock.ts';

export const archiveLink: FlawKind = {
  id: 'archive-link',
  classes: ['archive.link-then-write', 'archive.link-out'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const field = dice.pick(['bundle', 'archive', 'package']);
    const unpack = endpoint(plot, 'add', [
      { name: field, value: "file({ archive: { formats: ['tar'] } })", file: true },
    ]);
    const names = python`
      for member in opened.getmembers():
          if member.name.startswith("/") or ".." in member.name.split("/"):
              raise inputs.Refused(400, "a member lies outside")
      opened.extractall(folder, filter="fully_trusted")
    `;
    return featureOf(plot, {
      title: `${noun.many}, which come as archives.`,
      imports: ['import os', 'import tarfile', 'import uuid', 'from django.conf import settings'],
      parts: [
        python`
          ${unpack.head}
              folder = os.path.join(settings.${style.media.setting}, tenant, ${quoted(noun.many)}, uuid.uuid4().hex)
              os.makedirs(folder)
              try:
                  with tarfile.open(fileobj=${field}) as opened:
                      ${flawed ? names : 'opened.extractall(folder, filter="data")'}
              except (tarfile.TarError, OSError):
                  raise inputs.Refused(400, "no archive") from None
              return JsonResponse({"unpacked": True})
        `,
      ],
      endpoints: [unpack],
      suspect: unpack,
      drawn: ['tar'],
      proof: async ({ send, attacker, root, word }) => {
        const file = word();
        const members = [
          { kind: 'symlink', name: 'way', to: '../../../..' },
          { kind: 'file', name: `way/${file}`, content: { text: 'x' } },
        ] as const;
        const archive = {
          format: 'tar',
          dialect: 'ustar',
          compressed: false,
          members: [...members],
        } as const;
        await send(attacker, unpack.request({ [field]: encodeArchive(archive, (text) => text.toString()) }));
        return existsSync(outsideOf(style, root, file));
      },
    });
  },
};
