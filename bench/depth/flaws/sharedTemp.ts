/** Something is prepared in the temporary folder under a name that everybody knows. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { outsideOf } from './disguisedPath.ts';
import { featureOf } from './stock.ts';

export const sharedTemp: FlawKind = {
  id: 'shared-temp',
  classes: ['link.predictable-temp'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const text = dice.pick(fieldNames.text);
    const called = dice.pick([
      { python: quoted(`${noun.many}.tmp`), name: () => `${noun.many}.tmp` },
      { python: `f"${noun.one}-{tenant}.part"`, name: (tenant: string) => `${noun.one}-${tenant}.part` },
    ]);
    const keep = endpoint(plot, 'keep', [{ name: text, value: 'text()', at: ['json', 'form'] }]);
    const opened = flawed
      ? python`
          path = os.path.join(tempfile.gettempdir(), ${called.python})
          with open(path, "w", encoding="utf-8") as out:
              out.write(${text})
        `
      : python`
          handle, path = tempfile.mkstemp()
          with open(handle, "w", encoding="utf-8") as out:
              out.write(${text})
        `;
    return featureOf(plot, {
      title: `${noun.many}, of which only a digest is stored.`,
      imports: ['import hashlib', 'import os', 'import tempfile', `from ${style.site} import stores`],
      parts: [
        python`
          ${keep.head}
              ${opened}
              with open(path, "rb") as source:
                  digest = hashlib.sha256(source.read()).hexdigest()
              os.remove(path)
              key = {${quoted(style.pk)}: f"${noun.one.toUpperCase()}/{tenant}", ${quoted(style.sk)}: digest}
              stores.table(${quoted(style.table)}).put_item(Item=key)
              return JsonResponse({"digest": digest})
        `,
      ],
      endpoints: [keep],
      suspect: keep,
      drawn: [called.python],
      proof: async ({ send, attacker, victim, root, temp, word }) => {
        const mark = word();
        const outside = outsideOf(style, root, word());
        symlinkSync(outside, join(temp, called.name(victim)));
        await send(victim, keep.request({ [text]: mark }));
        await send(attacker, keep.request({ [text]: 'x' }));
        return existsSync(outside) && readFileSync(outside, 'utf8').length > 0;
      },
    });
  },
};
