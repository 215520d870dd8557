/** Makes candidates of the routes of a project, and says which routes are left out. */

import type { FieldFacts } from '../model/exploring.ts';
import { literalPattern } from '../model/literalPattern.ts';
import type { Route } from '../model/target.ts';
import type { Asked } from './asked.ts';
import type { Candidate, Wanted } from './candidate.ts';
import { newWanted, wantedInPath } from './growth.ts';
import { formsIn } from './htmlForms.ts';
import { noHints, valuesForField } from './values.ts';

export interface LeftOutRoute {
  readonly what: string;
  readonly why: string;
}

/** The module a view is of, by why its routes are left out. */
const foreignViews: readonly (readonly [RegExp, string])[] = [
  [/^django\.contrib\.admin\b/, 'Django’s admin'],
  [/^django\.(?:views\.static|contrib\.staticfiles)\b/, 'static files'],
  [
    /^django\.(?:views\.(?:i18n|debug|defaults)|contrib\.(?:auth|flatpages|admindocs|sitemaps|syndication))\b/,
    'Django’s own',
  ],
  [
    /^(?:debug_toolbar|silk|django_browser_reload|django_extensions|drf_spectacular|drf_yasg|rest_framework\.schemas|health_check)\b/,
    'a third-party debugging page',
  ],
];

/** Routes that are not asked, by reason: one line for those of a reason that lie below one address. */
export function leftOutRoutes(routes: readonly Route[]): readonly LeftOutRoute[] {
  const admins = adminFolders(routes);
  const byReason = new Map<string, string[]>();
  for (const route of routes) {
    const why = reasonAgainst(route, admins);
    if (why !== null) byReason.set(why, [...(byReason.get(why) ?? []), route.path]);
  }
  return [...byReason].flatMap(([why, paths]) =>
    paths.length <= fewRoutes
      ? paths.map((what) => ({ what, why }))
      : [{ what: `${paths.length} routes below ${sharedFolder(paths)}`, why }],
  );
}

const fewRoutes = 3;

/** The longest path that ends in a slash with which all begin. */
function sharedFolder(paths: readonly string[]): string {
  const [first = '/', ...others] = paths;
  let shared = first;
  while (!others.every((path) => path.startsWith(shared))) shared = shared.slice(0, -1);
  return shared.slice(0, shared.lastIndexOf('/') + 1);
}

/** Addresses below which all is the admin's: it redirects there by views of other modules too. */
function adminFolders(routes: readonly Route[]): readonly string[] {
  return routes.filter(({ name }) => name === 'admin:index').map(({ path }) => path);
}

function reasonAgainst({ view, parameters, path }: Route, admins: readonly string[]): string | null {
  if (view === undefined) return null;
  if (admins.some((admin) => path.startsWith(admin))) return 'Django’s admin';
  const [, why] = foreignViews.find(([module]) => module.test(view.module)) ?? [];
  if (why !== undefined) return why;
  return parameters.some(({ name }) => name === 'format') ? 'the same with a suffix for its format' : null;
}

/** A candidate for each method of each route that is not left out; methods that no route tells are tried. */
export function candidatesOf(routes: readonly Route[], hasTenant: boolean): readonly Candidate[] {
  const taken = new Set<string>();
  const admins = adminFolders(routes);
  const asked = routes.filter((route) => reasonAgainst(route, admins) === null);
  const distinct = [...new Map(asked.map((route) => [route.path, route])).values()];
  return distinct.flatMap((route) => {
    const methods = methodsAsked(route);
    return methods
      .filter((method) => method !== 'HEAD' && method !== 'OPTIONS' && method !== 'TRACE')
      .map((method) => candidateFor(route, method, taken, hasTenant));
  });
}

/** A view of a form takes PUT as it takes POST. */
function methodsAsked({ methods, view }: Route): readonly string[] {
  if (methods.length === 0) return ['GET', 'POST'];
  const isForm = view?.kind === 'class' && view.fields.length > 0 && methods.includes('POST');
  return isForm ? methods.filter((method) => method !== 'PUT') : methods;
}

/** A candidate for a method that an answer has named: `Allow: GET, PUT`, or a comparison with `'PUT'`. */
export function furtherMethods(
  candidates: readonly Candidate[],
  answers: readonly Asked[],
): readonly Candidate[] {
  const taken = new Set(candidates.map(({ name }) => name));
  const known = new Map<string, Set<string>>();
  for (const { route, method } of candidates)
    known.set(route.path, (known.get(route.path) ?? new Set()).add(method));
  return answers.flatMap((asked) => {
    const { route } = asked.candidate;
    const held = known.get(route.path) ?? new Set();
    known.set(route.path, held);
    return methodsNamed(asked)
      .filter((method) => !held.has(method))
      .map((method) => {
        held.add(method);
        const further = candidateFor(route, method, taken, true);
        const { as } = asked.candidate;
        return as === undefined ? further : { ...further, as };
      });
  });
}

const triedMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function methodsNamed({ response, mined }: Asked): readonly string[] {
  const allow = response.headers.find(([name]) => name.toLowerCase() === 'allow')?.[1] ?? '';
  const compared = mined.flatMap(({ place, uses }) =>
    place === 'method' ? uses.flatMap((use) => (use.kind === 'words' ? use.words : [])) : [],
  );
  const named = new Set([...allow.split(/[\s,]+/), ...compared]);
  return triedMethods.filter((method) => named.has(method));
}

function candidateFor(route: Route, method: string, taken: Set<string>, hasTenant: boolean): Candidate {
  const plain = `${method.toLowerCase()}${nameOf(route)}`;
  let name = plain;
  for (let at = 2; taken.has(name); at++) name = `${plain}${at}`;
  taken.add(name);
  const wanted = [...wantedInPath(route.parameters, hasTenant), ...declaredFields(route, method)];
  return { name, method, route, wanted, dropped: new Set() };
}

/** `Asset` of a route called `asset`, else of the words in its path: `NotesName` of `/notes/{name}/`. */
function nameOf({ name, path }: Route): string {
  const words = (name ?? path).split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
  return joined === '' ? 'Root' : joined;
}

/** The fields of the view's form or serializer, where the method sends any. */
function declaredFields({ view }: Route, method: string): Wanted[] {
  return view === undefined || method === 'GET' || method === 'DELETE' ? [] : view.fields.map(wantedField);
}

function wantedField(field: FieldFacts): Wanted {
  const isFile = field.kind === 'file';
  const one = newWanted('form', field.name, noHints(field.name, 'form', false), isFile, field.required);
  return isFile ? one : { ...one, values: valuesForField(field, false) };
}

/** The candidate with the fields of forms that pages show for it. */
export function withShownFields(candidate: Candidate, pages: readonly Asked[]): Candidate {
  if (candidate.method !== 'POST') return candidate;
  const pattern = new RegExp(
    `^${candidate.route.path
      .split(/\{\w+\}/)
      .map(literalPattern)
      .join('[^?#]+')}$`,
  );
  const fields = pages.flatMap((page) =>
    formsIn(page.response)
      .filter(
        ({ method, action }) =>
          method === 'POST' &&
          (action === '' ? page.candidate.route.path === candidate.route.path : pattern.test(action)),
      )
      .flatMap((form) => form.fields),
  );
  const held = new Set(candidate.wanted.map(({ name }) => name));
  const added = new Map(
    fields.filter(({ name }) => !held.has(name)).map((field) => [field.name, wantedField(field)]),
  );
  return added.size === 0 ? candidate : { ...candidate, wanted: [...candidate.wanted, ...added.values()] };
}

/** Whether a method that nobody declared is one after all: it is not refused, and what it is sent is looked at. */
export function isReal({ outcome, candidate, mined }: Asked): boolean {
  if (outcome === 'method') return false;
  if (candidate.route.methods.includes(candidate.method) || candidate.method === 'GET') return true;
  return mined.some(
    ({ place, uses }) =>
      ['form', 'json', 'files', 'body'].includes(place) ||
      (place === 'method' &&
        uses.some((use) => use.kind === 'words' && use.words.includes(candidate.method))),
  );
}

const order = ['POST', 'PUT', 'GET', 'PATCH', 'DELETE'];

/** Makers first, then readers, then what takes away; short addresses before those below them. */
export function makersFirst(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...candidates].sort(
    (one, other) =>
      order.indexOf(one.method) - order.indexOf(other.method) ||
      one.route.parameters.length - other.route.parameters.length ||
      one.route.path.length - other.route.path.length,
  );
}
