/**
 * Says what a run as a whole could not test, in one sentence for every report: with one actor there is no other owner, so that
 * finding nothing proves nothing about tenants.
 */
import { escapeText } from '../model/escape.ts';
import type { RunRecord } from './runRecord.ts';

/** Null if there were several actors, or if no operation depends on its actor. */
export function scopeText({ started }: Pick<RunRecord, 'started'>): string | null {
  const name = started?.soleActor;
  if (name === undefined) return null;
  return `Nothing between tenants was tested, because ${escapeText(name)} is the only actor: whether one reads, changes or deletes what is another's shows with a second one in the config, like actors: { attacker: { headers: { 'X-Tenant': 'acme' } }, victim: { headers: { 'X-Tenant': 'acme2' } } }.`;
}
