/** Every kind of flaw that is planted. */
import type { FlawKind } from '../feature.ts';
import { disguisedPath } from './disguisedPath.ts';
import { foldedName } from './foldedName.ts';
import { foreignId } from './foreignId.ts';

export const flawKinds: readonly FlawKind[] = [foreignId, foldedName, disguisedPath];
