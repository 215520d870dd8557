/** A target in a jail reaches the engines and what listens on loopback, by Python and by other programs, and no other machine. */
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loopbackServices } from '../../adapters/python/loopback.ts';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import { startObjectEngine } from '../../engines/s3/engine.ts';
import { callProbe, groundForEach, jsonOf, text } from './kit.ts';

const probe = `
import os, signal, socket, subprocess, time

def asked(port):
    with socket.create_connection(("localhost", int(port)), timeout=20) as peer:
        peer.sendall(b"x" * 3_000_000)
        peer.shutdown(socket.SHUT_WR)
        data = b""
        while more := peer.recv(1 << 16):
            data += more
    return [len(data), data[:5].decode()]

def by_program(host, port):
    script = "exec 3<>/dev/tcp/%s/%s && echo hello >&3" % (host, port)
    return subprocess.run(["bash", "-c", script], timeout=20, stderr=subprocess.DEVNULL).returncode

def items():
    import boto3
    client = boto3.client("dynamodb")
    client.put_item(TableName="items", Item={"pk": {"S": "a"}})
    return client.get_item(TableName="items", Key={"pk": {"S": "a"}})["Item"]

def peers():
    """Of a client of boto3, and of a plain connection to the same address: the kind of the socket by which it is answered."""
    import boto3, http.client
    from urllib.parse import urlsplit
    client = boto3.client("dynamodb")
    client.list_tables()
    address = urlsplit(client.meta.endpoint_url)
    pool = client._endpoint.http_session._manager.connection_from_url(client.meta.endpoint_url)
    plain = http.client.HTTPConnection(address.hostname, address.port)
    plain.request("GET", "/")
    plain.getresponse().read()
    return [pool._get_conn().sock.family.name, plain.sock.family.name]

def refused():
    import boto3
    try:
        boto3.client("dynamodb").list_tables()
    except Exception as error:
        return type(error).__name__

def seconds_of_items():
    started = time.monotonic()
    items()
    return time.monotonic() - started

def objects():
    import boto3
    client = boto3.client("s3")
    client.put_object(Bucket="shelf", Key="a", Body=b"y" * 2_000_000)
    return len(client.get_object(Bucket="shelf", Key="a")["Body"].read())

def kills_all():
    os.kill(-1, signal.SIGKILL)
    return "ok"

def fine():
    return "fine"
`;

let server: Server;
let port = '';

beforeAll(async () => {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // Only then: who sends and does not read meanwhile would wait for itself.
    socket.once('end', () => socket.end(Buffer.concat(chunks)));
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const address = server.address();
  port = String(typeof address === 'object' ? address?.port : '');
});
afterAll(() => server.close());
const { ground, start } = groundForEach({ 'probe.py': probe }, { jail: 'auto' });

const tables = [
  {
    TableName: 'items',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  },
];
/** How long the harness does nothing else; a request takes some milliseconds. */
const busyMs = 4_000;

function socketsOf(
  engines: readonly { readonly endpoint: string; readonly socket?: string | null }[],
): Record<number, string> {
  return Object.fromEntries(engines.map(({ endpoint, socket }) => [new URL(endpoint).port, socket ?? '']));
}

const others = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal);

it('services on loopback are known by their port', () => {
  expect(loopbackServices().get(Number(port))).toBe('127.0.0.1');
});

describe('in a jail with a network of its own', () => {
  it('a service on loopback answers as it does outside', async () => {
    const running = await start();
    expect(running.description.jailLacks).toEqual([]);
    expect(jsonOf(await callProbe(running, 'asked', { port: text(port) }))).toEqual([3_000_000, 'xxxxx']);
    const by = { host: text('127.0.0.1'), port: text(port) };
    expect(jsonOf(await callProbe(running, 'by_program', by))).toBe(0);
  });

  it.runIf(others.length > 0)('no other address is reached, by whatever program', async () => {
    const by = { host: text(others[0]?.address ?? ''), port: text(port) };
    expect(jsonOf(await callProbe(await start(), 'by_program', by))).not.toBe(0);
    expect(jsonOf(await callProbe(await start({ jail: 'off' }), 'by_program', by))).toBe(0);
  });

  it('only the ports that the config names are handed on', async () => {
    const running = await start({ loopbackPorts: [] });
    const refused = await callProbe(running, 'asked', { port: text(port) });
    expect(refused.response.exception?.type).toBe('ConnectionRefusedError');
    await running.stop();
    const allowed = await start({ loopbackPorts: [Number(port)] });
    expect(jsonOf(await callProbe(allowed, 'asked', { port: text(port) }))).toEqual([3_000_000, 'xxxxx']);
  });

  it('the engines of DynamoDB and S3 are reached by boto3', async () => {
    const engine = await startItemEngine({ tables, endpoint: null });
    const objects = await startObjectEngine({ buckets: ['shelf'] });
    try {
      const ends = { dynamodbEndpoint: engine.endpoint, s3Endpoint: objects.endpoint };
      const running = await start({ ...ends, loopbackPorts: [] });
      expect(jsonOf(await callProbe(running, 'items'))).toEqual({ pk: { S: 'a' } });
      expect(jsonOf(await callProbe(running, 'objects'))).toBe(2_000_000);
    } finally {
      await engine.stop();
      await objects.stop();
    }
  });

  it('engines with a socket in the arena are reached though the harness does something else', async () => {
    const folder = ground().arena;
    const engine = await startItemEngine({ tables, endpoint: null, folder });
    const objects = await startObjectEngine({ buckets: ['shelf'], folder });
    try {
      const running = await start({
        ...{ dynamodbEndpoint: engine.endpoint, s3Endpoint: objects.endpoint, loopbackPorts: [] },
        engineSockets: socketsOf([engine, objects]),
      });
      expect(jsonOf(await callProbe(running, 'items'))).toEqual({ pk: { S: 'a' } });
      expect(jsonOf(await callProbe(running, 'objects'))).toBe(2_000_000);
      const called = callProbe(running, 'seconds_of_items');
      await new Promise((resolve) => setTimeout(resolve, 5));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyMs);
      expect(jsonOf(await called)).toBeLessThan(busyMs / 2_000);
      expect(await engine.drain()).toHaveLength(4);
      expect(await objects.drain()).toHaveLength(2);
    } finally {
      await engine.stop();
      await objects.stop();
    }
  });

  it('clients of boto3 connect to the own socket of an engine, and whatever else by its address', async () => {
    const engine = await startItemEngine({ tables, endpoint: null, folder: ground().arena });
    try {
      const ends = { dynamodbEndpoint: engine.endpoint, loopbackPorts: [] };
      const running = await start({ ...ends, engineSockets: socketsOf([engine]) });
      expect(jsonOf(await callProbe(running, 'peers'))).toEqual(['AF_UNIX', 'AF_INET']);
      await running.stop();
      expect(jsonOf(await callProbe(await start(ends), 'peers'))).toEqual(['AF_INET', 'AF_INET']);
    } finally {
      await engine.stop();
    }
  });

  it('an engine that is gone refuses its clients, and the target goes on', async () => {
    const engine = await startItemEngine({ tables, endpoint: null, folder: ground().arena });
    const ends = { dynamodbEndpoint: engine.endpoint, engineSockets: socketsOf([engine]) };
    const running = await start({ ...ends, loopbackPorts: [] });
    await engine.stop();
    const by = { port: text(new URL(engine.endpoint).port) };
    expect((await callProbe(running, 'asked', by)).response.exception).not.toBeNull();
    expect(jsonOf(await callProbe(running, 'refused'))).toBe('EndpointConnectionError');
    expect(jsonOf(await callProbe(running, 'fine'))).toBe('fine');
  });

  it('a target that ends the relay is lost, or it would find nothing from then on', async () => {
    const running = await start();
    const steps = async (): Promise<void> => {
      await callProbe(running, 'kills_all');
      for (let step = 0; step < 30; step += 1) {
        await callProbe(running, 'fine');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    await expect(steps()).rejects.toThrow('the target');
  });
});
