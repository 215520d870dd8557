/** Our own use of `trespass/vitest`: a sound target, each operation and property a test that passes. */
import { trespassTests } from '../../vitest.ts';
import { testPython } from '../python.ts';

const config: string = new URL('../../bench/targets/notes/trespass.config.ts', import.meta.url).href;

await trespassTests(config, { runs: 120, seed: 1, python: await testPython() });
