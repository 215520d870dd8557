/** What steps leave of the attacker's own: behind a refusal, and in one another's place. */
import type { Action, LostChange, Observation, Resource } from '../../../model/observation.ts';
import type { Text } from '../../../model/text.ts';
import {
  access,
  answer,
  attackOf,
  file,
  item,
  mallory,
  object,
  observed,
  seen,
  shared,
  step,
  type Table,
  victor,
} from '../kit.ts';

const refused = [answer({ status: 400 })];
const made = access('create', item('mallory'), mallory);
const layout = [{ kind: 'directory', zone: 'own', path: 'a' }] as const;
const race = { step: 0, at: 0, up: 0, put: { kind: 'nothing' }, back: null } as const;
const failure = {
  type: 'KeyError',
  message: "'page'",
  location: { file: '/app/views.py', line: 3, function: 'page' },
};
/** Two ways to the key `x-y-z`. */
const texts = { first: { a: 'x-y', b: 'z' }, second: { a: 'x', b: 'y-z' } } as const;

const lost = {
  access: access('write', item('seat'), shared, { operation: 'book' }),
  by: { operation: 'book', actor: 'victor' },
} as const;

function between(changes: readonly LostChange[]): Observation {
  return observed({ race: { cameAbout: true, at: null, accessesBefore: 1, lost: changes, executions: 1 } });
}

const beside = { step: 0, access: access('write', object('victor/preview'), victor) } as const;

export const ownDataTables: Readonly<Record<string, Table>> = {
  'clean-rejection': {
    fails: {
      'an item that a refused step leaves': [
        seen(made, { responses: refused }),
        /is refused and leaves item .* of notes behind/,
      ],
      'a file that a callable leaves that raises': [
        seen(access('create', file('sandbox', 'mallory/a.txt'), mallory), {
          responses: [answer({ status: null, exception: failure })],
        }),
        /leaves \{sandbox\}\/mallory\/a\.txt behind/,
      ],
      'a shared item that a refused step leaves': [
        seen(access('create', item('index'), shared), { responses: refused }),
        /leaves item/,
      ],
      ...leftBehind('an item where that of another key is removed', item('a'), item('b')),
      ...leftBehind('an item where that of another table is removed', item('a'), item('a', 'tasks')),
      ...leftBehind('an object where that of another key is removed', object('a'), object('b')),
      ...leftBehind('an object where that of another bucket is removed', object('a'), object('a', 'other')),
      ...leftBehind('an object where a file is removed', object('a'), file('sandbox', 'a')),
      ...leftBehind('an item where an object is removed', item('a'), object('a')),
      ...leftBehind('a file where another is removed', file('sandbox', 'a'), file('sandbox', 'b')),
      ...leftBehind('a file where an item is removed', file('sandbox', 'a'), item('a')),
      'an item deleted again by a later step alone': [
        observed({
          attack: attackOf(step(), step()),
          accesses: [made, access('delete', item('mallory'), mallory, { step: 1 })],
          responses: [...refused, answer()],
        }),
        /leaves item/,
      ],
    },
    holds: {
      'an item that an accepted step makes': seen(made),
      'an item that is removed again in the same step': removed(item('a'), item('a')),
      'an object that is removed again in the same step': removed(object('a'), object('a')),
      'a file that is removed again in the same step': removed(file('sandbox', 'a'), file('sandbox', 'a')),
      'an item that was changed, not made': seen(access('write', item('mallory'), mallory), {
        responses: refused,
      }),
      'a line of a log that harmless runs leave as well': seen(
        { ...made, routine: true },
        { responses: refused },
      ),
      'a folder': seen(access('create', file('sandbox', 'mallory/a', true), mallory), { responses: refused }),
      'another’s item, which is judged across tenants': seen(access('create', item('victor'), victor), {
        responses: refused,
      }),
      'a write that was refused': seen({ ...made, refused: true }, { responses: refused }),
      'a step that fails because the driver refused a call': seen(made, {
        responses: [answer({ status: 500, refusedByGuard: true })],
      }),
      'a refused step of a victim': seen({ ...made, actor: 'victor' }, { responses: refused }),
      'an attack with planted files': seen(made, {
        attack: { ...attackOf(step()), layout },
        responses: refused,
      }),
      'an attack with a race': seen(made, { attack: { ...attackOf(step()), race }, responses: refused }),
    },
  },
  'no-lost-update': {
    fails: {
      'a change that takes another one away': [
        between([{ ...lost, how: 'overwritten' }]),
        /^book, done as mallory with book of victor in the middle, overwrites item .* as in neither order of both$/,
      ],
      'two steps that are let through where one would be': [
        between([{ ...lost, how: 'both' }]),
        /although one after the other only one of both changes anything$/,
      ],
    },
    holds: {
      'changes that one of the orders has too': between([]),
      'a race that did not come about': observed({ race: { cameAbout: false, at: null, executions: 1 } }),
      'no race': observed(),
    },
  },
  'independent-records': {
    fails: {
      'what another’s record wrote is missing': [
        observed({ batch: [{ ...beside, how: 'missing' }] }),
        /with a record of mallory in the batch, no longer writes object victor\/preview of assets/,
      ],
      'what another’s record wrote is other': [
        observed({ batch: [{ ...beside, how: 'differs' }] }),
        /writes object victor\/preview of assets otherwise/,
      ],
    },
    holds: {
      'a batch that does the same': observed({ batch: [] }),
      'no batch of several actors': observed(),
    },
  },
  'no-key-collision': {
    fails: {
      'two texts of two steps that come to one key': [collision({}), /item .* and overwrites it/],
      'two texts that come to one key of objects': [
        collision({ made: object('x-y-z'), written: object('x-y-z') }),
        /object x-y-z of assets and overwrites it/,
      ],
      'two texts of three, the third alike': [
        collision({ first: { ...texts.first, c: 'z' }, second: { ...texts.second, c: 'z' } }),
        /overwrites it/,
      ],
    },
    holds: {
      'the same texts twice': collision({ first: texts.second }),
      'texts that differ in letters alone': collision({ first: { ...texts.second, a: 'X' } }),
      'a single text': collision({ first: { a: 'x-y-z' }, second: { a: 'x-y-z ' } }),
      'a second step that sends one text less': collision({ second: { a: 'x-y-z' } }),
      'paths that are put together of folders': collision({
        ...{ first: { a: 'x/y', b: 'z' }, second: { a: 'x', b: 'y/z' } },
        ...{ made: item('x/y/z'), written: item('x/y/z') },
      }),
      'a text that does not stand in the key': collision({ first: { a: 'x', b: 'other' } }),
      'a text that is not known yet': collision({ first: { a: 'x-y', b: ['z', { place: 'moat' }] } }),
      'another key': collision({ written: item('x-y-z-2') }),
      'the same key of another table': collision({ written: item('x-y-z', 'tasks') }),
      'a second step that removes the item': collision({ action: 'delete' }),
      'a second step that is refused': collision({ last: answer({ status: 400 }) }),
      'a second step of another operation': collision({ operation: 'other' }),
      'two steps of a victim': collision({ actors: ['victor', 'victor'] }),
      'a step of the attacker after one of a victim': collision({ actors: ['victor', 'mallory'] }),
      'JSON in the place of a text': observed({
        ...collision({}),
        attack: attackOf(
          step(texts.first),
          step({}, { arguments: { a: { json: 1 }, b: { json: 'x-y-z' } } }),
        ),
      }),
    },
  },
};

/** A refused step makes one thing and removes another, or the same. */
function removed(one: Resource, other: Resource): Observation {
  const accesses = [access('create', one, mallory), access('delete', other, mallory)];
  return observed({ accesses, responses: refused });
}

function leftBehind(title: string, one: Resource, other: Resource): Table['fails'] {
  return { [title]: [removed(one, other), /leaves .* behind/] };
}

interface Collision {
  readonly first: Readonly<Record<string, Text>>;
  readonly second: Readonly<Record<string, Text>>;
  readonly made: Resource;
  readonly written: Resource;
  readonly action: Action;
  readonly last: ReturnType<typeof answer>;
  readonly operation: string;
  readonly actors: readonly [string, string];
}

/** A first step makes the item `x-y-z`, and a second one writes it, if nothing else is said. */
function collision(more: Partial<Collision>): Observation {
  const {
    first = texts.first,
    second = texts.second,
    made: resource = item('x-y-z'),
    written = item('x-y-z'),
    action = 'write',
    last = answer(),
    operation = 'save',
    actors: [one, other] = ['mallory', 'mallory'],
  } = more;
  return observed({
    attack: attackOf(step(first, { actor: one }), step(second, { actor: other, operation })),
    accesses: [
      access('create', resource, mallory, { actor: one }),
      access(action, written, mallory, { actor: other, step: 1, operation }),
    ],
    responses: [answer(), last],
  });
}
