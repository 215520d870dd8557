/** Members of an archive are written under their own names, wherever these lead. */
import { existsSync } from 'node:fs';
import { encodeArchive } from '../../../model/encodeArchive.ts';
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { outsideOf } from './disguisedPath.ts';
import { featureOf } from './stock.ts';

export const archiveMember: FlawKind = {
  id: 'archive-member',
  classes: ['archive.member-dotdot'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const format = dice.pick(['zip', 'tar'] as const);
    const field = dice.pick(['bundle', 'archive', 'package']);
    const unpack = endpoint(plot, 'add', [
      { name: field, value: `file({ archive: { formats: ['${format}'] } })`, file: true },
    ]);
    const careful = dice.pick([
      python`
        name = os.path.basename(name)
        if name in ("", ".", ".."):
            continue
        path = os.path.join(folder, name)
      `,
      python`
        path = os.path.normpath(os.path.join(folder, name))
        if not path.startswith(folder + os.sep):
            raise inputs.Refused(400, "a member lies outside")
      `,
    ]);
    const path = flawed ? 'path = os.path.join(folder, name)' : careful;
    const body = {
      zip: python`
        with zipfile.ZipFile(${field}) as opened:
            for member in opened.infolist():
                if member.is_dir():
                    continue
                name = member.filename
                ${path}
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as out:
                    out.write(opened.read(member))
                written += 1
      `,
      tar: python`
        with tarfile.open(fileobj=${field}) as opened:
            for member in opened:
                if not member.isreg():
                    continue
                name = member.name
                ${path}
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as out:
                    out.write(opened.extractfile(member).read())
                written += 1
      `,
    }[format];
    const broken = {
      zip: '(zipfile.BadZipFile, NotImplementedError, RuntimeError)',
      tar: 'tarfile.TarError',
    }[format];
    return featureOf(plot, {
      title: `${noun.many}, which come as archives.`,
      imports: [
        'import os',
        'import uuid',
        { zip: 'import zipfile', tar: 'import tarfile' }[format],
        'from django.conf import settings',
      ],
      parts: [
        python`
          ${unpack.head}
              folder = os.path.join(settings.${style.media.setting}, tenant, ${quoted(noun.many)}, uuid.uuid4().hex)
              os.makedirs(folder)
              written = 0
              try:
                  ${body}
              except ${broken}:
                  raise inputs.Refused(400, "no archive") from None
              return JsonResponse({"written": written})
        `,
      ],
      endpoints: [unpack],
      suspect: unpack,
      drawn: [format],
      proof: async ({ send, attacker, root, word }) => {
        const file = word();
        const member = { kind: 'file', name: `../../../../${file}`, content: { text: 'x' } } as const;
        const archive = { format, dialect: 'ustar', compressed: false, members: [member] } as const;
        await send(attacker, unpack.request({ [field]: encodeArchive(archive, (text) => text.toString()) }));
        return existsSync(outsideOf(style, root, file));
      },
    });
  },
};
