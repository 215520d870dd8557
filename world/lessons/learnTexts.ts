/**
 * Learns what a target does to a text before it becomes a path or a key. Harmless values are sent, each in a case of its own
 * that is undone: where `name` = `ZQ%61b…` makes `media/7/zqab….html`, it is decoded and folded on its way.
 */

import { baseNameOf } from '../../arena/filePath.ts';
import { eachText } from '../../model/eachText.ts';
import type { LedgerNote } from '../../model/finding.ts';
import type { KeyShape } from '../../model/keyShape.ts';
import { limits } from '../../model/limits.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import { preimagesOf } from '../../model/preimages.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { TextChain } from '../../model/textChain.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { withRecords } from '../case/consumers.ts';
import { endCase } from '../case/performCase.ts';
import type { Stage } from '../stage/stage.ts';
import { stringsOf } from '../step/resolve.ts';
import { harmlessTask, type Seen } from '../step/step.ts';
import type { CountedRuns } from './countedRuns.ts';
import { type HarmlessValue, harmlessValues, type OwnValue, ownValueOf } from './harmlessValues.ts';
import { inferSteps, type TextSample } from './inferSteps.ts';
import { type Arrived, arrivedIn, type Image, imagesAt, type Landing, landingsOf } from './landings.ts';
import { type Changeable, learnShapes, type Sent, textOfArgument } from './learnShapes.ts';

interface LearntOfOperation {
  readonly chains: readonly TextChain[];
  readonly shapes: readonly KeyShape[];
}

export interface LearntTexts extends LearntOfOperation {
  readonly notes: readonly LedgerNote[];
}

export const noTexts: LearntTexts = { chains: [], shapes: [], notes: [] };

/** Sends harmless values for each parameter whose text arrives somewhere. Rejects where a step does not come back. */
export async function learnTexts(parts: CaseParts, runs: CountedRuns): Promise<LearntTexts> {
  const counted = countingCases(parts);
  const learnt: LearntOfOperation[] = [];
  for (const operation of parts.config.operations)
    learnt.push(await learnOperation(counted, runs, operation));
  const chains = learnt.flatMap((one) => one.chains);
  const shapes = learnt.flatMap((one) => one.shapes);
  return { chains, shapes, notes: textNotes(chains, counted.done()) };
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

async function learnOperation(
  sending: Sending,
  runs: CountedRuns,
  operation: Operation,
): Promise<LearntOfOperation> {
  const { rehearsed, attacker, stage } = sending.parts;
  const args = rehearsed.argumentsOf(operation, attacker);
  const chosen = operation.parameters.filter(isChosen).map(({ name: parameter }) => ({ parameter }));
  if (chosen.length === 0) return { chains: [], shapes: [] };
  const plain = arrivedPlainly(await runs.of(operation, attacker), stage);
  const sendWith = (parameter: string, value: string, by: string) => {
    const changed = { ...args, [parameter]: withText(args[parameter], value, by) };
    return sending.send(operation, withRecords(operation, changed, args, []));
  };
  const chains: TextChain[] = [];
  const shown = new Map<string, readonly Sent[]>();
  for (const { parameter } of chosen) {
    const own = ownTextOf(args[parameter]);
    const landings = own === null ? [] : landingsOfOwn(plain, own).slice(0, limits.textLandingsMax);
    if (own === null || landings.length === 0) continue;
    const send: SendingStage['send'] = (by) => sendWith(parameter, own.value, by);
    const of = { operation: operation.name, parameter };
    const learnt = await learnParameter({ send, plain, roots: stage.roots }, of, own, landings);
    chains.push(...learnt.chains);
    shown.set(parameter, learnt.sent);
  }
  const changeable = chosen.flatMap(({ parameter }): Changeable[] => {
    const value = textOfArgument(args[parameter]);
    const isShort = value !== null && value !== '' && value.length <= limits.excerptCharactersMax;
    const sent = shown.get(parameter) ?? [];
    return isShort ? [{ parameter, value, sent, send: (by) => sendWith(parameter, value, by) }] : [];
  });
  return { chains, shapes: await learnShapes(operation.name, plain, changeable) };
}

/** Where the harmless values themselves arrive. */
function arrivedPlainly(seen: Seen, stage: Stage): readonly Arrived[] {
  const looked = (seen.turned.turns ?? []).filter(({ action }) => action !== 'request');
  return arrivedIn({ ...seen, looked }, stage);
}

/** Whether somebody chooses it who sends a request. */
function isChosen({ fixed, compute, place, as }: Parameter): boolean {
  return fixed !== true && compute === undefined && place !== 'records' && as !== 'path';
}

/** Without its extension, say, where it arrives nowhere as a whole. */
function landingsOfOwn(arrived: readonly Arrived[], { value, word }: OwnValue): readonly Landing[] {
  const whole = landingsOf(arrived, value);
  return whole.length > 0 ? whole : landingsOf(arrived, word);
}

/** A text in an argument that only the attacker has; null if there is none. */
function ownTextOf(argument: ResolvedArgument | undefined): OwnValue | null {
  if (argument === undefined || argument.kind === 'bytes') return null;
  const texts = argument.kind === 'file' ? [argument.name] : stringsOf(argument);
  return texts.flatMap((text) => ownValueOf(text) ?? [])[0] ?? null;
}

/** One parameter, which may be sent another text. */
interface SendingStage extends Pick<Stage, 'roots'> {
  /** What the harmless step named. */
  readonly plain: readonly Arrived[];
  /** What a harmless step named that was sent this; null once the bound is reached. */
  readonly send: (value: string) => Promise<readonly Arrived[] | null>;
}

async function learnParameter(
  asking: SendingStage,
  of: Pick<TextChain, 'operation' | 'parameter'>,
  own: OwnValue,
  landings: readonly Landing[],
): Promise<{ readonly chains: readonly TextChain[]; readonly sent: readonly Sent[] }> {
  const samples: Sample[] = [];
  const ask = async (values: readonly HarmlessValue[]): Promise<void> => {
    for (const value of values) {
      const arrived = await asking.send(value.value);
      if (arrived === null) return;
      const sample = { value, arrived };
      const isUnchanged = (one: Landing): boolean => arrivesUnchanged(sample, one, own, asking.plain);
      const tells = value.unchangedAlone !== true || landings.every(isUnchanged);
      if (tells) samples.push(sample);
      if (!tells || landings.every((one) => imagesOf(sample, one).length === 0)) await ask(value.apart);
    }
  };
  await ask(harmlessValues(own, landings));
  const chains = distinctChains(landings.flatMap((landing) => chainsAt(landing, samples, of)));
  const learnt: TextChain[] = [];
  for (const chain of chains) {
    const passing = await passingOf(asking, own, chain);
    learnt.push({ ...chain, passing, takesAbsolute: await takesAbsolute(asking, own, chain) });
  }
  return { chains: learnt, sent: samples.map(({ value: { value }, arrived }) => ({ value, arrived })) };
}

/** In which disguises a step back into the folder that it leaves arrives. */
async function passingOf(
  { send, roots }: SendingStage,
  { value }: OwnValue,
  chain: TextChain,
): Promise<TextChain['passing']> {
  const root = roots.find(({ shown }) => shown === chain.place)?.path ?? '';
  const folder = chain.before.split('/').at(-2) ?? baseNameOf(root);
  if (chain.store === 'item' || chain.steps.length === 0 || folder === '') return null;
  const back = `../${folder}/${value}`;
  const passing: string[] = [];
  for (const { text, recipe } of preimagesOf(back, chain.steps).slice(0, limits.textRecipesMax)) {
    const arrived = (await send(text)) ?? [];
    const isThere = ({ text: whole }: Arrived): boolean =>
      [back, value].some((image) => whole === chain.before + image + chain.after);
    if (arrived.some(isThere)) passing.push(recipe);
  }
  return passing;
}

async function takesAbsolute(
  { send, roots }: SendingStage,
  { value }: OwnValue,
  { store, place, before, after }: TextChain,
): Promise<boolean> {
  const root = roots.find(({ shown }) => shown === place)?.path;
  if (store !== 'file' || root === undefined) return false;
  const arrived = (await send(`${root}/${before}${value}`)) ?? [];
  return arrived.some(({ text }) => text === before + value + after);
}

interface Sample {
  readonly value: HarmlessValue;
  readonly arrived: readonly Arrived[];
}

function imagesOf({ value, arrived }: Sample, landing: Landing): readonly Image[] {
  return imagesAt(arrived, landing, value.letters);
}

/** Whether a value arrives as it was sent, and nothing else does that the harmless value itself has not brought there. */
function arrivesUnchanged(
  sample: Sample,
  landing: Landing,
  own: OwnValue,
  plain: readonly Arrived[],
): boolean {
  const { value } = sample.value;
  const usual = new Set(plain.flatMap(({ text }) => [text, text.replaceAll(own.value, () => value)]));
  const isNew = ({ text }: Arrived): boolean => !usual.has(text);
  const images = imagesOf(sample, landing);
  const isSame = images.length > 0 && images.every(({ text }) => text === value);
  return isSame && imagesAt(sample.arrived.filter(isNew), landing, '').length === 0;
}

/** What is looked up as it was sent may be stored as something else: both ways are learnt. */
function chainsAt(
  landing: Landing,
  samples: readonly Sample[],
  of: Pick<TextChain, 'operation' | 'parameter'>,
): readonly TextChain[] {
  const refused = samples.filter((sample) => imagesOf(sample, landing).length === 0);
  const asked = refused.map(({ value }) => value.asks);
  return [true, false].flatMap((asSent): TextChain[] => {
    const steps = inferSteps(samples.flatMap((sample) => shownBy(sample, landing, asSent)));
    return steps === null
      ? []
      : [{ ...of, ...landing, steps, refused: asked, passing: null, takesAbsolute: false }];
  });
}

/** What became of a value, as it was sent if there is that, or changed if there is that. */
function shownBy(sample: Sample, landing: Landing, asSent: boolean): readonly TextSample[] {
  const { value: sent } = sample.value;
  // Of folders and steps back only the code itself says what it makes of them.
  const telling = imagesOf(sample, landing).filter(({ isTidied }) => !(isTidied && sent.includes('/')));
  const image = telling.find(({ text }) => (text === sent) === asSent) ?? telling[0];
  return image === undefined ? [] : [{ sent, arrived: image.text }];
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
