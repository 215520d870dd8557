/** Objects are listed by the beginning of their keys, and nothing ends the tenant's name. */
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawObjectNames, objectFeature } from './objectStock.ts';

export const objectListing: FlawKind = {
  id: 'object-listing',
  classes: ['object.prefix'],
  plant: (plot, flawed) => {
    const names = drawObjectNames(plot);
    const { key, text, bucket } = names;
    const given = plot.dice.pick([
      {
        value: `text({ example: '{actor.tenant}/${plot.noun.many}', public: true })`,
        check: 'startswith(tenant)',
      },
      { value: `text({ example: '{actor.tenant}/', public: true })`, check: 'startswith(tenant[:3])' },
    ]);
    const check = flawed ? `not prefix.${given.check}` : 'not prefix.startswith(tenant + "/")';
    return objectFeature(plot, {
      title: 'listed by the beginning of their keys',
      names,
      verb: 'list',
      field: { name: 'prefix', value: given.value },
      body: python`
        if ${check}:
            raise inputs.Refused(403)
        listed = stores.s3().list_objects_v2(Bucket=${quoted(bucket)}, Prefix=prefix).get("Contents", [])[:10]
        bodies = [stores.s3().get_object(Bucket=${quoted(bucket)}, Key=one["Key"])["Body"].read().decode() for one in listed]
        return JsonResponse({${quoted(key)}: [one["Key"] for one in listed], ${quoted(text)}: bodies})
      `,
      drawn: [given.check],
      attack: (theirs) => theirs,
    });
  },
};
