/** A consumer of a stream makes a preview of the object that a record names, whoever's it is; the tenant looks at the last one. */
import { endpoint, memberOfAnswer } from '../endpoint.ts';
import type { FlawKind, Operation } from '../feature.ts';
import { moduleOf, python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { goneAnswer } from './pieces.ts';

export const streamedKey: FlawKind = {
  id: 'streamed-key',
  classes: ['stream.image', 'key.foreign-id'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [key, text] = [dice.pick(['key', 'ref', 'object_key']), dice.pick(fieldNames.text)];
    const table = `${style.site}-${noun.many}`;
    const keep = endpoint(plot, 'add', [{ name: text, value: 'text()', at: ['json', 'form'] }]);
    const whose = `${style.owner}_id`;
    const config = `{ consumer: '${style.site}.${noun.many}:preview', table: '${table}', attributes: { ${whose}: fixed('{actor.tenant}'), ${key}: text({ from: '${keep.name}.response.${key}' }) } }`;
    const consume: Operation = { name: `preview${noun.one}`, config, route: null };
    const look = endpoint(plot, 'list', [], { more: `after: ['${consume.name}']` });
    const bucket = quoted(style.bucket);
    const check = python`
      if not place.startswith(tenant + "/"):
          continue
    `;
    return {
      module: noun.many,
      code: moduleOf(
        `Previews of ${noun.many}, made when their items come down the stream.`,
        [
          'import uuid',
          'from botocore.exceptions import ClientError',
          'from django.http import JsonResponse',
          `from ${style.site} import inputs, stores, work`,
        ],
        [
          python`
            ${keep.head}
                ${key} = f"{tenant}/${noun.many}/{uuid.uuid4().hex}"
                stores.s3().put_object(Bucket=${bucket}, Key=${key}, Body=${text}.encode("utf-8", "replace"))
                return JsonResponse({${quoted(key)}: ${key}}, status=201)
          `,
          python`
            def _last(tenant):
                return f"{tenant}/${noun.one}-preview"
          `,
          python`
            def preview(event, context):
                for record in event["Records"]:
                    image = record["dynamodb"].get("NewImage", {})
                    tenant, place = (image.get(name, {}).get("S", "") for name in (${quoted(whose)}, ${quoted(key)}))
                    if not tenant or not place:
                        continue
                    ${flawed ? '' : check}
                    try:
                        body = stores.s3().get_object(Bucket=${bucket}, Key=place)["Body"].read()
                    except ClientError:
                        continue
                    stores.s3().put_object(Bucket=${bucket}, Key=_last(tenant), Body=body[:80])
          `,
          python`
            ${look.head}
                try:
                    body = stores.s3().get_object(Bucket=${bucket}, Key=_last(tenant))["Body"].read().decode()
                except ClientError:
                    ${goneAnswer(dice)}
                return JsonResponse({${quoted(text)}: body})
          `,
        ],
      ),
      operations: [keep.operation, consume, look.operation],
      tables: [{ name: table, keys: [style.pk] }],
      needsObjects: true,
      suspect: consume.name,
      alsoFlawed: flawed ? [look.name] : [],
      drawn: [`${key} in the new image`],
      proof: async ({ send, run, attacker, victim, word }) => {
        const secret = word();
        const theirs = memberOfAnswer(await send(victim, keep.request({ [text]: secret })), key);
        const image = `{${quoted(whose)}: {"S": ${quoted(attacker)}}, ${quoted(key)}: {"S": ${quoted(theirs)}}}`;
        await run(
          `from ${style.site} import ${noun.many} as module`,
          `module.preview({"Records": [{"dynamodb": {"NewImage": ${image}}}]}, None)`,
        );
        return (await send(attacker, look.request({}))).text.includes(secret);
      },
    };
  },
};
