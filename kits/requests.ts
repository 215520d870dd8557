/** The steps of a kit as requests with all that their actor sends. */

import { withActorHeaders } from '../model/actorHeaders.ts';
import type { HttpRequest } from '../model/target.ts';
import type { KitTask } from './task.ts';

export type SentRequest =
  | { readonly request: HttpRequest; readonly headers: readonly (readonly [string, string])[] }
  /** A step that is no request, in words. */
  | { readonly told: string };

export function requestsOf(task: KitTask): readonly SentRequest[] {
  return task.reproduction.steps.map(({ principal, request }) =>
    request.kind === 'http'
      ? { request: request.request, headers: withActorHeaders(request.request, actorOf(principal, task)) }
      : { told: `a step that is no request: ${request.kind}` },
  );
}

/** What an actor sends with each request. */
function actorOf(principal: string, { reproduction, held }: KitTask): Parameters<typeof withActorHeaders>[1] {
  const { headers, target } = reproduction;
  const known = target.actors.find(({ name }) => name === principal);
  const own = Object.entries(known?.cookies ?? {}).map(([name, value]) => `${name}=${value}`);
  return {
    headers: Object.entries(headers[principal] ?? known?.headers ?? {}),
    cookies: held.cookies[principal] ?? own,
  };
}
