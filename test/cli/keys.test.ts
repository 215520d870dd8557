/** `keys` says how keys are made: for people, for programs, for monitoring, and for AWS. */
import { expect, it } from 'vitest';
import { inFolder, trespass } from './kit.ts';

const target = `
import boto3
def save(tenant, id):
    boto3.resource("dynamodb", region_name="eu-central-1").Table("notes").put_item(Item={"pk": tenant + "#" + id.upper()})
`;
const config = `
import { defineConfig, fixed, text } from 'trespass';
export default defineConfig({
  actors: { attacker: {}, victim: {} },
  dynamodb: {
    tables: [
      {
        TableName: 'notes',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    ],
  },
  operations: { save: { call: './target.py:save', arguments: { tenant: fixed('{actor}'), id: text() } } },
});
`;

it('keys are told as text, as JSON, as regular expressions and as an access policy', async () => {
  await inFolder({ 'target.py': target, 'trespass.config.ts': config }, async (folder) => {
    const told = await trespass(folder, ['keys']);
    expect(told.stdout).toContain('  save: notes.pk = {tenant}#{id upper}');
    const listed = await trespass(folder, ['operations']);
    expect(listed.stdout).toContain('  save: notes.pk = {tenant}#{id upper}');
    const [pattern] = JSON.parse((await trespass(folder, ['keys', '--json'])).stdout);
    expect(pattern).toMatchObject({ table: 'notes', attribute: 'pk', actors: 2, regex: '^[^#]+#.+$' });
    const monitored = await trespass(folder, ['keys', '--regex']);
    expect(monitored.stdout).toBe('notes.pk\t^[^#]+#.+$');
    const policy = await trespass(folder, ['keys', '--iam']);
    expect(policy.stdout).toContain('"${aws:PrincipalTag/actor}#*"');
    expect(policy.stderr).toContain('checked against 6 harmless requests: 6 admitted');
    expect(policy.stderr).toContain("6 times in another actor's session: 6 refused");
    expect(policy.stderr).toContain('where one role serves all tenants they isolate nothing');
    const both = await trespass(folder, ['keys', '--regex', '--json']);
    expect(both.exitCode).toBe(2);
  });
}, 120_000);
