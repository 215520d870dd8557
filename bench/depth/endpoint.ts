/** Endpoints: how an operation is asked for, drawn once and told to Django, to the config and to whoever sends it by hand. */
import type { HandsAnswer, HandsRequest, Operation, Plot } from './feature.ts';
import { type HandsValues, headerOf, requestOf, withoutBody } from './handsRequest.ts';
import { python, quoted } from './python.ts';
import type { Place, WantedField } from './wantedField.ts';
import { capital, type Verb, verbs } from './words.ts';

export interface Endpoint {
  readonly name: string;
  /** Function of the module. */
  readonly view: string;
  /** Decorator, signature, who acts, what was sent, and the work that has to be done anyway. */
  readonly head: string;
  readonly operation: Operation;
  readonly request: (values: HandsValues) => HandsRequest;
  /** An argument of it, as `from` names it: `keepMemo.arguments.X-Space`. */
  readonly argument: (field: string) => string;
  /** Where each field stands. */
  readonly places: Readonly<Record<string, Place>>;
}

const methods: Readonly<Record<Verb, readonly string[]>> = {
  add: ['POST'],
  keep: ['PUT', 'POST'],
  read: ['GET', 'GET', 'POST'],
  list: ['GET', 'GET', 'POST'],
  change: ['POST', 'PUT', 'PATCH'],
  drop: ['DELETE', 'POST'],
};

interface EndpointForm {
  readonly suffix?: string;
  /** Further members of its config. */
  readonly more?: string;
  /** Its body is JSON. */
  readonly json?: boolean;
}

/** Draws method and places; `suffix` tells two operations with one verb apart. */
export function endpoint(
  plot: Plot,
  verb: Verb,
  fields: readonly WantedField[],
  { suffix = '', more = '', json = false }: EndpointForm = {},
): Endpoint {
  const { dice, noun, style } = plot;
  const takesFile = fields.some(({ file }) => file);
  const method = takesFile
    ? 'POST'
    : dice.pick(methods[verb].filter((one) => !withoutBody.has(one) || fields.every(mayGoWithoutBody)));
  const word = dice.pick(verbs[verb]);
  const name = `${word}${capital(noun.one)}${capital(suffix)}`;
  const view = `${word}_${noun.one}${suffix === '' ? '' : `_${suffix}`}`;
  // Django reads forms of POST alone.
  const isJson = json || fields.some(({ raw, at }) => raw && at?.includes('json'));
  const bodies = takesFile
    ? (['multipart'] as const)
    : isJson
      ? (['json'] as const)
      : (['json', 'json', 'form'] as const);
  const body = method === 'POST' ? dice.pick(bodies) : 'json';
  const placed = fields.map((field) => ({ field, place: placeOf(plot, method, body, field) }));
  const inPath = placed.filter(({ place }) => place === 'path').map(({ field }) => field);
  const folder = `${noun.many}/${suffix === '' ? '' : `${suffix}/`}`;
  const isPlain = inPath.length === 0 && (verb === 'add' || (verb === 'list' && method === 'GET'));
  const ends = isPlain ? '' : `${word}/`;
  const django = `${folder}${ends}${inPath.map(({ name: one, slashes }) => `<${slashes ? 'path' : 'str'}:${one}>/`).join('')}`;
  const shown = `${folder}${ends}${inPath.map(({ name: one }) => `{${one}}/`).join('')}`;
  const members = (['path', 'query', 'header', 'json', 'form', 'multipart'] as const).flatMap((place) => {
    const here = placed.filter((one) => one.place === place);
    if (here.length === 0) return [];
    const list = here.map(({ field }) => `${memberName(place, field.name)}: ${field.value}`).join(', ');
    return [`${place === 'header' ? 'headers' : place}: { ${list} }`];
  });
  const config = `{ ${[`http: '${method} /${shown}'`, ...members, ...(more === '' ? [] : [more])].join(', ')} }`;
  return {
    name,
    view,
    head: python`
      @inputs.answering
      def ${view}(${['request', ...inPath.map(({ name: one }) => one)].join(', ')}):
          tenant = request.${style.tenant}
          ${placed
            .map(({ field, place }) => readerOf(field, place))
            .filter((line) => line !== '')
            .join('\n')}
          ${workOf(plot)}
    `,
    operation: { name, config, route: { path: django, view, method } },
    request: (values) => requestOf(method, shown, placed, values),
    argument: (field) => {
      const inHeader = placed.some((one) => one.field.name === field && one.place === 'header');
      return `${name}.arguments.${inHeader ? headerOf(field) : field}`;
    },
    places: Object.fromEntries(placed.map(({ field, place }) => [field.name, place])),
  };
}

function mayGoWithoutBody({ at }: WantedField): boolean {
  return at === undefined || at.some((place) => place === 'path' || place === 'query' || place === 'header');
}

function placeOf(
  { dice }: Plot,
  method: string,
  body: 'json' | 'form' | 'multipart',
  { at, file }: WantedField,
): Place {
  if (file) return 'multipart';
  const most: readonly Place[] = withoutBody.has(method)
    ? ['path', 'path', 'query', 'query', 'header']
    : ['path', 'query', body, body, body, 'header'];
  const allowed = most.filter(
    (place) => at === undefined || at.includes(place) || (place === body && at.includes('json')),
  );
  return dice.pick(allowed);
}

function memberName(place: Place, name: string): string {
  return place === 'header' ? `'${headerOf(name)}'` : name;
}

function readerOf({ name, raw, file }: WantedField, place: Place): string {
  if (place === 'path') return '';
  const wire = quoted(place === 'header' ? headerOf(name) : name);
  if (file) return `${name} = inputs.upload(request, ${wire})`;
  return `${name} = inputs.${place === 'multipart' ? 'form' : place}${raw ? '_raw' : ''}(request, ${wire})`;
}

/** Two or three looks at the tenant's own plan, a computation, or a wait. */
function workOf({ dice, workMs }: Plot): string {
  const millisecondsOfRequest = 1.6;
  const requests = Math.max(1, Math.round(workMs / millisecondsOfRequest));
  const line = dice.pick([
    `work.look_up_plan(tenant, ${requests})`,
    `work.look_up_plan(tenant, ${requests})`,
    `work.compute(${workMs})`,
    `work.wait(${workMs})`,
  ]);
  return workMs === 0 ? '' : line;
}

/** A member of a JSON answer, as text; throws where the request failed. */
export function memberOfAnswer({ status, text }: HandsAnswer, name: string): string {
  if (status >= 300) throw new Error(`status ${status}: ${text.slice(0, 300)}`);
  const value: unknown = Reflect.get(Object(JSON.parse(text)), name);
  if (typeof value !== 'string') throw new Error(`no text ${name} in ${text.slice(0, 300)}`);
  return value;
}
