import { defineConfig, fixed } from 'trespass';

export default defineConfig({
  operations: { runOnce: { call: './target.py:run_once', arguments: { folder: fixed('{temp}') } } },
});
