/**
 * An arbitrary that draws by another one and shrinks by the value alone, so that an attack from the corpus shrinks like a drawn
 * one.
 */
import fc from 'fast-check';

export class Shrinkable<T> extends fc.Arbitrary<T> {
  readonly #source: fc.Arbitrary<T>;
  readonly #isValid: (value: unknown) => value is T;
  readonly #shrinks: (value: T) => Iterable<T>;

  constructor(
    source: fc.Arbitrary<T>,
    isValid: (value: unknown) => value is T,
    shrinks: (value: T) => Iterable<T>,
  ) {
    super();
    this.#source = source;
    this.#isValid = isValid;
    this.#shrinks = shrinks;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    return new fc.Value(this.#source.generate(random, bias).value, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#isValid(value);
  }

  override shrink(value: T): fc.Stream<fc.Value<T>> {
    return fc.stream(shrunkValues(this.#shrinks(value)));
  }
}

function* shrunkValues<T>(shrinks: Iterable<T>): Generator<fc.Value<T>, void> {
  for (const shrunk of shrinks) yield new fc.Value(shrunk, undefined);
}
