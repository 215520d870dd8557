/**
 * Distinguishes cases by what the target did, not by what it was sent: how each step ended, and which kinds of resources it
 * touched at which lines. Two texts that a view refuses at one line are alike; one that gets as far as a file is another case.
 */
import type { Observation } from '../model/observation.ts';
import type { Location } from '../model/records.ts';

/** The same text for cases that are alike. */
export function signatureOf(observation: Observation): string {
  const { accesses, asked, lookups, requests, disclosures, responses, attacker } = observation;
  const ends = responses.map(({ response: { status, exception } }) => [
    status,
    exception?.type ?? null,
    placeOf(exception?.location ?? null),
  ]);
  const touched = accesses.map(({ step, action, resource, owner, actor, refused, location }) => {
    const ground = resource.store === 'file' ? resource.ground : '';
    const whose = owner.kind === 'actor' ? (owner.name === actor ? 'own' : 'other') : owner.kind;
    return [step, action, resource.store, ground, whose, refused, placeOf(location)].join(' ');
  });
  const beside = [
    ...asked.map(({ step, by, location }) => `${step} asked ${by} ${placeOf(location)}`),
    ...lookups.map(({ step, location }) => `${step} looked ${placeOf(location)}`),
    ...requests.map(({ step, api, location }) => `${step} ${api} ${placeOf(location)}`),
    ...disclosures.map(
      ({ step, where, actor }) => `${step} ${where} ${actor === attacker ? 'told' : 'printed'}`,
    ),
  ];
  return JSON.stringify([ends, [...new Set([...touched, ...beside])].sort()]);
}

function placeOf(location: Location | null): string {
  return location === null ? '' : `${location.file}:${location.line}`;
}
