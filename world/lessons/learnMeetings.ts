/**
 * Learns which steps meet: `claim` looks for the item `room#kq7w` and puts it later, and so does the victim's `claim` of the
 * same room. Taken from harmless runs of the attacker and of one victim, with sent values left open in keys and paths; only such
 * steps can be disturbed by a whole step of another in the middle (Warszawski and Bailis, "ACIDRain", SIGMOD 2017).
 */
import type { Argument, Step } from '../../model/attack.ts';
import type { MeetingSteps } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { CaseParts } from '../case/caseParts.ts';
import type { CountedRuns } from './countedRuns.ts';
import { freeText } from './freeText.ts';
import { otherArguments, stepsBeforeFull } from './learnLimits.ts';
import { meets, type Run, runBehind, runOf, type TouchedPlace } from './runs.ts';

export type LearntMeetings = Readonly<Record<string, readonly MeetingSteps[]>>;

/** Rejects with `EnvironmentError` where a harmless run does not come back. */
export async function learnMeetings(parts: CaseParts, runs: CountedRuns): Promise<LearntMeetings> {
  const { config, attacker } = parts;
  if (!config.attacker.powers.includes('race')) return {};
  const victim = config.actors.find(({ name }) => name !== attacker)?.name;
  const tried = config.operations.filter(
    ({ entry, operator }) => entry.kind !== 'command' && operator !== true,
  );
  const own: Run[] = [];
  const others: Run[] = [];
  for (const operation of tried) {
    const run = await runOf(parts, runs, operation, attacker);
    own.push(run);
    if (victim !== undefined) others.push(await runOf(parts, runs, operation, victim));
  }
  const learnt: Record<string, readonly MeetingSteps[]> = {};
  const open = await opened(parts, own);
  others.push(...open);
  for (const run of open) {
    const meetings = await meetingsOf(run, others, parts);
    if (meetings.length > 0) learnt[run.operation.name] = meetings;
  }
  return learnt;
}

/** The runs, and in place of each that changes nothing one behind a step that changes what it looks at, if that helps. */
async function opened(parts: CaseParts, runs: readonly Run[]): Promise<readonly Run[]> {
  const open: Run[] = [];
  for (const run of runs) open.push(run.changes.length > 0 ? run : await openedBy(parts, run, runs));
  return open;
}

async function openedBy(parts: CaseParts, run: Run, runs: readonly Run[]): Promise<Run> {
  const { operation, actor, looks } = run;
  const all = runs.filter(
    (other) => other !== run && other.changes.some((change) => looks.some((look) => meets(look, change))),
  );
  const what = 'steps that may let another one through are tried before it';
  for (const other of parts.stage.cuts.first(all, limits.openingStepsMax, what, operation.name)) {
    const before = [{ operation: other.operation.name, actor, arguments: {} }];
    const again = await runBehind(parts, operation, actor, before);
    if (again.changes.length > 0) return again;
  }
  return run;
}

/** The steps with which a run meets others, those of its own operation first; and the same where only one more is let through. */
async function meetingsOf(
  run: Run,
  others: readonly Run[],
  parts: CaseParts,
): Promise<readonly MeetingSteps[]> {
  const isAlike = ({ operation }: Run): boolean => operation === run.operation;
  const ordered = [...others.filter(isAlike), ...others.filter((other) => !isAlike(other))];
  const met = ordered.flatMap((other) => meetingsWith(run, other));
  const meetings = met.map((meeting) => stepsOf(run, meeting, parts));
  const inCommon = met.filter(({ other, look }) => isAlike(other) && look.parameters.length === 0);
  if (inCommon.length === 0) return meetings;
  const filling = await stepsBeforeFull(parts, run.operation, run.arguments);
  if (filling === null || filling.length === 0) return meetings;
  return [...inCommon.map((meeting) => ({ ...stepsOf(run, meeting, parts), before: filling })), ...meetings];
}

/** What a run looks at before its last change, and another run changes. */
interface Meeting {
  readonly other: Run;
  readonly look: TouchedPlace & { readonly turn: number };
  readonly change: TouchedPlace;
}

/** At most two: at something that sent values name, and at something else. */
function meetingsWith(run: Run, other: Run): readonly Meeting[] {
  const last = Math.max(-1, ...run.changes.map(({ turn }) => turn));
  const met = run.looks
    .filter(({ turn }) => turn < last)
    .flatMap((look): Meeting[] => {
      const change = other.changes.find((one) => meets(look, one));
      return change === undefined ? [] : [{ other, look, change }];
    });
  const isNamed = ({ look }: Meeting): boolean => look.parameters.length > 0;
  return [met.find(isNamed), met.find((one) => !isNamed(one))].flatMap((one) => one ?? []);
}

function stepsOf(run: Run, meeting: Meeting, parts: CaseParts): MeetingSteps {
  const all = turnsAfter(run, meeting.look.turn);
  const what = 'turns between a look and the last change are tried with another step';
  const turns = parts.stage.cuts.first(all, limits.turnsPerMeetingMax, what, run.operation.name);
  return {
    ...(run.before.length === 0 ? {} : { before: run.before }),
    ...sentIn(run, meeting, parts),
    turns,
  };
}

/** Turns behind a look, those that change something first. */
function turnsAfter({ changes }: Run, look: number): readonly number[] {
  const later = [...new Set(changes.map(({ turn }) => turn))].filter((turn) => turn > look);
  const all = Array.from(
    { length: Math.max(0, (later.at(-1) ?? look) - look) },
    (_, index) => look + 1 + index,
  );
  return [...new Set([...later, ...all])];
}

function sentIn(
  run: Run,
  { other, look, change }: Meeting,
  { attacker }: CaseParts,
): Pick<MeetingSteps, 'arguments' | 'other'> {
  const args: Record<string, Argument> = {};
  const ofOther: Record<string, Argument> = {};
  for (const [index, name] of look.parameters.entries()) {
    const same = change.parameters[index];
    if (same === undefined) continue;
    const own = run.arguments[name];
    const free = own?.kind === 'text' ? freeText(own.text, 1) : null;
    const from = run.operation.parameters.find((one) => one.name === name)?.from;
    if (free !== null && from === undefined) args[name] = ofOther[same] = { text: free };
    else {
      const source = from ?? { operation: run.operation.name, name: `arguments.${name}` };
      ofOther[same] = { text: [{ known: { actor: attacker, ...source } }] };
    }
  }
  const isSelf = other.actor === run.actor;
  const step: Step = {
    operation: other.operation.name,
    actor: other.actor,
    arguments: isSelf ? { ...otherArguments(other.operation, other.arguments, 2), ...ofOther } : ofOther,
  };
  return { arguments: args, other: step };
}
