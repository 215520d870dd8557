/** The source files of the package, as the rules of style read them: what git knows or would add, without tests and examples. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../model/packageRoot.ts';

export interface Source {
  /** Relative to the package, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Files of some patterns, TypeScript unless others are given. */
export function sourceFiles(...patterns: readonly string[]): Source[] {
  const wanted = patterns.length > 0 ? patterns : ['*.ts'];
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...wanted], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((path) => path !== '' && !/^(test|bench|examples)\//.test(path))
    .filter((path) => existsSync(join(packageRoot, path)))
    .map((path) => ({ path, text: readFileSync(join(packageRoot, path), 'utf8') }));
}
