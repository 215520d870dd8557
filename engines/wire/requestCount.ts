/**
 * The number of requests that an engine's process has received, in a file that it shares with the harness. To ask the process
 * costs a message there and back, and wakes it up; after most steps nothing was requested, which the number says.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Variable of the process's environment that names the file. */
export const countVariable = 'TRESPASS_REQUEST_COUNT';

const bytes = 8;

/** The harness's end. */
export interface RequestCount {
  readonly path: string;
  readonly read: () => bigint;
  /** Removes the name of the file, once the process has opened it. */
  readonly unlink: () => void;
  readonly close: () => void;
}

/** Makes the file below `parent`. No target may be running yet: it could change the file while that has a name. */
export function openRequestCount(parent: string): RequestCount {
  const folder = mkdtempSync(join(parent, 'trespass-count-'));
  const path = join(folder, 'requests');
  const handle = openSync(path, 'w+');
  const content = Buffer.alloc(bytes);
  writeSync(handle, content, 0, bytes, 0);
  let isOpen = true;
  const unlink = (): void => rmSync(folder, { recursive: true, force: true });
  return {
    path,
    read: () => {
      if (isOpen) readSync(handle, content, 0, bytes, 0);
      return content.readBigUInt64LE();
    },
    unlink,
    close: () => {
      if (isOpen) closeSync(handle);
      isOpen = false;
      unlink();
    },
  };
}

/** The process's end: counts a request that it begins to receive. */
export function requestCounter(): () => void {
  const handle = openSync(process.env[countVariable] ?? '', 'r+');
  const content = Buffer.alloc(bytes);
  let received = 0n;
  return () => {
    received += 1n;
    content.writeBigUInt64LE(received);
    writeSync(handle, content, 0, bytes, 0);
  };
}
