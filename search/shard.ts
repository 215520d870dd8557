/**
 * Divides the attacks of one plan among machines by what they are: the same attack belongs to the same shard wherever it is drawn, so
 * that shards need not know of each other. All of them plan alike, whatever they judge: no result changes the order.
 */
/** `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** `form`: what is the same for an attack on all machines. */
export function isOfShard({ index, of }: Shard, form: string): boolean {
  return spread(form) % of === index - 1;
}

/** FNV-1a of 32 bits, mixed so that its lowest bits depend on all characters. */
export function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 16)) >>> 0;
}
