/**
 * Paths to folders whose names begin like the allowed one, for checks that compare prefixes: `../data-evil/x` for the root
 * `data`.
 */
import { neighbourSuffixes } from '../../model/neighbours.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, freeName } from '../base/aim.ts';
import { baseName } from '../base/fileNames.ts';
import { moatFileNames, siblingSuffixes } from '../base/pool.ts';

/** `/data-evil` beside `/data`, from within and absolute. */
export function siblingTexts(aim: Aim): Text[] {
  const [file = ''] = moatFileNames;
  const free = freeName(aim);
  return siblingSuffixes.flatMap((suffix): Text[] => [
    ['../', { place: 'sandboxName' }, `${suffix}/${file}`],
    ['../', { place: 'sandboxName' }, `${suffix}/${free}`],
    [{ place: 'sandbox' }, `${suffix}/${file}`],
    ['../../', { place: 'sandboxName' }, `${suffix}/${file}`],
    [{ place: 'sandbox' }, `${suffix}/${free}`],
  ]);
}

/** The same beside the folders that the operation is given. */
export function neighbourTexts(aim: Aim): Text[] {
  const [file = ''] = moatFileNames;
  const free = freeName(aim);
  return aim.folders.flatMap((folder) =>
    neighbourSuffixes.flatMap((suffix): Text[] => [
      `../${baseName(folder)}${suffix}/${file}`,
      `../${baseName(folder)}${suffix}/${free}`,
      [{ place: 'sandbox' }, `/${folder}${suffix}/${file}`],
    ]),
  );
}
