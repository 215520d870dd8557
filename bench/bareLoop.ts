/** The bare loop in the target's interpreter, seen from here: requests go in, seconds come back. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { dir } from 'tmp-promise';
import { pythonEnvironment } from '../adapters/python/pythonEnvironment.ts';
import type { Config } from '../model/config.ts';
import { BugError } from '../model/errors.ts';
import { packageRoot } from '../model/packageRoot.ts';
import type { HttpRequest, TargetOptions } from '../model/target.ts';

/** A request as the world sent it, with the actor who did. */
export interface SentRequest {
  readonly actor: string;
  readonly request: HttpRequest;
}

export interface BareLoop {
  /** Seconds that the application takes for the requests, one after the other. */
  readonly run: (requests: readonly SentRequest[]) => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Starts the application with the same environment as `options`, but the given endpoint. */
export async function startBareLoop(
  config: Config,
  options: TargetOptions,
  endpoint: string,
): Promise<BareLoop> {
  const media = await dir({ prefix: 'trespass-bench-', unsafeCleanup: true });
  const script = join(packageRoot, 'bench', 'bare.py');
  const args = [
    '-B',
    '-X',
    'utf8',
    script,
    config.target.project ?? '',
    config.target.settingsModule ?? '',
    media.path,
  ];
  const child = execa(options.python, args, {
    env: pythonEnvironment({ ...options, temp: media.path, dynamodbEndpoint: endpoint }),
    extendEnv: false,
    reject: false,
    stderr: 'inherit',
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const headersOf = (actor: string): [string, string][] =>
    Object.entries(config.actors.find(({ name }) => name === actor)?.headers ?? {});
  return {
    run: async (requests) => {
      const sent = requests.map(({ actor, request }) => ({
        ...request,
        body: Buffer.from(request.body).toString('base64'),
        actorHeaders: headersOf(actor),
      }));
      child.stdin.write(`${JSON.stringify(sent)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new BugError('the bare loop ended');
      return Number(value);
    },
    stop: async () => {
      child.stdin.end();
      await child;
      await media.cleanup();
    },
  };
}
