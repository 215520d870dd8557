/** Texts in files of their tenant, under quoted names. */
import { endpoint } from '../endpoint.ts';
import type { PlainKind } from '../feature.ts';
import { goneAnswer } from '../flaws/pieces.ts';
import { moduleOf, python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';

export const ownFiles: PlainKind = {
  id: 'own-files',
  size: 3,
  plant: (plot) => {
    const { dice, noun, style } = plot;
    const [name, text] = [dice.pick(fieldNames.file), dice.pick(fieldNames.text)];
    const keep = endpoint(plot, 'keep', [
      { name, value: 'text()', slashes: true },
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const from = { name, value: `text({ from: '${keep.argument(name)}' })`, slashes: true as const };
    const [read, drop] = [endpoint(plot, 'read', [from]), endpoint(plot, 'drop', [from])];
    const code = moduleOf(
      `${noun.many} as files of their tenant.`,
      [
        ...['import os', 'from urllib.parse import quote', 'from django.conf import settings'],
        ...['from django.http import JsonResponse', `from ${style.site} import inputs, work`],
      ],
      [
        python`
          def _path(tenant, name):
              called = quote(name, safe="", errors="replace").replace(".", "%2E")
              if len(called) > 250:
                  raise inputs.Refused(400, "the name is too long")
              return os.path.join(settings.${style.media.setting}, tenant, ${quoted(noun.many)}, called)
        `,
        python`
          ${keep.head}
              path = _path(tenant, ${name})
              os.makedirs(os.path.dirname(path), exist_ok=True)
              with open(path, "w", encoding="utf-8") as out:
                  out.write(${text})
              return JsonResponse({${quoted(name)}: ${name}})
        `,
        python`
          ${read.head}
              try:
                  with open(_path(tenant, ${name}), encoding="utf-8") as source:
                      return JsonResponse({${quoted(text)}: source.read()})
              except FileNotFoundError:
                  ${goneAnswer(dice)}
        `,
        python`
          ${drop.head}
              try:
                  os.remove(_path(tenant, ${name}))
              except FileNotFoundError:
                  ${goneAnswer(dice)}
              return JsonResponse({"removed": True})
        `,
      ],
    );
    return {
      ...{ module: noun.many, code, tables: [], suspect: null, proof: null, drawn: [] },
      operations: [keep.operation, read.operation, drop.operation],
    };
  },
};
