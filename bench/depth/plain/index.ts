/** Features without anything to find. */
import type { PlainKind } from '../feature.ts';
import { ownDocuments } from './ownDocuments.ts';
import { ownFiles } from './ownFiles.ts';
import { picturesByDigest } from './picturesByDigest.ts';
import { preferences } from './preferences.ts';
import { signedLinks } from './signedLinks.ts';
import { visits } from './visits.ts';

export const plainKinds: readonly PlainKind[] = [
  ...[preferences, visits, picturesByDigest, ownFiles, signedLinks],
  ...([2, 3, 4] as const).map(ownDocuments),
];
