/**
 * The type that an upload says of itself, as a way out: `image/../../../a` for `image/png`. A target that names a folder or an
 * extension by it writes where no name of a file shows. Class `key.header`: no parameter declares it.
 */
import type { Argument } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Operation } from '../../model/operation.ts';
import { aimAt, attackable } from '../base/aim.ts';
import { plainNames } from '../base/pool.ts';
import { plainArgument } from './arguments.ts';
import type { StepArguments } from './stepGenerator.ts';

/** Requests with one such upload, the nearest way out first. */
export function contentTypes(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  if (operation.entry.kind !== 'http') return [];
  const [name = 'a'] = plainNames;
  const files = attackable(operation).filter(({ kind }) => kind === 'file');
  return waysOut.flatMap((way) =>
    files.flatMap((parameter) => {
      const aim = aimAt(knowledge, operation, parameter);
      const upload = plainArgument(aim, name + aim.extension);
      return 'file' in upload
        ? [{ [parameter.name]: { file: { ...upload.file, contentType: way + name } } }]
        : [];
    }),
  );
}

/** Where the subtype alone is used, from folders of several depths; then where all of it is. */
const waysOut: readonly string[] = [3, 5, 8]
  .map((levels) => `image/${'../'.repeat(levels)}`)
  .concat('../'.repeat(5));

/** Whether an upload says a type that leads out. */
export function hasTypeOut(argument: Argument): boolean {
  return 'file' in argument && (argument.file.contentType ?? '').includes('..');
}
