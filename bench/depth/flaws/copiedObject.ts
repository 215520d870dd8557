/** An object is copied below the tenant from wherever the request says, and read there. */
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawObjectNames, objectFeature } from './objectStock.ts';

export const copiedObject: FlawKind = {
  id: 'copied-object',
  classes: ['key.foreign-id'],
  plant: (plot, flawed) => {
    const names = drawObjectNames(plot);
    const { key, text, bucket } = names;
    const shows = plot.dice.chance(0.6);
    return objectFeature(plot, {
      title: 'copied from one another',
      names,
      verb: 'change',
      body: python`
        ${flawed ? '' : `if not ${key}.startswith(tenant + "/"):\n    raise inputs.Refused(403)`}
        copy = f"{tenant}/copies/{uuid.uuid4().hex}"
        try:
            stores.s3().copy_object(Bucket=${quoted(bucket)}, Key=copy, CopySource={"Bucket": ${quoted(bucket)}, "Key": ${key}})
        except ClientError:
            raise inputs.Refused(404) from None
        body = stores.s3().get_object(Bucket=${quoted(bucket)}, Key=copy)["Body"].read().decode()
        return JsonResponse({${shows ? `${quoted(text)}: body` : '"start": body[:40]'}, "copy": copy})
      `,
      drawn: [shows ? 'shown' : 'its start shown'],
      attack: (theirs) => theirs,
    });
  },
};
