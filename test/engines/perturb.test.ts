/** Texts in changed worlds have the form that they had, so that a target that parses them parses those too. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { perturbBytes, perturbPlain } from '../../engines/perturb/perturbBytes.ts';
import { flipFlags, perturbItem } from '../../engines/perturb/perturbItem.ts';

const rounds = 200;

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

function decoded(text: string, form: BufferEncoding): string {
  return Buffer.from(text, form).toString('utf8');
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-b[0-9a-f]{3}-[0-9a-f]{12}$/;
const claims = Buffer.from('{"sub":"north","exp":1796000000}').toString('base64url');

const rows: Readonly<Record<string, readonly [text: string, holds: (other: string) => boolean]>> = {
  'iso-time-with-offset': [
    '2026-11-30T15:47:09.123456+00:00',
    (other) => isTime(other) && other.endsWith('+00:00'),
  ],
  'iso-time-in-pynamodb': [
    '2026-11-30T15:47:09.123456+0000',
    (other) => /\+0000$/.test(other) && isTime(other),
  ],
  'iso-time-within-a-key': [
    'order#2026-11-30T15:47:09Z',
    (other) => /^[a-z]{5}#/.test(other) && isTime(other.slice(6)),
  ],
  'iso-basic-time': [
    '20261130T154709Z',
    (other) => /^20\d\d(0[1-9]|1[0-2])([01]\d|2[0-8])T([01]\d|2[0-3])[0-5]\d[0-5]\dZ$/.test(other),
  ],
  'iso-date-without-signs': ['20261130', (other) => /^20\d\d(0[1-9]|1[0-2])([01]\d|2[0-8])$/.test(other)],
  'iso-week': [
    '2026-W49-1',
    (other) => /^20\d\d-W([0-4]\d|5[0-2])-[1-7]$/.test(other) && !other.includes('W00'),
  ],
  'iso-duration': ['P1DT12H30M', (other) => /^P[1-9]DT[1-9]\dH[1-9]\dM$/.test(other)],
  clock: ['23:59', (other) => /^([01]\d|2[0-3]):[0-5]\d$/.test(other)],
  'mail-time': ['Mon, 30 Nov 2026 15:47:09 GMT', (other) => isTime(other) && other.endsWith('GMT')],
  'day-of-year-with-slashes': [
    '30/11/2026',
    (other) => /^(0[1-9]|1[0-2])\/(0[1-9]|1[0-2])\/2026$/.test(other),
  ],
  uuid: ['7d444840-9dc0-4ad1-b245-5ffdce74fad2', (other) => uuid.test(other)],
  'uuid-in-a-path': ['/t/7d444840-9dc0-4ad1-b245-5ffdce74fad2.txt', (other) => uuid.test(other.slice(3, 39))],
  ulid: ['01HF3K5ZQY7W8XJ2M4N6P9RSTV', (other) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(other)],
  base32: ['JBSWY3DPEHPK3PXP', (other) => /^[A-Z2-7]{16}$/.test(other)],
  digest: ['e3b0c44298fc1c149afbf4c8996fb924', (other) => /^[0-9a-f]{32}$/.test(other)],
  'hexadecimal-number': ['0x1f', (other) => /^0x\d[a-f]$/.test(other)],
  'mail-address': [
    'ann.lee@mail.example.org',
    (other) => /^[a-z]{3}\.[a-z]{3}@[a-z]{4}\.[a-z]{7}\.[a-z]{3}$/.test(other),
  ],
  url: [
    'https://api.example.org:8443/a%20b?q=word',
    (other) => new URL(other).protocol === 'https:' && /%20.\?q=/.test(other),
  ],
  address: [
    '192.168.0.12',
    (other) => other.split('.').every((part) => Number(part) < 256 && !/^0./.test(part)),
  ],
  network: ['10.20.0.0/16', (other) => /^[1-9]\d\.[1-9]\d\.0\.0\/16$/.test(other)],
  'network-of-six': ['2001:db8::/32', (other) => other.endsWith('::/32')],
  version: ['12.10.3-beta.1', (other) => /^[1-9]\d\.[1-9]\d\.[1-9]-[a-f][a-f]?[a-z]+\.[1-9]$/.test(other)],
  decimal: ['1200.50', (other) => /^[1-9]\d{3}\.[1-9]\d$/.test(other)],
  floating: ['1.5e10', (other) => Number.isFinite(Number(other)) && other.endsWith('e10')],
  telephone: ['+49 30 901820', (other) => /^\+49 30 90\d{4}$/.test(other)],
  'time-zone': ['Europe/Berlin', (other) => Intl.supportedValuesOf('timeZone').includes(other)],
  query: ['name=ann&team=north', (other) => [...new URLSearchParams(other).keys()].join() === 'name,team'],
  json: [
    '{"org": "north", "n": [10, -1.5e3], "at": "2026-11-30"}',
    (other) => {
      const { org, n, at } = JSON.parse(other);
      return org !== 'north' && n.length === 2 && n[0] !== 10 && isTime(at) && other.startsWith('{"org": "');
    },
  ],
  'json-within-json': [
    JSON.stringify({ a: JSON.stringify({ b: 'c"d\\é' }) }),
    (other) => JSON.parse(JSON.parse(other).a).b.length === 5,
  ],
  'json-in-ascii': [
    '{"name": "\\u00e9t\\u00e9"}',
    (other) => /^[ -~]+$/.test(other) && JSON.parse(other).name.length === 3,
  ],
  'json-without-a-limit': [
    '{"n": NaN, "text": "a"}',
    (other) => /^\{"n": NaN, "text": "[b-f]"\}$/.test(other),
  ],
  'python-literal': [
    "{'org': 'north', 'open': None}",
    (other) => /^\{'org': '[a-z]{5}', 'open': None\}$/.test(other),
  ],
  xml: [
    '<a id="x1"><b>one &amp; two</b></a>',
    (other) => /^<a id="[a-z]\d"><b>[a-z]{3} &amp; [a-z]{3}<\/b><\/a>$/.test(other),
  ],
  base64: [
    Buffer.from('{"org":"north"}').toString('base64'),
    (other) => JSON.parse(decoded(other, 'base64')).org !== 'north',
  ],
  base64url: [claims, (other) => JSON.parse(decoded(other, 'base64url')).sub !== 'north'],
  'base64-of-bytes': [
    '3q2+7w==',
    (other) => /^[\w+/]{6}==$/.test(other) && Buffer.from(other, 'base64').toString('base64') === other,
  ],
  'signed-token': [
    `eyJhbGciOiJIUzI1NiJ9.${claims}.c2lnbmF0dXJl`,
    (other) => JSON.parse(decoded(other.split('.')[1] ?? '', 'base64url')).exp > 0,
  ],
};

describe.each(Object.entries(rows))('%s', (_, [text, holds]) => {
  it('is another text of its form', () => {
    for (let round = 0; round < rounds; round += 1) {
      const other = perturbPlain(text, String(round));
      expect(other).not.toBe(text);
      expect(holds(other), other).toBe(true);
    }
  });
});

it('leaves what holds one value, and turns flags in texts and documents apart', () => {
  for (const text of ['', '{}', '[]', '{"open": true}', 'true', 'No', 'null'])
    expect(perturbPlain(text, 'x')).toBe(text);
  const item = { open: { S: 'False' }, data: { S: '{"open": true, "said": "true"}' } };
  expect(flipFlags(item)).toEqual({
    open: { S: 'True' },
    data: { S: '{"open": false, "said": "true"}' },
  });
});

it('changes documents in bytes, compressed ones too', () => {
  const bytes = gzipSync('{"org": "north"}');
  const [item, file] = [
    perturbItem({ data: { B: bytes.toString('base64') } }, {}, 'x')['data'],
    perturbBytes(bytes, 'x'),
  ];
  const stored: { B: string } = JSON.parse(JSON.stringify(item));
  for (const changed of [Buffer.from(stored.B, 'base64'), file])
    expect(gunzipSync(changed).toString()).toMatch(/^\{"org": "(?!north)[a-z]{5}"\}$/);
  expect(JSON.parse(perturbBytes(Buffer.from('{"é": ["a", true]}'), 'x').toString())['é']).toEqual([
    expect.not.stringMatching(/^a$/),
    false,
  ]);
});
