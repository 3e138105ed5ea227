import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Content policy of the window: everything comes with the application, nothing is fetched, nothing is evaluated. */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The shell sends the policy as a header; built pages also carry it themselves. The dev server needs inline modules and goes without. */
function policyInPage(): Plugin {
  return {
    name: 'yitiji-content-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentPolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * `vite build --config renderer/vite.config.ts` → dist/renderer (the citizen's window).
 * `… --mode stories` → dist/renderer-stories (window and story pages, for visual review).
 */
export default defineConfig(({ mode }) => ({
  root: here('.'),
  base: './',
  plugins: [react(), policyInPage()],
  // Made by build/ui-font.mjs out of Noto Sans SC and by build/dictionary; `npm run build` and `npm run kit` see to it.
  resolve: { alias: { '@ui-font': here('../.cache/ui-font'), '@dictionary': here('../.cache/dictionary') } },
  build: {
    outDir: here(mode === 'stories' ? '../dist/renderer-stories' : '../dist/renderer'),
    emptyOutDir: true,
    target: 'chrome114',
    // Fonts and pictures stay files: the policy has no data: for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: mode === 'stories' ? [here('index.html'), here('dev/index.html')] : [here('index.html')],
    },
  },
}));
