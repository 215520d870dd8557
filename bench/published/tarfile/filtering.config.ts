import { archive, defineConfig, fixed } from 'trespass';

export default defineConfig({
  operations: {
    extract: {
      call: './target.py:extract_filtering',
      arguments: { path: archive({ as: 'path', formats: ['tar'] }), folder: fixed('{sandbox}/out') },
    },
  },
});
