/** A world in memory that does what a test says, and an engine around it whose clock goes by cases and waits alone. */
import fc from 'fast-check';
import type { Attack } from '../../model/attack.ts';
import type { Property, RunEvent } from '../../model/finding.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Access, Observation } from '../../model/observation.ts';
import type { Operation } from '../../model/operation.ts';
import type { World, WorldWish } from '../../model/world.ts';
import type { EngineParts, SearchOptions } from '../../search/options.ts';
import { knowing } from '../knowledge.ts';
import { answer, observed as observationWith } from '../properties/kit.ts';
import { calm, sampleAccess } from '../reporters/sampleRun.ts';

export const msPerCase = 10;

const operation = (name: string, from?: string): Operation => ({
  name,
  entry: { kind: 'http', method: 'POST', path: `/${name}` },
  parameters: [
    {
      name: 'id',
      kind: 'text',
      place: 'json',
      ...(from === undefined ? {} : { from: { operation: from, name: 'id' } }),
    },
    { name: 'root', kind: 'text', place: 'json', fixed: true },
  ],
});

/** Two operations, of which `show` takes its `id` from `save`, and a victim. */
export const knowledge: Knowledge = knowing({
  actors: { attacker: 'mallory', victims: ['victor'] },
  operations: [operation('save'), operation('show', 'save')],
  known: ['mallory', 'victor'].map((actor) => ({
    ...{ actor, operation: 'save', name: 'response.id', value: `${actor}-id` },
  })),
  stores: { reached: { save: ['file'], show: ['file'] } },
  means: { homes: ['mallory'] },
});

/** One step of the attacker's that sends `id`. */
export function sending(id: string, name = 'save'): Attack {
  const step = { operation: name, actor: 'mallory', arguments: { id: { text: id } } };
  return { layout: [], steps: [step], race: null };
}

export function textOf(attack: Attack): string {
  const given = attack.steps.at(-1)?.arguments['id'];
  return given !== undefined && 'text' in given && typeof given.text === 'string' ? given.text : '';
}

/** What a harmless case looks like, and one that touches what is outside; `accesses` convict. */
export function observed(attack: Attack, accesses: readonly Access[] = []): Observation {
  return observationWith({
    ...{ attack, accesses },
    responses: attack.steps.map(({ operation, actor }) => answer({}, { operation, actor })),
    reachedSink: attack.steps.map(() => true),
  });
}

/** The access of the last step's operation that the property of {@link fakeEngine} forbids. */
export function trespass(attack: Attack): Observation {
  return observed(attack, [
    { ...sampleAccess({ ...calm, operation: attack.steps.at(-1)?.operation ?? '' }), flow: null },
  ]);
}

export interface FakeWorld {
  readonly run?: (attack: Attack) => Observation | Promise<Observation>;
  readonly knowledge?: Knowledge;
  readonly tested?: boolean;
  /** Operations of which each harmless run failed. */
  readonly refused?: readonly string[];
  readonly moat?: readonly string[];
}

/** Violates where `bad` is sent, unless told otherwise. */
export const faulty = (attack: Attack): Observation =>
  textOf(attack).includes('bad') ? trespass(attack) : observed(attack);

export interface FakeEngine {
  readonly parts: EngineParts;
  readonly events: RunEvent[];
  readonly clock: { ms: number };
  readonly waits: number[];
  /** Worlds made and not closed. */
  readonly open: () => number;
  readonly finished: () => Extract<RunEvent, { type: 'finished' }> | undefined;
}

/** `make` is asked for each world, counted from 0, and may throw. */
export function fakeEngine(
  make: (count: number, wish: WorldWish) => FakeWorld | Promise<FakeWorld>,
  probes: readonly string[] = [],
): FakeEngine {
  const clock = { ms: 0 };
  const waits: number[] = [];
  const events: RunEvent[] = [];
  let made = 0;
  const living = new Set<World>();
  const createWorld = async (wish: WorldWish = {}): Promise<World> => {
    const fake = await make(made++, wish);
    const known = fake.knowledge ?? knowledge;
    const world: World = {
      knowledge: known,
      rehearsal: {
        operations: known.operations.map(({ name }) => ({
          ...{ name, reached: [], tested: fake.tested ?? true, answer: '200', outcome: 'accepted' as const },
          ...(fake.refused?.includes(name)
            ? ({ answer: '404', outcome: 'refused', refused: true } as const)
            : {}),
        })),
        ...{ notes: [], traffic: [] },
      },
      ...{ routes: [], commands: [] },
      run: async (attack) => {
        clock.ms += msPerCase;
        return (fake.run ?? faulty)(attack);
      },
      resolveFlow: async (observation) => observation,
      describe: () => ({ layout: [], requests: [], race: null, exchanges: [] }),
      reproduce: async () => {
        throw new Error('a fake world has nothing to reproduce');
      },
      inspectMoat: () => fake.moat ?? [],
      close: async () => void living.delete(world),
    };
    living.add(world);
    return world;
  };
  const parts: EngineParts = {
    properties: [noWriteOutside],
    attacks: (_, name) =>
      fc.string().map(
        (id) => sending(id, name ?? 'save'),
        (value) => textOf(value as Attack),
      ),
    probes: (_, name) => probes.map((id) => ({ kind: 'text', attack: sending(id, name) })),
    classify: () => ['path.dotdot'],
    createWorld,
    now: () => clock.ms,
    wait: async (ms) => {
      waits.push(ms);
      clock.ms += ms;
    },
    emit: (event) => void events.push(event),
    folder: '/srv',
    placeName: () => null,
    storedIds: new Set(),
  };
  return {
    ...{ parts, events, clock, waits },
    open: () => living.size,
    finished: () => events.find((event) => event.type === 'finished'),
  };
}

const noWriteOutside: Property = {
  ...{ id: 'no-write-outside', cwe: 'CWE-22', severity: 'critical', promise: 'Nothing outside is written.' },
  judge: ({ accesses }) =>
    accesses.map((access) => ({
      ...{ operation: access.operation, step: 0, location: null, unsafeSummary: 'it wrote outside' },
      ...{ access, disclosure: null },
    })),
};

export const options: SearchOptions = {
  ...{ seed: 1, runs: 60, timeMs: null, workers: 1, operations: [], corpus: [] },
  signal: new AbortController().signal,
};
