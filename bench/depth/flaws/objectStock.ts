/** Objects below their tenant's name in a bucket; one operation works on them by their keys. */
import { type Endpoint, endpoint, memberOfAnswer } from '../endpoint.ts';
import type { Feature, Plot } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { featureOf } from './stock.ts';

export interface ObjectNames {
  /** Name of a key in requests and answers, and of the text of an object. */
  readonly key: string;
  readonly text: string;
  readonly bucket: string;
}

interface ObjectWish {
  readonly title: string;
  readonly names: ObjectNames;
  readonly verb: 'read' | 'list' | 'change';
  /** The field that the operation takes; a key where this is absent. */
  readonly field?: { readonly name: string; readonly value: string };
  /** What it does, to the last line. */
  readonly body: string;
  readonly imports?: readonly string[];
  readonly drawn: readonly string[];
  /** What a hand sends, told a victim's key. */
  readonly attack: (key: string, tenants: { readonly attacker: string; readonly victim: string }) => string;
}

export function drawObjectNames({ dice, style }: Plot): ObjectNames {
  return {
    key: dice.pick(['key', 'ref', 'location', 'object_key']),
    text: dice.pick(fieldNames.text),
    bucket: style.bucket,
  };
}

/** Python lines that read the object of a key into `body`, and answer 404 where there is none. */
export function readingObject({ bucket }: ObjectNames, key: string): string {
  return python`
    try:
        body = stores.s3().get_object(Bucket=${quoted(bucket)}, Key=${key})["Body"].read().decode()
    except ClientError:
        raise inputs.Refused(404) from None
  `;
}

export function objectFeature(plot: Plot, wish: ObjectWish): Feature {
  const { noun, style } = plot;
  const { key, text, bucket } = wish.names;
  const keep = endpoint(plot, 'add', [{ name: text, value: 'text()', at: ['json', 'form'] }]);
  const field = wish.field ?? { name: key, value: `text({ from: '${keep.name}.response.${key}' })` };
  const at = ['query', 'json', 'form'] as const;
  const use: Endpoint = endpoint(plot, wish.verb, [{ ...field, at }], {
    suffix: 'object',
    more: `after: ['${keep.name}']`,
  });
  return featureOf(plot, {
    title: `${noun.many} as objects below their tenant, ${wish.title}.`,
    imports: [
      ...['import uuid', 'from botocore.exceptions import ClientError', `from ${style.site} import stores`],
      ...(wish.imports ?? []),
    ],
    parts: [
      python`
        ${keep.head}
            ${key} = f"{tenant}/${noun.many}/{uuid.uuid4().hex}"
            stores.s3().put_object(Bucket=${quoted(bucket)}, Key=${key}, Body=${text}.encode("utf-8", "replace"))
            return JsonResponse({${quoted(key)}: ${key}}, status=201)
      `,
      python`
        ${use.head}
            ${wish.body}
      `,
    ],
    endpoints: [keep, use],
    suspect: use,
    needsObjects: true,
    drawn: [...wish.drawn, `${field.name} in ${use.places[field.name]}`],
    proof: async ({ send, attacker, victim, word }) => {
      const secret = word();
      const theirs = memberOfAnswer(await send(victim, keep.request({ [text]: secret })), key);
      const own = memberOfAnswer(await send(attacker, keep.request({ [text]: 'own' })), key);
      const sent = wish.attack(theirs, { attacker, victim });
      const said = await send(attacker, use.request({ [field.name]: sent }));
      return said.text.includes(secret) || (own !== theirs && said.text.includes(theirs));
    },
  });
}
