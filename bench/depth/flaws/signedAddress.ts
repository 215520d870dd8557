/** An address that opens an object is signed for whatever key was sent. */
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawObjectNames, objectFeature } from './objectStock.ts';

export const signedAddress: FlawKind = {
  id: 'signed-address',
  classes: ['key.foreign-id', 'object.prefix'],
  plant: (plot, flawed) => {
    const names = drawObjectNames(plot);
    const { key, bucket } = names;
    const careless = plot.dice.pick(['False', `tenant not in ${key}`]);
    return objectFeature(plot, {
      title: 'opened by signed addresses',
      names,
      verb: 'read',
      body: python`
        if ${flawed ? careless : `not ${key}.startswith(tenant + "/")`}:
            raise inputs.Refused(403)
        address = stores.s3().generate_presigned_url(
            "get_object", Params={"Bucket": ${quoted(bucket)}, "Key": ${key}}, ExpiresIn=60
        )
        return JsonResponse({"address": address})
      `,
      drawn: [careless],
      attack: (theirs) => theirs,
    });
  },
};
