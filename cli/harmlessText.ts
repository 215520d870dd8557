/** The harmless run of an operation as people read it: the request as it was sent, and what was answered. */
import type { Attack } from '../model/attack.ts';
import { messageOf, TargetLostError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { limits } from '../model/limits.ts';
import type { Operation } from '../model/operation.ts';
import type { StepResponse } from '../model/records.ts';
import type { World } from '../model/world.ts';

/** Lines of the attacker's harmless request and of its answer; nothing of an operation that cannot be tested. */
export async function harmlessLines(world: World, { name }: Operation): Promise<readonly string[]> {
  const { knowledge } = world;
  if (knowledge.operations.every((operation) => operation.name !== name)) return [];
  const harmless: Attack = {
    layout: [],
    steps: [{ operation: name, actor: knowledge.attacker, arguments: {} }],
    race: null,
  };
  const asked = world.describe(harmless).requests.map(escapeText);
  const answered = (await answerLines(world, harmless)).map((line) => `  ${escapeText(line)}`);
  return [...asked, 'answered:', ...answered];
}

async function answerLines(world: World, harmless: Attack): Promise<readonly string[]> {
  try {
    const { responses } = await world.run(harmless);
    const last = responses.at(-1)?.response;
    return last === undefined ? ['nothing'] : responseLines(last);
  } catch (thrown) {
    if (thrown instanceof TargetLostError) return [messageOf(thrown)];
    throw thrown;
  }
}

function responseLines({ status, headers, body, exception }: StepResponse): readonly string[] {
  const text = Buffer.from(body, 'base64').toString('utf8');
  const shown = text.slice(0, limits.shownAnswerCharactersMax);
  const left = text.length - shown.length;
  return [
    ...(status === null ? [] : [`status ${status}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(shown === '' ? [] : shown.trimEnd().split(/\r?\n/)),
    ...(left > 0 ? [`and ${left} characters more`] : []),
    ...(exception === null ? [] : [`raised ${exception.type}: ${exception.message}`]),
  ];
}
