/**
 * Probes: a finite list of the most effective attacks on one operation, the likeliest first (table: `probeOrder.ts`). They are
 * tried before anything is drawn, so that `save` with `../secret.txt` does not depend on luck. Drawn attacks follow; probes
 * promise no class in full.
 */
import type { Knowledge } from '../model/knowledge.ts';
import type { Probe } from '../model/probe.ts';
import { ranked } from './base/ranked.ts';
import { probeOrder } from './probeOrder.ts';
import { probeRounds } from './probeRounds.ts';

/** Attacks whose last step is `operation`, without repetitions. Throws a `RangeError` for an unknown operation. */
export function probesOf(knowledge: Knowledge, name: string): readonly Probe[] {
  const operation = knowledge.operations.find((one) => one.name === name);
  if (operation === undefined) throw new RangeError(`no operation ${name} to attack`);
  const told = new Map<string, Probe>();
  for (const { kind, item } of ranked(probeRounds, probeOrder, { knowledge, operation })) {
    const written = JSON.stringify(item.attack);
    const whole = item.text === undefined ? kind : `${kind}.${item.text}`;
    if (!told.has(written)) told.set(written, { kind: whole, attack: item.attack });
  }
  return [...told.values()];
}
