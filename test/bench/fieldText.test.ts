/** What the tables of the field say of a run, and which route an operation asks. */
import { describe, expect, it } from 'vitest';
import { fieldPython } from '../../bench/field/environment.ts';
import { fieldLists, fieldTable, withGenerated } from '../../bench/field/fieldText.ts';
import { type FieldResult, measureProject } from '../../bench/field/measure.ts';
import { routeOf } from '../../bench/field/routes.ts';
import { type Truth, truthOf } from '../../bench/field/truth.ts';
import { textOf } from '../docs/documents.ts';

const read = { route: 'GET /notes/{id}', stores: ['item'] as const };
const truth: Truth = {
  ...{ about: 'Notes.', settings: 'notes.settings', prepare: [], paths: [], environment: {}, tables: null },
  buckets: [],
  routes: [read, { route: 'POST /notes', stores: ['item'] }, { route: 'GET /', stores: ['sql'] }],
  flaws: [
    { id: 'a', routes: ['GET /notes/{id}'], kind: 'cross-tenant by id', says: 'Anybody reads it.' },
    { id: 'b', routes: ['POST /notes'], kind: 'mass assignment', says: 'Anybody writes it.' },
  ],
  safe: [],
  judged: [{ property: 'no-disclosure', route: 'GET /', is: 'false alarm', says: 'It is public.' }],
};

const told = { id: 'x', severity: 'high', summary: 'reads `a|b`\nmore', place: 'views.py:3' };
const result: FieldResult = {
  ...{ project: 'notes', seed: 1, exitCode: 1, secondsToFirstCase: 4.4, seconds: 61, cases: 900, errors: [] },
  operations: [
    { name: 'read', route: 'GET /notes/{id}', tested: true, reached: ['item'] },
    { name: 'make', route: 'POST /notes', tested: false, reached: [] },
    { name: 'front', route: 'GET /', tested: true, reached: ['sql'] },
  ],
  findings: [
    { ...told, property: 'no-cross-tenant-read', operation: 'read', route: 'GET /notes/{id}' },
    { ...told, property: 'no-disclosure', operation: 'front', route: 'GET /' },
    { ...told, property: 'no-read-outside', operation: 'other', route: null },
  ],
};

describe('the table', () => {
  it('counts routes, what was reached, what was found, and what was told besides', () => {
    const [, , row] = fieldTable([{ truth, result }]).split('\n');
    expect(row).toBe('| notes | 3 | 2 | 2 | 1 | 4 | 61 | 900 | 2 | 1 | 1 | 3 | 1 | 2 |');
  });

  it('adds up columns, but for seconds', () => {
    const sums = fieldTable([
      { truth, result },
      { truth, result },
    ])
      .split('\n')
      .at(-1);
    expect(sums).toBe('| all | 6 | 4 | 4 | 2 |  |  | 1800 | 4 | 2 | 2 | 6 | 2 | 4 |');
  });
});

describe('the lists', () => {
  const lists = fieldLists([{ truth, result }]);

  it('say of each flaw whether it was found', () => {
    expect(lists).toContain('**found** cross-tenant by id');
    expect(lists).toContain('**missed** mass assignment');
  });

  it('say of what is not planted what a person saw, or that nobody has looked', () => {
    expect(lists).toContain('`reads  a b  more` (false alarm: It is public.)');
    expect(lists).toMatch(/no-read-outside of `other`.*\(not looked at yet\)/);
  });

  it('name routes that were not reached', () => {
    expect(lists).toContain('**not reached** `POST /notes`');
  });

  it('take the place of what was generated before', () => {
    const page = textOf('docs/field.md');
    const once = withGenerated(page, lists);
    expect(once).toContain(lists);
    expect(withGenerated(once, 'other')).toBe(withGenerated(page, 'other'));
    expect(() => withGenerated('no place', lists)).toThrow();
  });
});

describe('the route of an operation', () => {
  const routes = ['GET /notes/{id}', 'GET /notes/search', 'COMMAND export', 'GET /t/{tenant}/a.b'];
  const http = (path: string) =>
    routeOf({ name: 'x', parameters: [], entry: { kind: 'http', method: 'GET', path } }, routes);

  it('is the one whose path fits, with the fewest parameters', () => {
    expect(http('/notes/{pk}')).toBe('GET /notes/{id}');
    expect(http('/notes/search')).toBe('GET /notes/search');
    expect(http('/t/mallory/a.b')).toBe('GET /t/{tenant}/a.b');
  });

  it('is none where a path has more, or is another', () => {
    for (const path of ['/notes/', '/notes/{id}/more', '/t/mallory/a-b', '/']) expect(http(path)).toBeNull();
  });

  it('is named by a command', () => {
    const entry = { kind: 'command', command: 'export' } as const;
    expect(routeOf({ name: 'x', parameters: [], entry }, routes)).toBe('COMMAND export');
  });
});

const labels = `import { defineConfig, text } from 'trespass';

export default defineConfig({
  django: { project: '.', settings: 'inventory.settings' },
  sandbox: { roots: ['sandbox'] },
  actors: { attacker: { headers: { 'X-Org-Id': 'acme' } }, victim: { headers: { 'X-Org-Id': 'acme-2' } } },
  dynamodb: {
    tables: [
      {
        TableName: 'inventory-labels',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    ],
  },
  operations: {
    make: { http: 'POST /api/labels', json: { text: text() } },
    read: { http: 'GET /api/labels/{id}', path: { id: text({ from: 'make.response.id' }) } },
    drop: { http: 'DELETE /api/labels/{id}', path: { id: text({ from: 'make.response.id' }) } },
  },
});
`;

describe('a run', () => {
  it('is compared with what is known of its project, and timed', async () => {
    const python = await fieldPython();
    const bounds = ['--runs', '60'];
    const ended = await measureProject('inventory', { python, seed: 1, bounds, config: labels });
    expect(ended.errors).toEqual([]);
    expect(ended.secondsToFirstCase).toBeLessThan(ended.seconds);
    expect(ended.operations.map(({ route }) => route).toSorted()).toEqual([
      'DELETE /api/labels/{label_id}',
      'GET /api/labels/{label_id}',
      'POST /api/labels',
    ]);
    expect(ended.findings.map(({ route }) => route)).toEqual(['DELETE /api/labels/{label_id}']);
    expect(fieldLists([{ truth: truthOf('inventory'), result: ended }])).toContain(
      '**found** cross-tenant by id',
    );
  }, 300_000);

  it('that could not begin says why', async () => {
    const python = await fieldPython();
    const broken = { python, seed: 1, bounds: ['--runs', '1'], config: 'export default {};\n' };
    const { exitCode, cases, errors, secondsToFirstCase } = await measureProject('inventory', broken);
    expect({ exitCode, cases, secondsToFirstCase }).toEqual({
      exitCode: 2,
      cases: 0,
      secondsToFirstCase: null,
    });
    expect(errors.join()).toContain('trespass.config.ts');
  }, 300_000);
});
