/** Features without anything to find. */
import type { PlainKind } from '../feature.ts';
import { ownDocuments } from './ownDocuments.ts';
import { preferences } from './preferences.ts';

export const plainKinds: readonly PlainKind[] = [preferences, ...([2, 3, 4] as const).map(ownDocuments)];
