/** The key of an object is checked and then tidied, which leads out of the tenant's folder. */
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { drawObjectNames, objectFeature, readingObject } from './objectStock.ts';

export const objectTidied: FlawKind = {
  id: 'object-tidied',
  classes: ['object.dotdot', 'object.segments'],
  plant: (plot, flawed) => {
    const names = drawObjectNames(plot);
    const { key, text } = names;
    const tidy = plot.dice.pick([
      {
        python: `posixpath.normpath(${key})`,
        imports: ['import posixpath'],
        disguised: (theirs: string) => `../${theirs}`,
      },
      {
        python: `posixpath.normpath(unquote(${key}))`,
        imports: ['import posixpath', 'from urllib.parse import unquote'],
        disguised: (theirs: string) => `%2e%2e/${theirs}`,
      },
      {
        python: `re.sub(r"^.*\\.\\./", "", ${key})`,
        imports: ['import re'],
        disguised: (theirs: string) => `../${theirs}`,
      },
    ]);
    const check = python`
      if not ${key}.startswith(tenant + "/"):
          raise inputs.Refused(403)
    `;
    const tidied = `${key} = ${tidy.python}`;
    return objectFeature(plot, {
      title: 'read by their keys, which are tidied',
      names,
      verb: 'read',
      body: python`
        ${flawed ? check : tidied}
        ${flawed ? tidied : check}
        ${readingObject(names, key)}
        return JsonResponse({${quoted(text)}: body})
      `,
      imports: tidy.imports,
      drawn: [tidy.python],
      attack: (theirs, { attacker }) => `${attacker}/${tidy.disguised(theirs)}`,
    });
  },
};
