/** Starts the engine without a recorder and makes its tables. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { execaNode } from 'execa';
import type { Json } from '../model/attack.ts';

export interface PlainEngine {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

export async function startPlainEngine(tables: readonly Json[]): Promise<PlainEngine> {
  const child = execaNode(new URL('./plainEngineProcess.js', import.meta.url), {
    reject: false,
    stdin: 'pipe',
  });
  const port = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk) => resolve(String(chunk).trim())),
  );
  const endpoint = `http://127.0.0.1:${port}`;
  const client = clientOf(endpoint);
  for (const table of tables) await client.send(new CreateTableCommand(decodeTable(table)));
  client.destroy();
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await child;
  };
  return { endpoint, stop };
}

/** The engine checks it. */
function decodeTable(table: Json): ConstructorParameters<typeof CreateTableCommand>[0] {
  return table as unknown as ConstructorParameters<typeof CreateTableCommand>[0];
}

export function clientOf(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'trespass', secretAccessKey: 'trespass' },
  });
}
