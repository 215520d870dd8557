/**
 * Learns what a target does to a text before it becomes a path or a key. Harmless values are sent, each in a case of its own
 * that is undone: where `name` = `ZQ%61b…` makes `media/7/zqab….html`, it is decoded and folded on its way.
 */

import { eachText } from '../../model/eachText.ts';
import type { LedgerNote } from '../../model/finding.ts';
import { limits } from '../../model/limits.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { TextChain } from '../../model/textChain.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { withRecords } from '../case/consumers.ts';
import { endCase } from '../case/performCase.ts';
import { stringsOf } from '../step/resolve.ts';
import { harmlessTask } from '../step/step.ts';
import { type HarmlessValue, harmlessValues, type OwnValue, ownValueOf } from './harmlessValues.ts';
import { inferSteps, type TextSample } from './inferSteps.ts';
import { type Arrived, arrivedAt, arrivedIn, type Landing, landingsOf } from './landings.ts';

export interface LearntTexts {
  readonly chains: readonly TextChain[];
  readonly notes: readonly LedgerNote[];
}

export const noTexts: LearntTexts = { chains: [], notes: [] };

/** Sends harmless values for each parameter whose text arrives somewhere. Rejects where a step does not come back. */
export async function learnTexts(parts: CaseParts): Promise<LearntTexts> {
  const counted = countingCases(parts);
  const chains: TextChain[] = [];
  for (const operation of parts.config.operations) chains.push(...(await chainsOf(counted, operation)));
  return { chains, notes: textNotes(chains, counted.done()) };
}

/** The parts, with how many cases are left. */
interface Sending {
  readonly parts: CaseParts;
  /** What a harmless step named with these arguments; null once the bound is reached. */
  readonly send: (operation: Operation, args: ResolvedArguments) => Promise<readonly Arrived[] | null>;
  readonly done: () => number;
}

function countingCases(parts: CaseParts): Sending {
  let done = 0;
  return {
    parts,
    done: () => done,
    send: async (operation, args) => {
      const isLeft = done < limits.textCasesMax;
      parts.stage.cuts.count(
        'harmless values that show what is done to texts are sent',
        operation.name,
        isLeft,
      );
      if (!isLeft) return null;
      done += 1;
      return await arrivedOf(parts, operation, args);
    },
  };
}

function textNotes(chains: readonly TextChain[], cases: number): readonly LedgerNote[] {
  const changed = chains.filter(({ steps }) => steps.length > 0);
  if (changed.length === 0) return [];
  const names = [...new Set(changed.map(({ operation, parameter }) => `${operation}.${parameter}`))];
  const told = names.slice(0, limits.cutPlacesTold).join(', ');
  const more = names.length - limits.cutPlacesTold;
  const text = `${told}${more > 0 ? ` and ${more} more` : ''} change on their way to paths and keys (${cases} harmless values show it); trespass operations says how`;
  return [{ kind: 'learnt', text }];
}

async function arrivedOf(
  parts: CaseParts,
  operation: Operation,
  args: ResolvedArguments,
): Promise<readonly Arrived[]> {
  try {
    const computed = await parts.stage.computed(operation, parts.attacker, args);
    const seen = await parts.stage.act(harmlessTask(operation, parts.attacker, computed, true));
    return arrivedIn(seen, parts.stage);
  } finally {
    await endCase(parts);
  }
}

async function chainsOf(sending: Sending, operation: Operation): Promise<readonly TextChain[]> {
  const { rehearsed, attacker } = sending.parts;
  const args = rehearsed.argumentsOf(operation, attacker);
  const asked = operation.parameters.flatMap((parameter) => {
    const own = ownTextOf(parameter, args[parameter.name]);
    return own === null ? [] : [{ parameter, own }];
  });
  if (asked.length === 0) return [];
  const plain = await sending.send(operation, withRecords(operation, args, args, []));
  const chains: TextChain[] = [];
  for (const { parameter, own } of asked) {
    const landings = landingsOf(plain ?? [], own.value).slice(0, limits.textLandingsMax);
    if (landings.length > 0)
      chains.push(...(await learnParameter(sending, operation, parameter, own, landings)));
  }
  return chains;
}

/** A text of the parameter that only the attacker has; null if there is none, or if nobody chooses it. */
function ownTextOf(
  { fixed, kind, place, compute, as }: Parameter,
  argument: ResolvedArgument | undefined,
): OwnValue | null {
  if (fixed === true || compute !== undefined || place === 'records' || as === 'path') return null;
  if (argument === undefined || kind === 'bytes') return null;
  const texts = argument.kind === 'file' ? [argument.name] : stringsOf(argument);
  return texts.flatMap((text) => ownValueOf(text) ?? [])[0] ?? null;
}

async function learnParameter(
  sending: Sending,
  operation: Operation,
  { name: parameter }: Parameter,
  own: OwnValue,
  landings: readonly Landing[],
): Promise<readonly TextChain[]> {
  const args = sending.parts.rehearsed.argumentsOf(operation, sending.parts.attacker);
  const samples: Sample[] = [];
  const ask = async (values: readonly HarmlessValue[]): Promise<void> => {
    for (const value of values) {
      const changed = { ...args, [parameter]: withText(args[parameter], own.value, value.value) };
      const arrived = await sending.send(operation, withRecords(operation, changed, args, []));
      if (arrived === null) return;
      samples.push({ value, arrived });
      if (landings.every((one) => imageOf(value, arrived, one) === null)) await ask(value.apart);
    }
  };
  await ask(harmlessValues(own, landings.find(({ store }) => store !== 'item')?.store ?? 'item'));
  const of = { operation: operation.name, parameter };
  return distinctChains(landings.flatMap((landing) => chainAt(landing, samples, of) ?? []));
}

interface Sample {
  readonly value: HarmlessValue;
  readonly arrived: readonly Arrived[];
}

function imageOf({ letters }: HarmlessValue, arrived: readonly Arrived[], landing: Landing): string | null {
  return arrivedAt(arrived, landing, letters);
}

function chainAt(
  landing: Landing,
  samples: readonly Sample[],
  of: Pick<TextChain, 'operation' | 'parameter'>,
): TextChain | null {
  const shown = samples.flatMap(({ value, arrived }): TextSample[] => {
    const image = imageOf(value, arrived, landing);
    return image === null ? [] : [{ sent: value.value, arrived: image }];
  });
  const steps = inferSteps(shown);
  const refused = samples.filter(({ value, arrived }) => imageOf(value, arrived, landing) === null);
  return steps === null
    ? null
    : { ...of, ...landing, steps, refused: refused.map(({ value }) => value.asks) };
}

/** Of several ways to one place with the same steps, the first. */
function distinctChains(chains: readonly TextChain[]): readonly TextChain[] {
  const told = new Map<string, TextChain>();
  for (const chain of chains) {
    const identity = JSON.stringify([chain.store, chain.place, chain.before, chain.steps]);
    if (!told.has(identity)) told.set(identity, chain);
  }
  return [...told.values()];
}

/** The argument with another text in place of one. */
function withText(argument: ResolvedArgument | undefined, text: string, by: string): ResolvedArgument {
  switch (argument?.kind) {
    case 'file':
      return { ...argument, name: argument.name === text ? by : argument.name };
    case 'json':
      return { ...argument, json: eachText(argument.json, (one) => (one === text ? by : one)) };
    default:
      return { kind: 'text', text: by };
  }
}
