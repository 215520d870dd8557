/** The flaws of the desk: each with an attack by hand that shows it in the flawed twin, and shows nothing in the sound one. */
import type { Argument, Attack, Step } from '../../model/attack.ts';
import { textMark } from '../../model/jsonText.ts';

export interface DeskFlaw {
  /** The operation that is blamed. */
  readonly operation: string;
  readonly attack: Attack;
}

const up = '../../../../escaped';

/** By operation: the last step is the one with the flaw. */
export const deskFlaws: readonly DeskFlaw[] = [
  byOne('stash', { folder: 'a%62', name: up, label: 'a'.repeat(40) }),
  byOne('quote', { scope: '', name: up, version: '1.0' }),
  byOne('rename', { old: 'Old', new: '../../../' }),
  byOne('merge', { left: 'same', right: 'same', into: `:${up}` }),
  byOne('bring', { source: 'mallory#part', member: up, mode: '' }),
  {
    operation: 'upload',
    attack: attackOf([
      step('upload', {
        paper: { file: { name: 'a', contentType: 'application/octet-stream', content: { text: '' } } },
        name: { text: up },
        note: { text: ' ' },
      }),
    ]),
  },
  {
    operation: 'configure',
    attack: attackOf([
      step('configure', {
        options: { json: [textMark], within: [{ place: 'moat' }, '/escaped'] },
        title: { text: 'a.b' },
      }),
    ]),
  },
  {
    operation: 'export',
    attack: {
      ...attackOf([step('export', { paper: { text: 'a/paper' }, style: { text: '-plain' } })]),
      layout: [{ kind: 'symlink', zone: 'own', path: 'paper', to: [{ place: 'moat' }, '/escaped'] }],
    },
  },
  {
    operation: 'rotate',
    attack: {
      ...attackOf([step('rotate', { name: { text: 'a-long-enough-name' }, count: { text: '-1' } })]),
      race: {
        ...{ step: 0, at: 3, up: 0, back: null },
        put: { kind: 'symlink', to: [{ place: 'moat' }, '/secret.txt'] },
      },
    },
  },
  bySteps(['draft', 'seal', 'publish'], { name: up }),
  bySteps(['vote', 'vote', 'vote', 'tally'], { name: up }),
  {
    operation: 'save',
    attack: attackOf([
      step('prefix', { text: { text: '../../../../' } }),
      step('mode', { text: { text: '' } }),
      step('save', { name: { text: '-escaped' } }),
    ]),
  },
];

function byOne(operation: string, texts: Readonly<Record<string, string>>): DeskFlaw {
  return bySteps([operation], texts);
}

function bySteps(operations: readonly string[], texts: Readonly<Record<string, string>>): DeskFlaw {
  const given = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { text }]));
  return {
    operation: operations.at(-1) ?? '',
    attack: attackOf(operations.map((name) => step(name, given))),
  };
}

function attackOf(steps: readonly Step[]): Attack {
  return { layout: [], steps, race: null };
}

function step(operation: string, given: Readonly<Record<string, Argument>>): Step {
  return { operation, actor: 'attacker', arguments: given };
}
