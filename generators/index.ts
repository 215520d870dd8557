/** Generated attacks and their classes. Pure: randomness comes from fast-check alone. */
export { attackArbitrary } from './attack.ts';
export { moatFileNames, moatFolderNames, siblingSuffixes } from './base/pool.ts';
export { classesOf } from './classes.ts';
export { predictableProbes } from './layouts/predictable.ts';
export { probesOf } from './probes.ts';
export { raceProbes } from './races/raceProbes.ts';
