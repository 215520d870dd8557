/** Requests as they go over the wire. */
import { describe, expect, it } from 'vitest';
import { httpRequestOf } from '../../adapters/python/httpRequest.ts';
import { multipartBody } from '../../adapters/python/multipart.ts';
import type { ParameterPlace } from '../../model/operation.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import { file, operationOf, text } from './kit.ts';

function requestOf(path: string, places: Record<string, ParameterPlace>, args: ResolvedArguments) {
  const entry = { kind: 'http', method: 'post', path } as const;
  return httpRequestOf(operationOf(entry, places), entry, args);
}

function bodyText(body: Uint8Array): string {
  return Buffer.from(body).toString('latin1');
}

describe('a path parameter', () => {
  it.each([
    ['plain', 'a.txt', '/f/a.txt/'],
    ['dotdot-encoded-slash', '../x', '/f/..%2Fx/'],
    ['encoded-stays-encoded-twice', '%2e', '/f/%252e/'],
    ['query-and-fragment', '?#;', '/f/%3F%23%3B/'],
    ['control', '\0\r\n', '/f/%00%0D%0A/'],
    ['utf8', 'é', '/f/%C3%A9/'],
    ['undecodable', '\udcff', '/f/%FF/'],
    ['empty', '', '/f//'],
  ])('is sent so that the server decodes it to itself: %s', (_row, value, target) => {
    expect(requestOf('/f/{name}/', { name: 'path' }, { name: text(value) }).target).toBe(target);
  });
});

it('sends only what is among the arguments', () => {
  const places = { q: 'query', h: 'header', f: 'form' } as const;
  const request = requestOf('f', places, {});
  expect(request).toEqual({ method: 'POST', target: '/f', headers: [], body: new Uint8Array() });
});

it('writes a member twice where it is sent with another value first', () => {
  const sent = { a: { kind: 'json', json: [1], first: 'x' } as const, b: text('y') };
  const { body } = requestOf('f', { a: 'json', b: 'json' }, sent);
  expect(bodyText(body)).toBe('{"a":"x","a":[1],"b":"y"}');
});

it('puts query, header and cookie values where they belong', () => {
  const places = { q: 'query', 'X-Name': 'header', session: 'cookie' } as const;
  const args = { q: text('a b&c'), 'X-Name': text('a\r\nb'), session: text('s\0t') };
  const request = requestOf('/f?fixed=1', places, args);
  expect(request.target).toBe('/f?fixed=1&q=a%20b%26c');
  expect(request.headers).toEqual([
    ['X-Name', 'a%0D%0Ab'],
    ['Cookie', 'session=s%00t'],
  ]);
});

it('writes forms, JSON and raw bodies', () => {
  const form = requestOf('/', { a: 'form', b: 'form' }, { a: text('x=y'), b: text('\udcff') });
  expect(bodyText(form.body)).toBe('a=x%3Dy&b=%FF');
  const json = requestOf(
    '/',
    { a: 'json', b: 'json' },
    { a: text('\udcff'), b: { kind: 'json', json: [1] } },
  );
  expect(bodyText(json.body)).toBe('{"a":"\\udcff","b":[1]}');
  expect(json.contentType).toBe('application/json');
  const raw = requestOf('/', { a: 'body' }, { a: { kind: 'bytes', bytes: Uint8Array.of(0, 255) } });
  expect([...raw.body]).toEqual([0, 255]);
});

it('keeps a file name hostile in a multipart body', () => {
  const request = requestOf(
    '/',
    { f: 'multipart', t: 'form' },
    { f: file('../"é\r\n\udcff\0', 'x'), t: text('y') },
  );
  expect(bodyText(request.body)).toBe(
    '------trespass\r\nContent-Disposition: form-data; name="t"\r\n\r\ny\r\n' +
      '------trespass\r\nContent-Disposition: form-data; name="f"; filename="../%22\xc3\xa9%0D%0A\xff\0"\r\n' +
      'Content-Type: text/plain\r\n\r\nx\r\n------trespass--\r\n',
  );
});

it('takes another boundary where the content holds the usual one', () => {
  const content = Buffer.from('----trespass and ----trespass1');
  const { contentType } = multipartBody([{ name: 'a', fileName: null, contentType: null, content }]);
  expect(contentType).toBe('multipart/form-data; boundary=----trespass2');
});
