import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What only adds assurance, more seeds and more cases, runs by `npm run test:long`. */
const isLong: boolean = process.env['TRESPASS_TESTS'] === 'long';

/** Files that run whole searches or the command line. */
const longest = /\/test\/(?:examples|docs\/guides|cli|package|safety|bench|long)/;

/** Begins with the longest, whose times a fresh checkout does not know: the last file to begin keeps one worker alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification): boolean => longest.test(moduleId);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

const config: ViteUserConfig = defineConfig({
  resolve: { alias: { trespass: new URL('./index.ts', import.meta.url).pathname } },
  test: {
    include: isLong ? ['test/long/**/*.test.ts'] : ['test/**/*.test.ts'],
    exclude: isLong ? [] : ['test/long/**'],
    globalSetup: ['test/setup.ts'],
    reporters: [
      'default',
      ['json', { outputFile: `node_modules/.cache/trespass/tests${isLong ? '-long' : ''}.json` }],
    ],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    // Files share the modules of their worker, which cost more to load than most files take; nothing of ours is replaced by a mock.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});

export default config;
