/** What answers show, depend on, or hand out, and what they refuse. */
import {
  access,
  answer,
  attackOf,
  disclosure,
  file,
  interference,
  item,
  mallory,
  observed,
  outside,
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
const guess = {
  operation: 'save',
  field: 'response.id',
  how: 'it counts up',
  step: 0,
  actor: 'mallory',
} as const;
const uneven = {
  ...{ step: 0, operation: 'rename', actor: 'mallory', parameter: 'name' },
  ...{ place: 'notes.title', refusedBy: 'create' },
} as const;

export const answerTables: Readonly<Record<string, Table>> = {
  'no-disclosure': {
    fails: {
      'a canary of another in an answer': [
        observed({ disclosures: [disclosure()] }),
        /shows victor's secret \(victor's save\.content\) in the response to mallory$/,
      ],
      'a canary of the moat in what is printed, encoded': [
        observed({
          disclosures: [
            disclosure({ owner: outside, where: 'output', form: 'base64', planted: '{moat}/secret.txt' }),
          ],
        }),
        /a secret from outside the sandbox .* in what the target printed in base64/,
      ],
    },
    holds: {
      'another’s content that is read and not shown': seen(
        access('read', item('victor'), victor, { flow: 'none' }),
      ),
    },
  },
  noninterference: {
    fails: {
      'an answer that depends on what an item holds': [
        observed({ interference: [interference()] }),
        /is answered otherwise by what victor's item .* holds/,
      ],
      'an answer that depends on how many a range covers': [
        observed({ interference: [interference({ on: 'presence', by: 'range' })] }),
        /by whether victor's item .* is there/,
      ],
    },
    holds: {
      'an answer that depends on whether a named item is there': observed({
        interference: [interference({ on: 'presence' })],
      }),
      'answers that depend on nothing': observed({ interference: [] }),
      'a case whose questions have not been asked': observed(),
    },
  },
  'no-existence-leak': {
    fails: {
      'an answer that depends on whether a named item is there': [
        observed({ interference: [interference({ on: 'presence' })] }),
        /by whether victor's item/,
      ],
      'an answer that depends on whether a file of the moat is there': [
        observed({
          interference: [
            interference({ on: 'presence', owner: outside, resource: file('moat', 'secret.txt') }),
          ],
        }),
        /whether \{moat\}\/secret\.txt, outside the sandbox, is there/,
      ],
    },
    holds: {
      'an answer that depends on what the item holds': observed({ interference: [interference()] }),
      'an answer that depends on how many a range covers': observed({
        interference: [interference({ on: 'presence', by: 'range' })],
      }),
      'a case whose questions have not been asked': observed(),
    },
  },
  'no-server-error': {
    fails: {
      'a status of 500 with what was raised': [
        observed({ responses: [answer({ status: 500, exception: failure })] }),
        /answers 500: KeyError: 'page'/,
      ],
      'a second step that fails': [
        observed({ responses: [answer(), answer({ status: 503 })], attack: attackOf(step(), step()) }),
        /answers 503$/,
      ],
      'a failure in spite of a race that did not come about': [
        observed({
          responses: [answer({ status: 500 })],
          race: { cameAbout: false, at: null, executions: 1 },
        }),
        /answers 500$/,
      ],
    },
    holds: {
      'a refusal': observed({ responses: refused }),
      'what a callable raises, which is its way to refuse': observed({
        responses: [answer({ status: null, exception: failure })],
      }),
      'a failure where the driver refused a call': observed({
        responses: [answer({ status: 500, exception: failure, refusedByGuard: true })],
      }),
      'a failure where an intruder changed the disk': observed({
        responses: [answer({ status: 500, exception: failure })],
        race: { cameAbout: true, at: null, executions: 1 },
      }),
    },
  },
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
      'an item that is removed again in the same step': observed({
        accesses: [made, access('delete', item('mallory'), mallory)],
        responses: refused,
      }),
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
  'consistent-validation': {
    fails: {
      'a text stored that another operation refuses': [
        observed({ uneven: [uneven] }),
        /^rename, done as mallory, keeps as name in notes\.title what create refuses$/,
      ],
    },
    holds: { 'a text that both store': observed({ uneven: [] }), 'nothing compared': observed() },
  },
  'predictable-key': {
    fails: {
      'an identifier that counts up': [
        observed({ guessable: [guess] }),
        /hands out response\.id that others can guess: it counts up$/,
      ],
    },
    holds: {
      'identifiers that nobody guesses': observed({ guessable: [] }),
      'nothing handed out': observed(),
    },
  },
  'no-key-collision': {
    fails: {
      'two texts of two steps that come to one key': [
        collision({ a: 'x-y', b: 'z' }, { a: 'x', b: 'y-z' }),
        /overwrites it/,
      ],
    },
    holds: {
      'the same texts twice': collision({ a: 'x', b: 'y-z' }, { a: 'x', b: 'y-z' }),
      'texts that differ in letters alone': collision({ a: 'X', b: 'y-z' }, { a: 'x', b: 'y-z' }),
      'a single text': collision({ a: 'x-y-z' }, { a: 'x-y-z ' }),
      'paths that are put together of folders': collision({ a: 'x/y', b: 'z' }, { a: 'x', b: 'y/z' }),
      'a text that does not stand in the key': collision({ a: 'x', b: 'other' }, { a: 'x', b: 'y-z' }),
      'a second step that is refused': collision(
        { a: 'x-y', b: 'z' },
        { a: 'x', b: 'y-z' },
        answer({ status: 400 }),
      ),
      'a second step of another operation': collision(
        { a: 'x-y', b: 'z' },
        { a: 'x', b: 'y-z' },
        answer(),
        'other',
      ),
    },
  },
};

/** A first step makes the item `x-y-z`, and a second one writes it. */
function collision(
  first: Readonly<Record<string, string>>,
  second: Readonly<Record<string, string>>,
  last = answer(),
  operation = 'save',
): ReturnType<typeof observed> {
  return observed({
    attack: attackOf(step(first), step(second, { operation })),
    accesses: [
      access('create', item('x-y-z'), mallory),
      access('write', item('x-y-z'), mallory, { step: 1, operation }),
    ],
    responses: [answer(), last],
  });
}
