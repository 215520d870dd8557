/**
 * Names of files of the project and of installed packages that nobody means to serve: `../settings.py`, where harmless runs show
 * that the parameter names a file of the real system. They are read, never written: whatever would change them is refused.
 */
import type { Text } from '../../model/text.ts';
import type { Aim } from '../base/aim.ts';

export function realFileTexts({ knowledge, operation, parameter }: Aim): Text[] {
  return (knowledge.files.real ?? [])
    .filter((one) => one.operation === operation.name && one.parameter === parameter.name)
    .flatMap(({ names }) => names);
}
