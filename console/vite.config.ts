// How the console is built: hashed files under /assets, no inline scripts (the server's policy forbids
// them), and a build that fails when a word is missing in a language or used nowhere.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { wordsGate } from './scripts/check-words.mjs';

const platform = 'http://localhost:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), wordsGate()],
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/ex', '/admin/v1', '/rest', '/wiki', '/healthz', '/openapi.json'].map((path) => [path, platform]),
    ),
  },
});
