/** The forms of what a driver tells of a step that it watched closely: lookups and turns, and ways through the target's own code. No I/O. */
import { z } from 'zod';
import { BugError } from '../../model/errors.ts';
import { zoneActions } from '../../model/records.ts';
import type { StepReport } from '../../model/target.ts';

const wholeNumber = z.int().nonnegative();
const placeNumber = wholeNumber.nullable();

interface LookupForm {
  readonly action: (typeof zoneActions)[number];
  readonly path: string;
  readonly exists: boolean;
  readonly held: boolean;
  readonly location: number | null;
}

interface IntrudedForm {
  readonly accesses: readonly LookupForm[];
  readonly replaced: string | null;
  readonly existed: boolean;
}

export const intrudedForm: z.ZodType<IntrudedForm> = z.object({
  accesses: z.array(
    z.object({
      action: z.enum(zoneActions),
      path: z.string(),
      exists: z.boolean(),
      held: z.boolean(),
      location: placeNumber,
    }),
  ),
  replaced: z.string().nullable(),
  existed: z.boolean(),
});

interface TurnForm {
  readonly action: (typeof zoneActions)[number] | 'request';
  readonly path: string;
  readonly call: number | null;
  readonly location: number | null;
}

export const turnForm: z.ZodType<TurnForm> = z.object({
  action: z.enum([...zoneActions, 'request']),
  path: z.string(),
  call: placeNumber,
  location: placeNumber,
});

/** Numbers of pairs of lines, the pairs that have their numbers from now on, and constants. Absent if nobody asked. */
export interface WaysForm {
  readonly branches: readonly number[];
  readonly fresh: readonly string[];
  readonly words: readonly string[];
}

export const waysForm: z.ZodType<WaysForm> = z.object({
  branches: z.array(wholeNumber),
  fresh: z.array(z.string()),
  words: z.array(z.string()),
});

/** Follows the numbers of one driver. */
export class WayNumbers {
  readonly #known: string[] = [];

  told(ways: WaysForm | undefined): Pick<StepReport, 'branches' | 'words'> {
    if (ways === undefined) return {};
    this.#known.push(...ways.fresh);
    return { branches: ways.branches.map((number) => this.#way(number)), words: ways.words };
  }

  #way(number: number): string {
    const way = this.#known[number];
    if (way === undefined) throw new BugError(`the driver reported an unknown branch ${number}`);
    return way;
  }
}
