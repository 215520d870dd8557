/** Recognises archives by their first bytes, whatever their name is. */
import { gunzipSync } from 'node:zlib';
import type { ArchiveKind } from './archive.ts';
import { limits } from './limits.ts';

/** Null if it is no tar, no tar in gzip and no zip. */
export function archiveKindOf(bytes: Uint8Array): ArchiveKind | null {
  const buffer = Buffer.from(bytes);
  if (buffer.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) return 'zip';
  if (isTar(buffer)) return 'tar';
  return buffer[0] === 0x1f && buffer[1] === 0x8b && isTar(unpacked(buffer)) ? 'tar.gz' : null;
}

function isTar(buffer: Buffer): boolean {
  return buffer.toString('latin1', 257, 262) === 'ustar';
}

function unpacked(buffer: Buffer): Buffer {
  try {
    return gunzipSync(buffer, { maxOutputLength: limits.frameBytesMax });
  } catch {
    return Buffer.alloc(0);
  }
}
