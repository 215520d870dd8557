/**
 * Leaves out what harmless runs put into the attacker's own things as well: who pulls the news of others gets their words. The
 * same steps without anything that the attack chose are the control.
 */
import type { Disclosure, Observation } from '../../model/observation.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { runCase } from '../case/caseRun.ts';

/** Asked only where something of another's was put into the attacker's own. */
export async function withoutUsualGains(parts: CaseParts, observation: Observation): Promise<Observation> {
  const { attack, disclosures } = observation;
  if (!disclosures.some(({ where }) => where === 'kept')) return observation;
  const steps = attack.steps.map((step) => ({ ...step, arguments: {} }));
  const harmless = await runCase(parts, { layout: [], steps, race: null });
  return {
    ...observation,
    disclosures: withoutSources(disclosures, harmless.disclosures),
  };
}

/** Without what was kept by the same step of the other run, from the same parameter. */
export function withoutSources(
  disclosures: readonly Disclosure[],
  usual: readonly Disclosure[],
): readonly Disclosure[] {
  const sources = new Set(usual.flatMap((one) => (one.where === 'kept' ? [sourceKey(one)] : [])));
  return disclosures.filter((one) => one.where !== 'kept' || !sources.has(sourceKey(one)));
}

/** The step, and the parameter by which the owner sent it. */
function sourceKey({ step, planted, owner }: Disclosure): string {
  const whose = owner.kind === 'actor' ? `${owner.name}'s ` : '';
  return JSON.stringify([step, planted.startsWith(whose) ? planted.slice(whose.length) : planted]);
}
