import { defineConfig, fixed } from 'trespass';

export default defineConfig({
  attacker: { powers: ['shared-temp', 'race'] },
  operations: { runOnce: { call: './target.py:run_once', arguments: { folder: fixed('{temp}') } } },
});
