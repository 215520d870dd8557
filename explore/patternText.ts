/**
 * A text that a regular expression of the target matches: `bytes (\d+)-(\d+)/(\d+|\*)` → `bytes 0-0/0`. Of alternatives the first, of
 * repetitions the fewest, at least one; what looks around or refers back is left out. Whoever uses a text asks the pattern itself whether it matches. Pure.
 */

/** Characters that stand for a class, the likeliest first: `\d` is tried as `0` and as `1`. */
export type PatternFill = Readonly<{ digit: string; letter: string }>;

const patternCharactersMax = 400;
const repeatsMax = 64;

/** Null for a pattern that cannot be read. */
export function textOfPattern(pattern: string, fill: PatternFill): string | null {
  if (pattern.length > patternCharactersMax) return null;
  const reader = new PatternReader(pattern, fill);
  const text = reader.alternatives();
  return text === null || !reader.isAtEnd ? null : text;
}

class PatternReader {
  readonly #pattern: string;
  readonly #fill: PatternFill;
  #at = 0;

  constructor(pattern: string, fill: PatternFill) {
    this.#pattern = pattern;
    this.#fill = fill;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#pattern.length;
  }

  /** The first of several that are divided by `|`. */
  alternatives(): string | null {
    const first = this.#sequence();
    if (first === null) return null;
    while (this.#take('|')) if (this.#sequence() === null) return null;
    return first;
  }

  #sequence(): string | null {
    let text = '';
    while (!this.isAtEnd && !this.#isNext('|') && !this.#isNext(')')) {
      const atom = this.#atom();
      if (atom === null) return null;
      text += atom.repeat(this.#repeats());
    }
    return text;
  }

  #atom(): string | null {
    if (this.#take('(')) return this.#group();
    if (this.#take('[')) return this.#set();
    if (this.#take('\\')) return this.#escaped(this.#next());
    const character = this.#next();
    if (character === '^' || character === '$') return '';
    return character === '.' ? this.#fill.letter : character;
  }

  #group(): string | null {
    const isLooking = /^\?(?:[=!]|<[=!])/.test(this.#rest());
    const opening = /^\?(?:P?<\w+>|<?[=!]|[aiLmsux-]*:?)/.exec(this.#rest());
    this.#at += opening?.[0].length ?? 0;
    const text = this.alternatives();
    if (text === null || !this.#take(')')) return null;
    return isLooking ? '' : text;
  }

  /** One character of a set: a letter or a digit where it holds one. */
  #set(): string | null {
    const isNegated = this.#take('^');
    const end = endOfSet(this.#rest());
    if (end < 0) return null;
    const source = this.#rest().slice(0, end);
    this.#at += end + 1;
    const fits = setMember(source, isNegated);
    const likely = [this.#fill.letter, this.#fill.digit, 'A', 'a', '0', '-', '_', '.', '/', ' ', ':'];
    return likely.find(fits) ?? printable.find(fits) ?? null;
  }

  #escaped(character: string): string | null {
    switch (character) {
      case 'd':
        return this.#fill.digit;
      case 'w':
      case 'S':
      case 'D':
        return this.#fill.letter;
      case 's':
      case 'W':
        return ' ';
      case 'A':
      case 'Z':
      case 'z':
      case 'b':
      case 'B':
        return '';
      case 'n':
        return '\n';
      case 't':
        return '\t';
      default:
        return /[A-Za-z0-9]|^$/.test(character) ? null : character;
    }
  }

  /** How often the atom before is written; one where it may be left out. */
  #repeats(): number {
    const counted = /^\{(\d*)(?:,(\d*))?\}/.exec(this.#rest());
    if (counted !== null) this.#at += counted[0].length;
    else if (!this.#take('*') && !this.#take('+') && !this.#take('?')) return 1;
    // A lazy or greedy repetition matches the same.
    if (!this.#take('?')) this.#take('+');
    if (counted === null) return 1;
    const most = counted[2] === undefined || counted[2] === '' ? repeatsMax : Number(counted[2]);
    return Math.min(Math.max(Number(counted[1]), 1), most, repeatsMax);
  }

  #rest(): string {
    return this.#pattern.slice(this.#at);
  }

  #isNext(character: string): boolean {
    return this.#pattern[this.#at] === character;
  }

  #take(character: string): boolean {
    if (!this.#isNext(character)) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    return this.#pattern[this.#at++] ?? '';
  }
}

const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));

/** Where a set ends; a bracket in its first place belongs to it. */
function endOfSet(rest: string): number {
  return /^(?:\]|)(?:\\.|[^\]\\])*(?=\])/s.exec(rest)?.[0].length ?? -1;
}

function setMember(source: string, isNegated: boolean): (character: string) => boolean {
  try {
    const set = new RegExp(`[${isNegated ? '^' : ''}${source.replace(/^\]/, '\\]').replaceAll('[', '\\[')}]`);
    return (character) => set.test(character);
  } catch {
    return () => false;
  }
}
