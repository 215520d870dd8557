/** An engine of the user's own that is not there, and tables that none would take, are told by name. */
import { expect, it } from 'vitest';
import { startItemEngine } from '../../../engines/dynamodb/engine.ts';
import { EnvironmentError } from '../../../model/errors.ts';

it.each([['http://127.0.0.1:9'], ['http://[::1]:9'], ['http://nowhere.invalid:8000']])(
  'nobody at %s is told with what to do, with tables or without',
  async (endpoint) => {
    const failed = await startItemEngine({ tables: [], endpoint }).catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(EnvironmentError);
    expect(String(failed)).toContain(`dynamodb.endpoint: nobody answers at ${endpoint} (`);
    expect(String(failed)).toMatch(/E[A-Z_]+.*; start the engine there, or leave `endpoint` out/);
  },
);

it.each([
  [{ TableName: 'notes' }, 'the table notes: '],
  [{ KeySchema: [] }, 'the table without a TableName: '],
  ['notes', 'the table without a TableName: '],
])('a table that the engine refuses is told by name: %j', async (table, said) => {
  const failed = await startItemEngine({ tables: [table], endpoint: null }).catch(
    (thrown: unknown) => thrown,
  );
  expect(failed).toBeInstanceOf(EnvironmentError);
  expect(String(failed)).toContain(`dynamodb.tables: the engine refused ${said}`);
});
