import { archive, defineConfig, fixed } from 'trespass';

export default defineConfig({
  operations: {
    unpack: {
      call: './target.py:unpack',
      arguments: { path: archive({ as: 'path', formats: ['zip'] }), dest: fixed('{sandbox}/out') },
    },
  },
});
