import { archive, defineConfig, fixed } from 'trespass';

export default defineConfig({
  operations: {
    extract: {
      call: './target.py:extract_trusting',
      arguments: { path: archive({ as: 'path', formats: ['tar'] }), folder: fixed('{sandbox}/out') },
    },
  },
});
