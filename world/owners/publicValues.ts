/**
 * Values that everybody may see, because the config declares a parameter or a member of an answer `public: true`. A value of
 * only these reveals nothing: a display name that is `text({ public: true })` is not changed in the question what an answer
 * depends on.
 */
import type { Json } from '../../model/attack.ts';
import { canaryWordsIn } from '../../model/canary.ts';
import { isList, isObject } from '../../model/json.ts';
import { namesMember } from '../../model/operation.ts';
import type { ItemImage, StepResponse } from '../../model/records.ts';
import { leavesOf, stringsOf } from '../step/resolve.ts';
import type { StepTask } from '../step/step.ts';

export interface PublicValues {
  /** Notes the values that a step was sent, except for attacked ones, and those of its answer. */
  readonly note: (task: StepTask, response: StepResponse) => void;
  /** Whether a text is such a value, or contains words of such values only. */
  readonly holds: (text: string) => boolean;
  /** The attributes of an item that contain only such values. */
  readonly attributesIn: (image: ItemImage) => readonly string[];
  /** Whether an answer shows such a value of an attribute. */
  readonly isShownIn: (value: Json, answer: string) => boolean;
  readonly seal: () => void;
  readonly endCase: () => void;
}

/** Shorter texts are the same by chance. */
const textMin = 3;

/** `isSecret` says whether a word is somebody's secret; `publish` is called with what an answer shows. */
export function publicValues(
  isSecret: (word: string) => boolean,
  publish: (text: string) => void,
): PublicValues {
  const rehearsed = new Set<string>();
  const inCase = new Set<string>();
  let sealed = false;
  const add = (text: string): void => {
    for (const known of [text, ...canaryWordsIn(text)])
      if (known.length >= textMin) (sealed ? inCase : rehearsed).add(known);
  };
  const has = (text: string): boolean => rehearsed.has(text) || inCase.has(text);
  const holds = (text: string): boolean => {
    const words = canaryWordsIn(text);
    return has(text) || (words.length > 0 && words.every((word) => has(word) && !isSecret(word)));
  };
  return {
    holds,
    note: (task, response) => {
      for (const text of publicSent(task)) add(text);
      if (task.hostile.size > 0) return;
      for (const text of publicAnswered(task, response)) {
        add(text);
        publish(text);
      }
    },
    attributesIn: (image) =>
      Object.entries(image)
        .filter(([, value]) => attributeTexts(value).every((text) => text !== null && holds(text)))
        .map(([name]) => name),
    isShownIn: (value, answer) =>
      attributeTexts(value).some((text) => text !== null && text.length >= textMin && answer.includes(text)),
    seal: () => {
      sealed = true;
    },
    endCase: () => inCase.clear(),
  };
}

function publicSent({ operation, hostile, arguments: args }: StepTask): readonly string[] {
  return operation.parameters
    .filter((parameter) => parameter.public === true && !hostile.has(parameter.name))
    .flatMap(({ name }) => {
      const sent = args[name];
      return sent === undefined ? [] : stringsOf(sent);
    });
}

function publicAnswered(
  { operation: { response: members = [] } }: StepTask,
  response: StepResponse,
): readonly string[] {
  const open = members.filter(({ is }) => is === 'public');
  if (open.length === 0) return [];
  return leavesOf(response.value)
    .filter(([path]) =>
      open.some(({ name }) => namesMember(name, path === '' ? 'response' : `response.${path}`)),
    )
    .map(([, text]) => text);
}

/** The texts and numbers of an attribute; null for what has other values, or none. */
function attributeTexts(value: Json): readonly (string | null)[] {
  if (!isObject(value)) return [null];
  return Object.entries(value).flatMap(([type, content]): readonly (string | null)[] => {
    if ((type === 'S' || type === 'N') && typeof content === 'string') return [content];
    if ((type === 'SS' || type === 'NS') && isList(content))
      return content.map((one) => (typeof one === 'string' ? one : null));
    if (type === 'L' && isList(content))
      return content.length === 0 ? [null] : content.flatMap(attributeTexts);
    return type === 'M' && isObject(content) ? Object.values(content).flatMap(attributeTexts) : [null];
  });
}
