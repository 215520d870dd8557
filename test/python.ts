/** The interpreter that tests run targets in: `TRESPASS_PYTHON`, else the examples' own environment. */
import { ensureExamplePython } from '../adapters/python/environment.ts';

export function testPython(): Promise<string> {
  return ensureExamplePython();
}
