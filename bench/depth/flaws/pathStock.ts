/** Texts in files of their tenant, under names that the tenant gives: one of keeping, reading and deleting takes the careless way. */
import { type Endpoint, endpoint } from '../endpoint.ts';
import type { Feature, Plot, Proof } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { goneAnswer } from './pieces.ts';
import { featureOf } from './stock.ts';

export type PathVerb = 'keep' | 'read' | 'drop';

interface PathStockWish {
  readonly title: string;
  readonly flawed: boolean;
  readonly imports?: readonly string[];
  /** Definitions of `_careless_path(tenant, name)` and of `_path(tenant, name)`, which is safe. */
  readonly careless: string;
  readonly careful: string;
  /** Folder of a tenant below that of all files, as arguments of a join. */
  readonly folder?: string;
  readonly drawn: readonly string[];
  readonly proof: (stock: PathStock) => Proof;
}

interface PathStock {
  readonly keep: Endpoint;
  readonly read: Endpoint;
  readonly suspect: Endpoint;
  readonly verb: PathVerb;
  readonly name: string;
  readonly text: string;
}

/** All three operations are drawn, or keeping and reading alone where one of them is the suspect. */
export function drawPathStock(plot: Plot, wish: PathStockWish): Feature {
  const { dice, noun, style } = plot;
  const [name, text] = [dice.pick(fieldNames.file), dice.pick(fieldNames.text)];
  const verb = dice.pick(['keep', 'read', 'drop'] as const);
  const at = ['path', 'query', 'json', 'form'] as const;
  const keep = endpoint(plot, 'keep', [
    { name, value: 'text()', at, slashes: true },
    { name: text, value: 'text()', at: ['json', 'form'] },
  ]);
  const from = {
    name,
    value: `text({ from: '${keep.argument(name)}' })`,
    at,
    slashes: true as const,
  };
  const read = endpoint(plot, 'read', [from]);
  const drop = endpoint(plot, 'drop', [from]);
  const hasDrop = verb === 'drop' || dice.chance(0.5);
  const pathIn = (one: PathVerb): string =>
    `${wish.flawed && verb === one ? '_careless_path' : '_path'}(tenant, ${name})`;
  const suspect = { keep, read, drop }[verb];
  return featureOf(plot, {
    title: `${noun.many} ${wish.title}.`,
    imports: ['import os', 'from django.conf import settings', ...(wish.imports ?? [])],
    parts: [
      python`
        def _folder(tenant):
            return os.path.join(settings.${style.media.setting}, ${wish.folder ?? `tenant, ${quoted(noun.many)}`})
      `,
      wish.careful,
      wish.flawed ? wish.careless : '',
      python`
        ${keep.head}
            os.makedirs(_folder(tenant), exist_ok=True)
            with open(${pathIn('keep')}, "w", encoding="utf-8") as out:
                out.write(${text})
            return JsonResponse({"size": len(${text})})
      `,
      python`
        ${read.head}
            try:
                with open(${pathIn('read')}, encoding="utf-8") as source:
                    return JsonResponse({${quoted(text)}: source.read()})
            except FileNotFoundError:
                ${goneAnswer(dice)}
      `,
      hasDrop
        ? python`
            ${drop.head}
                try:
                    os.remove(${pathIn('drop')})
                except FileNotFoundError:
                    ${goneAnswer(dice)}
                return JsonResponse({"removed": True})
          `
        : '',
    ],
    endpoints: [keep, read, ...(hasDrop ? [drop] : [])],
    suspect,
    drawn: [verb, ...wish.drawn, `name in ${suspect.places[name]}`],
    proof: wish.proof({ keep, read, suspect, verb, name, text }),
  });
}
