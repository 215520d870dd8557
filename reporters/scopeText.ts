/**
 * What a run could not test as a whole, in one sentence that every report carries: with one actor nothing is another's, so that
 * a run that found nothing says nothing of tenants.
 */
import { escapeText } from '../model/escape.ts';
import type { RunRecord } from './runRecord.ts';

/** Null where there were several actors, or where no operation depends on its actor. */
export function scopeText({ started }: Pick<RunRecord, 'started'>): string | null {
  const name = started?.soleActor;
  if (name === undefined) return null;
  return `Nothing between tenants was tested, because ${escapeText(name)} is the only actor: whether one reads, changes or deletes what is another's shows with a second one in the config, like actors: { attacker: { headers: { 'X-Tenant': 'acme' } }, victim: { headers: { 'X-Tenant': 'acme2' } } }.`;
}
