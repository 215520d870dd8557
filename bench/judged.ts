/**
 * Judged cases a second beside the bare loop over the same requests. Both sides do the same batch in turn, and who
 * goes first alternates, so that what else the machine does meanwhile meets both.
 */
import { startPythonTarget } from '../adapters/python/pythonTarget.ts';
import { chooseProperties, composeEngine } from '../cli/compose.ts';
import { startItemEngine } from '../engines/dynamodb/engine.ts';
import { attackArbitrary } from '../generators/index.ts';
import type { Config } from '../model/config.ts';
import { BugError } from '../model/errors.ts';
import type { Target, TargetOptions } from '../model/target.ts';
import type { World } from '../model/world.ts';
import { drawAttacks } from '../search/draw.ts';
import { openBench } from '../search/observe.ts';
import type { EngineParts } from '../search/options.ts';
import { createWorld } from '../world/world.ts';
import { type BareLoop, type SentRequest, startBareLoop } from './bareLoop.ts';
import { startPlainEngine } from './plainEngine.ts';
import { type Spread, spreadOf } from './sample.ts';

export interface JudgedFigures {
  readonly operation: string;
  readonly judgedPerSecond: Spread;
  readonly barePerSecond: Spread;
  /** Of each pair: judged cases a second, of the bare cases a second. */
  readonly ratio: Spread;
}

export interface JudgedOptions {
  readonly config: Config;
  readonly python: string;
  readonly pairs: number;
  readonly casesPerBatch: number;
}

const seed = 1;

/** Measures one operation of the config, alone in its world. */
export async function measureJudged(operation: string, options: JudgedOptions): Promise<JudgedFigures> {
  const config = {
    ...options.config,
    operations: options.config.operations.filter(({ name }) => name === operation),
  };
  const { world, sent, targetOptions } = await openCapturing(config, options.python);
  const plain = await startPlainEngine(config.stores.dynamodb?.tables ?? []);
  const bare = await startBareLoop(config, targetOptions, plain.endpoint);
  try {
    const requests = await requestsOf(world, operation, options.casesPerBatch, sent);
    return await alternate(operation, options, world, bare, requests);
  } finally {
    await bare.stop();
    await plain.stop();
    await world.close();
  }
}

async function alternate(
  operation: string,
  { pairs, casesPerBatch, config, python }: JudgedOptions,
  world: World,
  bare: BareLoop,
  requests: readonly SentRequest[],
): Promise<JudgedFigures> {
  const parts: EngineParts = {
    ...(await composeEngine(config, chooseProperties([]), () => undefined, { python })),
    createWorld: () => Promise.reject(new BugError('the target was lost while it was measured')),
  };
  const judged = (): Promise<number> => judgeBatch(parts, world, operation, casesPerBatch);
  const samples: { judged: number; bare: number }[] = [];
  await judged();
  await bare.run(requests);
  for (let pair = 0; pair < pairs; pair += 1) {
    const first = pair % 2 === 0 ? await judged() : await bare.run(requests);
    const second = pair % 2 === 0 ? await bare.run(requests) : await judged();
    const [judgedSeconds, bareSeconds] = pair % 2 === 0 ? [first, second] : [second, first];
    samples.push({ judged: casesPerBatch / judgedSeconds, bare: casesPerBatch / bareSeconds });
  }
  return {
    operation,
    judgedPerSecond: spreadOf(samples.map((sample) => sample.judged)),
    barePerSecond: spreadOf(samples.map((sample) => sample.bare)),
    ratio: spreadOf(samples.map((sample) => sample.judged / sample.bare)),
  };
}

interface Capturing {
  readonly world: World;
  /** Everything that was sent to the target so far; to be emptied by whoever reads it. */
  readonly sent: SentRequest[];
  readonly targetOptions: TargetOptions;
}

async function openCapturing(config: Config, python: string): Promise<Capturing> {
  const sent: SentRequest[] = [];
  let used: TargetOptions | null = null;
  const startTarget = async (options: TargetOptions): Promise<Target> => {
    used = options;
    const target = await startPythonTarget(options);
    return {
      ...target,
      step: (actor, request, deadlineMs, circumstances) => {
        if (request.kind === 'http') sent.push({ actor, request: request.request });
        return target.step(actor, request, deadlineMs, circumstances);
      },
    };
  };
  const world = await createWorld(config, { startTarget, startItemEngine, python });
  if (used === null) throw new BugError('a world was made without a target');
  return { world, sent, targetOptions: used };
}

async function requestsOf(
  world: World,
  operation: string,
  cases: number,
  sent: SentRequest[],
): Promise<readonly SentRequest[]> {
  const next = drawAttacks(attackArbitrary(world.knowledge, operation), seed);
  sent.length = 0;
  for (let index = 0; index < cases; index += 1) await world.run(next());
  return sent.splice(0);
}

/** What a search does for each case: draw, run, judge, count classes. The same seed draws the same batch each time. */
async function judgeBatch(
  parts: EngineParts,
  world: World,
  operation: string,
  cases: number,
): Promise<number> {
  const bench = openBench(parts, world, { onLoss: () => undefined });
  const started = performance.now();
  const next = drawAttacks(parts.attacks(world.knowledge, operation), seed);
  for (let index = 0; index < cases; index += 1) {
    const attack = next();
    await bench.run(attack, false);
    parts.classify(attack, world.knowledge);
  }
  return (performance.now() - started) / 1000;
}
