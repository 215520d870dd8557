/** Places of the target in SARIF: relative to the source root where they are below it. */
import type { PhysicalLocation } from 'sarif';
import { relativeFile, uriPath } from '../place.ts';

/** The name under which a run has its source root. */
export const sourceRoot = 'SRCROOT';

export function physicalLocation(
  { file, line }: { readonly file: string; readonly line: number },
  cwd: string,
): PhysicalLocation {
  const inside = relativeFile(file, cwd);
  const artifactLocation =
    inside === null ? { uri: `file://${uriPath(file)}` } : { uri: uriPath(inside), uriBaseId: sourceRoot };
  return { artifactLocation, region: { startLine: Math.max(1, line) } };
}
