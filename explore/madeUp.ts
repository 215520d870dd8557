/** Words that exploring makes up: what carries one was made by a request of its own, and exists in no other run. */
import { randomBytes } from 'node:crypto';

export function madeUpWord(): string {
  return `t${randomBytes(6).toString('hex')}`;
}

export function holdsMadeUpWord(text: string): boolean {
  return /t[\da-f]{12}/.test(text);
}
