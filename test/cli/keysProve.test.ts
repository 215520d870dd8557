/** `keys --prove` tells keys that two inputs can make from those that they cannot, and tries both inputs first. Some 20 s. */
import { describe, expect, it } from 'vitest';
import { inFolder, trespass } from './kit.ts';

const target = `
import boto3
def put(key):
    boto3.resource("dynamodb", region_name="eu-central-1").Table("notes").put_item(Item={"pk": key})
def joined(folder, name):
    put(folder + "-" + name)
def strict(folder, name):
    if "-" in folder:
        raise ValueError(folder)
    put("s" + folder + "-" + name)
def coded(folder, name):
    put("c#" + folder.encode().hex() + "#" + name)
def folded(name):
    put("f#" + name.upper())
def own(tenant, id):
    put(tenant + "#" + id)
`;

const operations = {
  joined: "joined: { call: './target.py:joined', arguments: { folder: text(), name: text() } },",
  strict: "strict: { call: './target.py:strict', arguments: { folder: text(), name: text() } },",
  coded: "coded: { call: './target.py:coded', arguments: { folder: text(), name: text() } },",
  folded: "folded: { call: './target.py:folded', arguments: { name: text() } },",
  own: "own: { call: './target.py:own', arguments: { tenant: fixed('{actor}'), id: text() } },",
};

const projectOf = (...names: readonly (keyof typeof operations)[]): Record<string, string> => ({
  'target.py': target,
  'trespass.config.ts': `import { defineConfig, fixed, text } from 'trespass';
void fixed;
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
  operations: { ${names.map((name) => operations[name]).join('\n')} },
});
`,
});

describe('keys --prove', () => {
  it('shows two inputs that make one key, as the target made it', async () => {
    await inFolder(projectOf('joined', 'folded'), async (folder) => {
      const { stdout, exitCode } = await trespass(folder, ['keys', '--prove']);
      expect(stdout).toContain(
        'one key: joined: notes.pk = {folder}-{name}: folder may hold "-": {"folder":"ka","name":"kb-kc"} and {"folder":"ka-kb","name":"kc"} both make {"S":"ka-kb-kc"}',
      );
      expect(stdout).toMatch(/^one key: folded: .* \{"name":"ka"\} and \{"name":"KA"\} both make /m);
      expect(exitCode).toBe(1);
    });
  });

  it('proves keys whose parts cannot hold what stands between them, and says why', async () => {
    await inFolder(projectOf('coded', 'own'), async (folder) => {
      const { stdout, exitCode } = await trespass(folder, ['keys', '--prove']);
      expect(stdout).toMatch(/^proven: coded: .* where .*folder, in hex, holds no "#"/m);
      expect(stdout).toMatch(/^proven: own: notes\.pk = \{tenant\}#\{id\}: .* where .*no tenant holds "#"/m);
      expect(exitCode).toBe(0);
    });
  });

  it('leaves open what the target refuses', async () => {
    await inFolder(projectOf('strict'), async (folder) => {
      const { stdout, exitCode } = await trespass(folder, ['keys', '--prove']);
      expect(stdout).toMatch(/^open: strict: .* were refused, which does not prove it of others$/m);
      expect(exitCode).toBe(2);
    });
  });
});
