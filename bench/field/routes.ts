/** Which route of a project an operation of a config asks. */
import type { Operation } from '../../model/operation.ts';

/** The route, of those that are given, that an operation asks; null if it asks none of them, or works below HTTP. */
export function routeOf({ entry }: Operation, routes: readonly string[]): string | null {
  if (entry.kind === 'http') return httpRoute(entry.method, entry.path, routes);
  if (entry.kind === 'command') return known(`COMMAND ${entry.command}`, routes);
  if (entry.kind === 'consumer') return known(`CONSUMER ${entry.function}`, routes);
  return null;
}

function known(route: string, routes: readonly string[]): string | null {
  return routes.includes(route) ? route : null;
}

/** `GET /t/acme/files/{name}` asks `GET /t/{tenant}/files/{name}`. Of several that fit, the one with the fewest parameters. */
function httpRoute(method: string, path: string, routes: readonly string[]): string | null {
  const asked = `${method} ${path.split('?')[0] ?? ''}`;
  const fitting = routes.filter((route) => patternOf(route).test(asked));
  const parameters = (route: string): number => route.split('{').length;
  return fitting.toSorted((one, other) => parameters(one) - parameters(other))[0] ?? null;
}

function patternOf(route: string): RegExp {
  const literal = (text: string): string => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const parts = route.split(/\{\w+\}/).map(literal);
  return new RegExp(`^${parts.join('[^/]+')}$`);
}
