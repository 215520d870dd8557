/** What answers show, depend on, or hand out, and where they fail. */
import {
  access,
  answer,
  attackOf,
  disclosure,
  file,
  interference,
  item,
  object,
  observed,
  outside,
  seen,
  step,
  type Table,
  victor,
} from '../kit.ts';

const refused = [answer({ status: 400 })];
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
      'a canary of another in an object of the attacker’s': [
        observed({ disclosures: [disclosure({ where: 'kept', resource: object('mallory/copy') })] }),
        /puts victor's secret .* into object mallory\/copy of assets, which is mallory's own$/,
      ],
    },
    holds: {
      'another’s content that is read and not shown': seen(
        access('read', item('victor'), victor, { flow: 'none' }),
      ),
      'another’s content in an object of the attacker’s, after a read that tells it': seen(
        access('read', item('victor'), victor, { flow: 'shown' }),
        { disclosures: [disclosure({ where: 'kept', resource: object('mallory/copy') })] },
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
};
