/** Generated attacks and their classes. Pure: randomness comes from fast-check alone. */
export { attackArbitrary } from './attack.ts';
export { attacksWithin, type BoundedAttacks } from './bound.ts';
export { classesOf } from './classes.ts';
export { probesOf } from './probes.ts';
export { variedAttacks } from './variants.ts';
