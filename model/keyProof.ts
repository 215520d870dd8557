/**
 * Decides from a learnt pattern whether two different inputs can make one key. `{tenant}#{id}` cannot, where no tenant holds `#`;
 * `{folder}-{name}` can: `a-b` with `c`, and `a` with `b-c`. Pure: what it cannot prove are inputs to be tried.
 */
import type { KeyForm, KeyPart, KeyPattern } from './keyPattern.ts';
import type { TextChain } from './textChain.ts';
import { applySteps, stepText } from './textSteps.ts';

/** Values of arguments, by name. */
export type KeyInputs = Readonly<Record<string, string>>;

/** Two inputs that may make one key, and why. */
export interface KeySuspicion {
  readonly why: string;
  readonly one: KeyInputs;
  readonly other: KeyInputs;
}

export interface KeyReasoning {
  /** What the proof rests on, where there is no suspicion. */
  readonly because: readonly string[];
  readonly suspicions: readonly KeySuspicion[];
}

/** Signs that a form can write; null for any. */
const alphabets: Readonly<Partial<Record<KeyForm, RegExp>>> = {
  hex: /[0-9a-f]/,
  md5: /[0-9a-f]/,
  sha1: /[0-9a-f]/,
  sha256: /[0-9a-f]/,
  base64: /[A-Za-z0-9+/=]/,
  base64url: /[A-Za-z0-9_=-]/,
  percent: /[A-Za-z0-9_.~%/-]/,
};

const digests: ReadonlySet<KeyForm> = new Set(['md5', 'sha1', 'sha256']);

/** Two texts that a form writes alike. */
const alike: Readonly<Partial<Record<KeyForm, readonly [string, string]>>> = {
  upper: ['ka', 'KA'],
  lower: ['ka', 'KA'],
  nfkc: ['ka', '\uff4b\uff41'],
};

/** `chosen` are the arguments that the attacker chooses; `chains` what the target does to them on the way to this key. */
export function reasonAboutKey(
  { parts }: KeyPattern,
  chosen: ReadonlySet<string>,
  chains: readonly TextChain[],
): KeyReasoning {
  const names = [...new Set(parts.flatMap((part) => (isChosen(part, chosen) ? [part.argument] : [])))];
  const plain = Object.fromEntries(names.map((name, index) => [name, `k${'abcdefgh'[index] ?? 'z'}`]));
  const because: string[] = [];
  const suspicions: KeySuspicion[] = [];
  const suspect = (why: string, one: KeyInputs, other: KeyInputs): void => {
    suspicions.push({ why, one: { ...plain, ...one }, other: { ...plain, ...other } });
  };
  for (const [at, part] of parts.entries()) {
    if (typeof part === 'string') continue;
    if (isChosen(part, chosen)) {
      const pair = alike[part.form];
      if (pair !== undefined)
        suspect(
          `${part.argument} is written in ${part.form}`,
          { [part.argument]: pair[0] },
          { [part.argument]: pair[1] },
        );
      if (part.form === 'cut')
        suspect(
          `the end of ${part.argument} is cut off`,
          { [part.argument]: `${'k'.repeat(400)}a` },
          { [part.argument]: `${'k'.repeat(400)}b` },
        );
      if (digests.has(part.form)) because.push(`no two ${part.form} digests are equal`);
      const own = chains.filter(({ parameter }) => parameter === part.argument);
      if (own.length === 0) because.push(`${part.argument} arrives as harmless runs show`);
      for (const { steps, refused } of own) {
        if (refused.length > 0) because.push(`none of ${part.argument} arrives with ${refused.join(', ')}`);
        const met = twoAlike(steps);
        if (met !== null)
          suspect(
            `${part.argument} is changed on its way (${steps.map(stepText).join(', ')})`,
            { [part.argument]: met[0] },
            { [part.argument]: met[1] },
          );
      }
    }
    const joint = jointBehind(parts, at);
    if (joint === null) continue;
    const sign = joint.between.slice(0, 1);
    if ('argument' in part && cannotHold(part.form, sign)) {
      because.push(`${part.argument}, in ${part.form}, holds no "${sign}"`);
    } else if (!isChosen(part, chosen)) {
      because.push(sign === '' ? `${nameOf(part)} has one length` : `no ${nameOf(part)} holds "${sign}"`);
    } else if (isChosen(joint.next, chosen) && joint.next.argument !== part.argument) {
      const { between } = joint;
      suspect(
        between === ''
          ? `nothing stands between ${part.argument} and ${joint.next.argument}`
          : `${part.argument} may hold "${between}"`,
        { [part.argument]: 'ka', [joint.next.argument]: `kb${between}kc` },
        { [part.argument]: `ka${between}kb`, [joint.next.argument]: 'kc' },
      );
    } else because.push(`${nameOf(joint.next)} is not the attacker's to choose`);
  }
  return { because: [...new Set(because)], suspicions };
}

type ChosenPart = Extract<KeyPart, { readonly argument: string }>;

function isChosen(part: KeyPart, chosen: ReadonlySet<string>): part is ChosenPart {
  return typeof part === 'object' && 'argument' in part && chosen.has(part.argument);
}

/** The next part that varies, and what stands before it; null behind the last one. */
function jointBehind(
  parts: readonly KeyPart[],
  at: number,
): { readonly next: KeyPart; readonly between: string } | null {
  const further = parts.slice(at + 1);
  const next = further.find((part) => typeof part !== 'string');
  if (next === undefined) return null;
  return { next, between: further.slice(0, further.indexOf(next)).join('') };
}

function cannotHold(form: KeyForm, sign: string): boolean {
  // Digests of one kind have one length, so that nothing need stand behind them.
  if (digests.has(form)) return true;
  return sign !== '' && alphabets[form]?.test(sign) === false;
}

function nameOf(part: KeyPart): string {
  if (typeof part === 'string') return part;
  if ('argument' in part) return part.argument;
  return 'actor' in part ? part.actor : 'value of the target’s own';
}

/** Two plain texts that become one by these steps; null if none of these do. */
function twoAlike(steps: TextChain['steps']): readonly [string, string] | null {
  const texts = [
    'ka',
    'KA',
    'ka ',
    ' ka',
    '%6ba',
    'k+a',
    'k a',
    '\uff4b\uff41',
    'k/../ka',
    'x/ka',
    'ka.x',
    'k-a',
    'k_a',
  ];
  for (const [index, one] of texts.entries())
    for (const other of texts.slice(index + 1))
      if (applySteps(one, steps) === applySteps(other, steps)) return [one, other];
  return null;
}
