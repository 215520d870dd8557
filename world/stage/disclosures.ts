/**
 * Finds canary words of other owners in the answer to an actor, in what the target prints, and in what a step of the attacker's
 * writes into things of the attacker's own: `zq4k…`, which the victim's upload contains, in an answer to mallory. Words that the
 * step itself sent and words that are public do not count.
 */
import type { Canary } from '../../model/canary.ts';
import { attackerName } from '../../model/config.ts';
import type { Disclosure, SeenAccess } from '../../model/observation.ts';
import { isRefusal } from '../../model/outcome.ts';
import type { Location, StepResponse } from '../../model/records.ts';
import type { StepReport } from '../../model/target.ts';
import { findCanaries, type Sighting } from '../../observers/canaries.ts';
import type { Registers } from '../owners/registers.ts';
import { ownersFor, type StepTask } from '../step/step.ts';
import { type Gain, gainsOf, type WrittenContents } from './gains.ts';

export interface StepOutput {
  readonly report: StepReport;
  /** What the target printed in the step. */
  readonly printed: string;
  readonly accesses: readonly SeenAccess[];
  /** What files and objects hold that it wrote. */
  readonly written: WrittenContents;
}

/** One for each owner and channel. What the case sent itself shows nothing. */
export function disclosuresOf(
  task: StepTask,
  { report, printed, accesses, written }: StepOutput,
  registers: Registers,
): readonly Disclosure[] {
  // Whoever sends a word knows it, whatever its encoding.
  const texts = task.sent.flatMap(echoedForms);
  const sent = new Set(
    texts.flatMap((text) => findCanaries(text, registers.canaries)).map(({ canary }) => canary.word),
  );
  const ownerOfCanary = ownersFor(
    task,
    ({ owner }: Canary) => owner,
    () => true,
  );
  const sightingsIn = (text: string): readonly Sighting[] => [
    ...findCanaries(text, registers.canaries),
    ...(task.actor === attackerName ? registers.minted.findIn(text, task.sent) : []),
  ];
  const telling = (sightings: readonly Sighting[]): readonly Sighting[] =>
    sightings
      .filter(({ canary: { word } }) => !sent.has(word) && !registers.isPublished(word))
      .filter(({ canary: { word } }) => !isInPieces(word, texts))
      .filter(({ canary }) => isForeign(ownerOfCanary(canary), task.actor));
  const told = (
    where: Disclosure['where'],
    { canary: { owner, planted }, form, unsafeExcerpt }: Sighting,
  ): Disclosure => ({
    ...{ step: task.index, operation: task.operation.name, actor: task.actor },
    ...{ owner, where, form, planted, unsafeExcerpt },
    location: disclosedAt(owner, accesses, report),
  });
  const tell = (where: Disclosure['where'], text: string): Disclosure[] =>
    telling(sightingsIn(text)).map((sighting) => told(where, sighting));
  const tellKept = ({ access, text, before }: Gain): Disclosure[] =>
    telling(sightingsIn(text))
      .filter(
        ({ canary: { owner, word } }) =>
          owner.kind === 'actor' && !before.toLowerCase().includes(word.toLowerCase()),
      )
      .map((sighting) => ({
        ...told('kept', sighting),
        resource: access.resource,
        location: access.location,
      }));
  return flowInto([
    ...tell('response', wholeAnswer(report.response)),
    ...tell('output', printed),
    ...(isRefusal(report.response) ? [] : gainsOf(task, accesses, written).flatMap(tellKept)),
  ]);
}

/** Whether a word was sent in two pieces, which a target may join: the one ends with what the other goes on from. */
function isInPieces(word: string, sent: readonly string[]): boolean {
  const texts = sent.map((text) => text.toLowerCase());
  return Array.from({ length: word.length - 1 }, (_, at) => at + 1).some(
    (at) =>
      texts.some((text) => text.endsWith(word.slice(0, at))) &&
      texts.some((text) => text.startsWith(word.slice(at))),
  );
}

/** Whether a disclosure counts: a canary of the moat to any actor, another actor's only to the attacker. */
function isForeign(owner: Disclosure['owner'], actor: string): boolean {
  if (owner.kind === 'outside') return true;
  return owner.kind === 'actor' && actor === attackerName && owner.name !== actor;
}

/** One disclosure for each owner, channel and step is proof enough, and what was kept for each source. */
function flowInto(disclosures: readonly Disclosure[]): Disclosure[] {
  const first = new Map<string, Disclosure>();
  for (const disclosure of disclosures) {
    const owner = disclosure.owner.kind === 'actor' ? disclosure.owner.name : disclosure.owner.kind;
    const identity = `${owner} ${disclosure.where} ${disclosure.where === 'kept' ? disclosure.planted : ''}`;
    if (!first.has(identity)) first.set(identity, disclosure);
  }
  return [...first.values()];
}

/** Where the disclosed thing was fetched: the read of that owner's resource, else the last access of any kind. */
function disclosedAt(
  owner: Disclosure['owner'],
  accesses: readonly SeenAccess[],
  report: StepReport,
): Location | null {
  const name = owner.kind === 'actor' ? owner.name : owner.kind;
  const reads = accesses.filter(({ action }) => action === 'read' || action === 'list');
  const fitting = reads.find(
    (access) => (access.owner.kind === 'actor' ? access.owner.name : access.owner.kind) === name,
  );
  const last = report.hooks.filter((hook) => hook.location !== null).at(-1);
  return fitting?.location ?? last?.location ?? Object.values(report.calls).at(-1) ?? null;
}

/** What a target may make of a text by itself when it gives it back: that shows nothing which was not sent. */
function echoedForms(text: string): string[] {
  const decoded = text.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return [text, text.normalize('NFKC'), decoded];
}

/** The whole text of an answer, with headers and exception. */
export function wholeAnswer(response: StepResponse): string {
  const headers = response.headers.map(([name, value]) => `${name}: ${value}`).join('\n');
  const exception =
    response.exception === null ? '' : response.status === null ? response.exception.message : '';
  return `${headers}\n\n${Buffer.from(response.body, 'base64').toString('latin1')}\n${exception}`;
}
