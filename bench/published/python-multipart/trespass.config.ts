import { bytes, defineConfig, fixed } from 'trespass';

export default defineConfig({
  operations: {
    upload: {
      call: './target.py:upload',
      arguments: { folder: fixed('{sandbox}'), name: bytes({ example: '{token}.txt' }), content: bytes() },
    },
  },
});
