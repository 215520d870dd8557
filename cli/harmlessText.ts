/** Shows the harmless run of an operation: the request as it was sent, and the answer. */
import type { Attack } from '../model/attack.ts';
import { messageOf, TargetLostError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { limits } from '../model/limits.ts';
import type { Observation } from '../model/observation.ts';
import type { Operation } from '../model/operation.ts';
import type { StepResponse } from '../model/records.ts';
import type { World } from '../model/world.ts';

/** Lines of the attacker's harmless request and of its answer; none for an operation that cannot be tested. */
export async function harmlessLines(world: World, { name }: Operation): Promise<readonly string[]> {
  const { knowledge } = world;
  if (knowledge.operations.every((operation) => operation.name !== name)) return [];
  const harmless: Attack = {
    layout: [],
    steps: [{ operation: name, actor: knowledge.actors.attacker, arguments: {} }],
    race: null,
  };
  const done = await observed(world, harmless);
  const seen = typeof done === 'string' ? undefined : done;
  const last = seen?.responses.at(-1)?.response;
  const answer = typeof done === 'string' ? [done] : last === undefined ? ['nothing'] : responseLines(last);
  const asked = world.describe(harmless, seen).requests.map(escapeText);
  return [...asked, 'answered:', ...answer.map((line) => `  ${escapeText(line)}`)];
}

/** The observation of a case, or a sentence that says how the target was lost in it. */
async function observed(world: World, attack: Attack): Promise<Observation | string> {
  try {
    return await world.run(attack);
  } catch (thrown) {
    if (thrown instanceof TargetLostError) return messageOf(thrown);
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
