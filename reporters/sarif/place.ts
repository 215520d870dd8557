/** Places of the target in SARIF: relative to the source root where they are below it. */
import { resolve } from 'node:path';
import type { PhysicalLocation } from 'sarif';
import { relativeFile, uriPath } from '../place.ts';

/** The name under which a run has its source root. */
export const sourceRoot = 'SRCROOT';

export function physicalLocation(
  { file, line }: { readonly file: string; readonly line: number },
  cwd: string,
): PhysicalLocation {
  // A relative place may leave the source root, which a relative address must not.
  const path = resolve(cwd, file);
  const inside = relativeFile(path, cwd);
  const artifactLocation =
    inside === null ? { uri: `file://${uriPath(path)}` } : { uri: uriPath(inside), uriBaseId: sourceRoot };
  return { artifactLocation, region: { startLine: Math.max(1, line) } };
}
