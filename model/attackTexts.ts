/** Lists and maps the texts of an attack: those of layout, steps and race. */
import { mapArchiveTexts } from './archive.ts';
import type { Argument, Attack, Content, JsonArgument, LayoutEntry, Step } from './attack.ts';
import type { Text } from './text.ts';

/** Every text of an attack, in a fixed order. */
export function textsOfAttack(attack: Attack): readonly Text[] {
  const texts: Text[] = [];
  withTexts(attack, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** Every text of one step's arguments. */
export function textsOfStep(step: Step): readonly Text[] {
  return textsOfAttack({ layout: [], steps: [step], race: null });
}

export type TextMapper = (text: Text, index: number) => Text;

/** The attack with each text mapped, in the order of {@link textsOfAttack}: layout first, then steps, then the race. */
export function withTexts(attack: Attack, map: TextMapper): Attack {
  let index = 0;
  const next = (text: Text) => map(text, index++);
  const layout = attack.layout.map((entry): LayoutEntry => {
    const path = next(entry.path);
    return 'to' in entry ? { ...entry, path, to: next(entry.to) } : { ...entry, path };
  });
  const steps = attack.steps.map((step) => ({
    ...step,
    arguments: Object.fromEntries(
      Object.entries(step.arguments).map(([name, argument]) => [name, withArgumentTexts(argument, next)]),
    ),
  }));
  const { race } = attack;
  if (race?.put.kind !== 'symlink') return { ...attack, layout, steps };
  return { ...attack, layout, steps, race: { ...race, put: { ...race.put, to: next(race.put.to) } } };
}

function withArgumentTexts(argument: Argument, next: (text: Text) => Text): Argument {
  if ('text' in argument) return { text: next(argument.text) };
  if ('archive' in argument) return { archive: mapArchiveTexts(argument.archive, next) };
  if ('json' in argument) return withJsonTexts(argument, next);
  if (!('file' in argument)) return argument;
  const { file } = argument;
  const name = next(file.name);
  return { file: { ...file, name, content: withContentTexts(file.content, next) } };
}

function withJsonTexts({ within, further, ...rest }: JsonArgument, next: (text: Text) => Text): JsonArgument {
  return {
    ...rest,
    ...(within === undefined ? {} : { within: next(within) }),
    ...(further === undefined ? {} : { further: further.map(next) }),
  };
}

function withContentTexts(content: Content, next: (text: Text) => Text): Content {
  if ('text' in content) return { text: next(content.text) };
  return 'archive' in content ? { archive: mapArchiveTexts(content.archive, next) } : content;
}
