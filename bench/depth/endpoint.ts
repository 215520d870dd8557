/** Endpoints: how an operation is asked for, drawn once and told to Django, to the config and to whoever sends it by hand. */
import type { HandsAnswer, HandsRequest, Operation, Plot } from './feature.ts';
import { python, quoted } from './python.ts';
import { capital, type Verb, verbs } from './words.ts';

export type Place = 'path' | 'query' | 'json' | 'form' | 'header';

/** A field as a feature wants it. */
export interface WantedField {
  /** Its name in the request, and in Python. */
  readonly name: string;
  /** Its parameter in the config: `text()`. */
  readonly value: string;
  /** Where it may stand; anywhere where this is absent. */
  readonly at?: readonly Place[];
  /** May hold slashes: a path takes it by `<path:…>`. */
  readonly slashes?: true;
  /** Taken as it is, absent or not a text as well. */
  readonly raw?: true;
}

export interface Endpoint {
  readonly name: string;
  /** Function of the module. */
  readonly view: string;
  /** Decorator, signature, who acts, what was sent, and the work that has to be done anyway. */
  readonly head: string;
  readonly operation: Operation;
  readonly request: (values: Readonly<Record<string, string>>) => HandsRequest;
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

const withoutBody = new Set(['GET', 'DELETE']);

/** Draws method and places; `suffix` tells two operations with one verb apart. */
export function endpoint(
  plot: Plot,
  verb: Verb,
  fields: readonly WantedField[],
  { suffix = '', more = '' }: { readonly suffix?: string; readonly more?: string } = {},
): Endpoint {
  const { dice, noun, style } = plot;
  const method = dice.pick(
    methods[verb].filter((one) => !withoutBody.has(one) || fields.every(mayGoWithoutBody)),
  );
  const word = dice.pick(verbs[verb]);
  const name = `${word}${capital(noun.one)}${capital(suffix)}`;
  const view = `${word}_${noun.one}${suffix === '' ? '' : `_${suffix}`}`;
  // Django reads forms of POST alone.
  const body = method === 'POST' ? dice.pick(['json', 'json', 'form'] as const) : 'json';
  const placed = fields.map((field) => ({ field, place: placeOf(plot, method, body, field) }));
  const inPath = placed.filter(({ place }) => place === 'path').map(({ field }) => field);
  const folder = `${noun.many}/${suffix === '' ? '' : `${suffix}/`}`;
  const ends = verb === 'add' || (verb === 'list' && method === 'GET') ? '' : `${word}/`;
  const django = `${folder}${ends}${inPath.map(({ name: one, slashes }) => `<${slashes ? 'path' : 'str'}:${one}>/`).join('')}`;
  const shown = `${folder}${ends}${inPath.map(({ name: one }) => `{${one}}/`).join('')}`;
  const members = (['path', 'query', 'header', 'json', 'form'] as const).flatMap((place) => {
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
    places: Object.fromEntries(placed.map(({ field, place }) => [field.name, place])),
  };
}

function mayGoWithoutBody({ at }: WantedField): boolean {
  return at === undefined || at.some((place) => place === 'path' || place === 'query' || place === 'header');
}

function placeOf({ dice }: Plot, method: string, body: 'json' | 'form', { at }: WantedField): Place {
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

function headerOf(name: string): string {
  return `X-${name.split('_').map(capital).join('-')}`;
}

function readerOf({ name, raw }: WantedField, place: Place): string {
  if (place === 'path') return '';
  const wire = quoted(place === 'header' ? headerOf(name) : name);
  return `${name} = inputs.${place}${raw ? '_raw' : ''}(request, ${wire})`;
}

/** Two or three looks at the tenant's own plan, a computation, or a wait. */
function workOf({ dice, workMs }: Plot): string {
  if (workMs === 0) return '';
  const millisecondsOfRequest = 1.6;
  const requests = Math.max(1, Math.round(workMs / millisecondsOfRequest));
  return dice.pick([
    `work.look_up_plan(tenant, ${requests})`,
    `work.look_up_plan(tenant, ${requests})`,
    `work.compute(${workMs})`,
    `work.wait(${workMs})`,
  ]);
}

function requestOf(
  method: string,
  path: string,
  placed: readonly { readonly field: WantedField; readonly place: Place }[],
  values: Readonly<Record<string, string>>,
): HandsRequest {
  const givenFor = (name: string): string => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`no value for ${name}`);
    return value;
  };
  const at = (wanted: Place): [string, string][] =>
    placed.filter(({ place }) => place === wanted).map(({ field }) => [field.name, givenFor(field.name)]);
  const filled = at('path').reduce(
    (text, [name, value]) => text.replace(`{${name}}`, () => encodePart(value)),
    path,
  );
  const query = new URLSearchParams(at('query')).toString();
  const headers = Object.fromEntries(at('header').map(([name, value]) => [headerOf(name), value]));
  const [json, form] = [at('json'), at('form')];
  const target = `/${filled}${query === '' ? '' : `?${query}`}`;
  if (json.length > 0) {
    const body = JSON.stringify(
      Object.fromEntries(json.map(([name, value]) => [name, jsonOf(placed, name, value)])),
    );
    return {
      method,
      target,
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: Buffer.from(body),
    };
  }
  if (form.length > 0) {
    const type = 'application/x-www-form-urlencoded';
    return {
      method,
      target,
      headers: { ...headers, 'Content-Type': type },
      body: Buffer.from(new URLSearchParams(form).toString()),
    };
  }
  return { method, target, headers, body: withoutBody.has(method) ? null : Buffer.alloc(0) };
}

/** A raw member may be any JSON: it is given as its text. */
function jsonOf(
  placed: readonly { readonly field: WantedField; readonly place: Place }[],
  name: string,
  value: string,
): unknown {
  const isRaw = placed.some(({ field, place }) => place === 'json' && field.name === name && field.raw);
  return isRaw ? JSON.parse(value) : value;
}

/** A slash stays: a converter for paths takes it. */
function encodePart(value: string): string {
  return value.split('/').map(encodeURIComponent).join('/');
}

/** A member of a JSON answer, as text; throws where the request failed. */
export function memberOfAnswer({ status, text }: HandsAnswer, name: string): string {
  if (status >= 300) throw new Error(`status ${status}: ${text.slice(0, 300)}`);
  const value: unknown = Reflect.get(Object(JSON.parse(text)), name);
  if (typeof value !== 'string') throw new Error(`no text ${name} in ${text.slice(0, 300)}`);
  return value;
}
