/** Generated attacks and their classes. Pure: randomness comes from fast-check alone. */
export { attackArbitrary } from './attack.ts';
export { classesOf } from './classes.ts';
export { moatFileNames, moatFolderNames, siblingSuffixes } from './pool.ts';
export { predictableProbes } from './predictable.ts';
export { probesOf } from './probes.ts';
export { raceProbes } from './raceProbes.ts';
