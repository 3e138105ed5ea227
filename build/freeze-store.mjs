#!/usr/bin/env node
// Bundles the store of this release into one file that never changes again: the release after proves with it that this one can run on its data.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onProjectNode, root } from './project.mjs';

const help = `Usage: node build/freeze-store.mjs

Writes tests/support/previous-release/store.mjs: the local store as it is now, without tests and without packages of npm. Called when a release is made, never for
a change of the store: the file must stay that of the release before (tests/support/previous-release/README.md).
`;
if (process.argv.includes('--help')) {
  process.stdout.write(help);
  process.exit(0);
}
await onProjectNode(fileURLToPath(import.meta.url));
const { build } = await import('vite');
const built = await build({
  configFile: false,
  root,
  logLevel: 'warn',
  publicDir: false,
  build: {
    ssr: join(root, 'build/freeze-store-entry.ts'),
    target: 'node24',
    write: false,
    minify: false,
    rolldownOptions: {
      external: (id) => id.startsWith('node:') || /^[a-z@]/.test(id),
      output: { format: 'es', codeSplitting: false },
    },
  },
});
const [{ output }] = Array.isArray(built) ? built : [built];
const code = output.find((part) => part.type === 'chunk')?.code ?? '';
writeFileSync(
  join(root, 'tests/support/previous-release/store.mjs'),
  `// Made by build/freeze-store.mjs; not to be changed by hand.\n${code}`,
);
