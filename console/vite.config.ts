import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `vite build --config console/vite.config.ts` → dist/console, served by the hub at `/`. The hub sends the content policy with every file. */
export default defineConfig({
  root: here('.'),
  base: '/',
  server: { fs: { allow: [here('..')] } },
  plugins: [react()],
  build: {
    outDir: here('../dist/console'),
    emptyOutDir: true,
    // Browsers of offices: two years old is usual.
    target: 'chrome114',
    // Fonts and pictures stay files: the policy has no data: for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});
