/** Uploads of a tenant under the digest of what they hold. */
import { endpoint } from '../endpoint.ts';
import type { PlainKind } from '../feature.ts';
import { moduleOf, python, quoted } from '../python.ts';

export const picturesByDigest: PlainKind = {
  id: 'pictures-by-digest',
  size: 2,
  plant: (plot) => {
    const { noun, style } = plot;
    const add = endpoint(plot, 'add', [{ name: 'file', value: 'file()', file: true }]);
    const read = endpoint(plot, 'read', [
      { name: 'digest', value: `text({ from: '${add.name}.response.digest' })` },
    ]);
    const code = moduleOf(
      `${noun.many} as files of their tenant, called by what they hold.`,
      [
        ...['import hashlib', 'import os', 'import re', 'from django.conf import settings'],
        ...['from django.http import HttpResponse, JsonResponse', `from ${style.site} import inputs, work`],
      ],
      [
        python`
          def _path(tenant, digest):
              if not re.fullmatch("[0-9a-f]{64}", digest):
                  raise inputs.Refused(404)
              return os.path.join(settings.${style.media.setting}, tenant, ${quoted(noun.many)}, digest[:2], digest)
        `,
        python`
          ${add.head}
              content = file.read()
              digest = hashlib.sha256(content).hexdigest()
              path = _path(tenant, digest)
              os.makedirs(os.path.dirname(path), exist_ok=True)
              with open(path, "wb") as out:
                  out.write(content)
              return JsonResponse({"digest": digest, "name": os.path.basename(file.name)}, status=201)
        `,
        python`
          ${read.head}
              try:
                  with open(_path(tenant, digest), "rb") as source:
                      return HttpResponse(source.read(), content_type="application/octet-stream")
              except FileNotFoundError:
                  raise inputs.Refused(404) from None
        `,
      ],
    );
    return {
      ...{ module: noun.many, code, tables: [], suspect: null, proof: null, drawn: [] },
      operations: [add.operation, read.operation],
    };
  },
};
