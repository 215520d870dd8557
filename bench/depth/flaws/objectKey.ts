/** An object is read by the key that was sent, which is compared with the tenant's name as a text, or not at all. */
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawObjectNames, objectFeature, readingObject } from './objectStock.ts';

export const objectKey: FlawKind = {
  id: 'object-key',
  classes: ['object.prefix', 'key.foreign-id'],
  plant: (plot, flawed) => {
    const names = drawObjectNames(plot);
    const { key, text } = names;
    const careless = plot.dice.pick(['False', `not ${key}.startswith(tenant)`]);
    return objectFeature(plot, {
      title: 'read by their keys',
      names,
      verb: 'read',
      body: python`
        if ${flawed ? careless : `not ${key}.startswith(tenant + "/")`}:
            raise inputs.Refused(403)
        ${readingObject(names, key)}
        return JsonResponse({${quoted(text)}: body})
      `,
      drawn: [careless === 'False' ? 'no check' : 'check of the beginning'],
      attack: (theirs) => theirs,
    });
  },
};
