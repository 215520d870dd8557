/**
 * The pages of the reference that are made of the code: one a property, one an attack class, and an index of each. Pure but
 * for the targets of the self-test, whose source is shown. `npm run docs` writes them, and a test compares them.
 */
import { attackClasses } from '../../model/attackClass.ts';
import { properties } from '../../properties/index.ts';
import { classIndex, classPage } from './classPage.ts';
import { propertyIndex, propertyPage } from './propertyPage.ts';
import { schemaPages } from './schemas.ts';

/** Folders that hold these pages and nothing else, from the repository's root. */
export const generatedFolders: readonly string[] = [
  'docs/reference/properties',
  'docs/reference/classes',
  'docs/reference/schemas',
];

/** Path from the repository's root, and the text. */
export function pages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/reference/properties/README.md', propertyIndex()],
    ...properties.map((one) => [`docs/reference/properties/${one.id}.md`, propertyPage(one)] as const),
    ['docs/reference/classes/README.md', classIndex()],
    ...[...schemaPages()].map(([name, text]) => [`docs/reference/schemas/${name}`, text] as const),
    ...attackClasses.map((id) => [`docs/reference/classes/${id}.md`, classPage(id)] as const),
  ]);
}
