import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What only adds assurance, more seeds and more cases, runs by `npm run test:long`. */
const isLong: boolean = process.env['TRESPASS_TESTS'] === 'long';

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
  },
});

export default config;
