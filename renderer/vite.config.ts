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
function policyInPage(isKit: boolean): Plugin {
  return {
    name: 'yitiji-content-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: {
          'http-equiv': 'Content-Security-Policy',
          // Pages of the kit show pieces in frames of their own, as wide as a panel.
          content: isKit ? `${contentPolicy}; frame-src 'self'` : contentPolicy,
        },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** What else than the citizen's window can be built: folder below dist, pages. */
const folders: Readonly<Record<string, string>> = { stories: 'renderer-stories', kit: 'kit' };
const inputs: Readonly<Record<string, readonly string[]>> = {
  stories: ['index.html', 'dev/index.html'],
  kit: ['dev/kit/index.html'],
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * `vite build --config renderer/vite.config.ts` → dist/renderer (the citizen's window).
 * `… --mode stories` → dist/renderer-stories (window and story pages, for visual review).
 * `… --mode kit` → dist/kit (every piece with its story); without `build` it is served (`npm run kit`).
 */
export default defineConfig(({ mode }) => ({
  root: here(mode === 'kit' ? 'dev/kit' : '.'),
  base: './',
  server: { fs: { allow: [here('..')] } },
  plugins: [react(), policyInPage(mode === 'kit')],
  // Made by build/ui-font.mjs out of Noto Sans SC and by build/dictionary; `npm run build` and `npm run kit` see to it.
  resolve: { alias: { '@ui-font': here('../.cache/ui-font'), '@dictionary': here('../.cache/dictionary') } },
  build: {
    outDir: here(`../dist/${folders[mode] ?? 'renderer'}`),
    emptyOutDir: true,
    target: 'chrome114',
    // Fonts and pictures stay files: the policy has no data: for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The largest piece is the keyboard's dictionary, read from the machine's own disk when somebody first types.
    chunkSizeWarningLimit: 1400,
    rolldownOptions: {
      input: (inputs[mode] ?? ['index.html']).map(here),
    },
  },
}));
