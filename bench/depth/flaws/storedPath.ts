/** A name that was stored with a document becomes a path later, unchecked. */
import { existsSync } from 'node:fs';
import { endpoint, memberOfAnswer } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawShelf } from '../shelves.ts';
import { fieldNames } from '../words.ts';
import { outsideOf } from './disguisedPath.ts';
import { drawNewId, goneAnswer } from './pieces.ts';
import { featureOf } from './stock.ts';

export const storedPath: FlawKind = {
  id: 'stored-path',
  classes: ['key.second-order', 'path.dotdot'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [id, name, text] = [
      dice.pick(fieldNames.id),
      dice.pick(fieldNames.file),
      dice.pick(fieldNames.text),
    ];
    const shelf = drawShelf(plot);
    const newId = drawNewId(dice);
    const ending = dice.pick(['', '.txt', '.export']);
    const add = endpoint(plot, 'add', [
      { name, value: 'text()', at: ['json', 'form'] },
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const write = endpoint(
      plot,
      'change',
      [{ name: id, value: `text({ from: '${add.name}.response.${id}' })` }],
      { suffix: 'export' },
    );
    const careful = dice.pick([
      python`
        if "/" in name or name in ("", ".", ".."):
            raise inputs.Refused(400, "not a plain name")
      `,
      python`
        name = os.path.basename(name)
        if name in ("", ".", ".."):
            raise inputs.Refused(400, "not a plain name")
      `,
      'name = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()',
    ]);
    return featureOf(plot, {
      title: `${noun.many} with names of their own, written to a folder on demand.`,
      imports: [
        ...shelf.imports,
        ...newId.imports,
        ...['import os', 'from django.conf import settings'],
        ...(!flawed && careful.includes('hashlib') ? ['import hashlib'] : []),
      ],
      parts: [
        shelf.code,
        python`
          ${add.head}
              ${id} = ${newId.python}
              _keep(${id}, {${quoted(style.owner)}: tenant, "called": ${name}, ${quoted(text)}: ${text}})
              return JsonResponse({${quoted(id)}: ${id}}, status=201)
        `,
        python`
          ${write.head}
              found = _load(${id})
              if found is None or found[${quoted(style.owner)}] != tenant:
                  ${goneAnswer(dice)}
              folder = os.path.join(settings.${style.media.setting}, tenant, ${quoted(`${noun.one}-exports`)})
              os.makedirs(folder, exist_ok=True)
              name = found["called"]
              ${flawed ? '' : careful}
              with open(os.path.join(folder, name${ending === '' ? '' : ` + ${quoted(ending)}`}), "w", encoding="utf-8") as out:
                  out.write(found[${quoted(text)}])
              return JsonResponse({"written": True})
        `,
      ],
      endpoints: [add, write],
      suspect: write,
      tables: shelf.tables,
      needsObjects: shelf.needsObjects === true,
      drawn: [shelf.store, `name in ${add.places[name]}`],
      proof: async ({ send, attacker, root, word }) => {
        const file = word();
        const stored = await send(attacker, add.request({ [name]: `../../../${file}`, [text]: 'x' }));
        await send(attacker, write.request({ [id]: memberOfAnswer(stored, id) }));
        return existsSync(outsideOf(style, root, `${file}${ending}`));
      },
    });
  },
};
