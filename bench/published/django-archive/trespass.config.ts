import { archive, defineConfig, fixed } from 'trespass';

export default defineConfig({
  operations: {
    extract: {
      call: 'django.utils.archive:extract',
      arguments: { path: archive({ as: 'path', formats: ['zip', 'tar'] }), to_path: fixed('{sandbox}/out') },
    },
  },
});
