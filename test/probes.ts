/** The attacks that are tried first on an operation, without their kinds. */
import { probesOf } from '../generators/index.ts';
import type { Attack } from '../model/attack.ts';
import type { Knowledge } from '../model/knowledge.ts';

export function probeAttacks(knowledge: Knowledge, operation: string): readonly Attack[] {
  return probesOf(knowledge, operation).map(({ attack }) => attack);
}
