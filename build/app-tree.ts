import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type StartFile, startFile } from '../contract/release/start-file.ts';
import { root } from './project.mjs';

/** Parts of the project that run on a machine. */
const parts = ['contract', 'drivers', 'terminal', 'updater', 'kiosk-config'] as const;
/** Of the command line, what a machine has: not the commands of hub, releases and simulators. */
const commandLine = ['machine.ts', 'machine-commands.ts', 'cli.ts', 'run-command.ts', 'stop-signals.ts'] as const;
/** What only development needs. */
const left = new Set(['testing', 'simulators', 'conformance', 'vectors', 'demo']);
const isLeft = (path: string): boolean =>
  left.has(basename(path)) || /\.test\.tsx?$|\.test-data\.ts$|(^|\/)\.stamp$|\.map$/.test(path);

export interface AppTreeOptions {
  /** Folder to make. */
  readonly out: string;
  /** `2026.11.1`. */
  readonly version: string;
  /** `root.json` with which its machines begin to trust. */
  readonly shippedRoot: string;
  /** The built window, as `npm run build` makes it. */
  readonly built?: string;
  /** Where the built window stands in the slot; default `app`. */
  readonly appAt?: string;
  /** Put at the end of every file of code of ours, so that none is as it was: what a release costs that changes everything. */
  readonly stamp?: string;
  /** Other files, by their path in the slot: text, and `0o755` where it shall run. */
  readonly more?: Readonly<Record<string, readonly [text: string, mode: 0o644 | 0o755]>>;
}

/**
 * The folder of an application, to be made a release (`npx yitiji release build`): window, terminal service and agent of updates, with how they are started. Node, Electron and the packages of
 * npm are put beside them by `build/package/whole-tree.ts`; a tree without them runs where `YITIJI_NODE` and `YITIJI_ELECTRON` of the launcher's environment and a `node_modules` above the slots say.
 */
export function makeAppTree({
  out,
  version,
  shippedRoot,
  built = join(root, 'dist'),
  appAt = 'app',
  stamp,
  more = {},
}: AppTreeOptions): void {
  if (!existsSync(join(built, 'package.json'))) throw new Error('the app is not built: run `npm run build`');
  mkdirSync(out, { recursive: true });
  for (const part of parts) copyFiles(join(root, part), join(out, part));
  mkdirSync(join(out, 'bin'), { recursive: true });
  for (const file of commandLine) copyFileSync(join(root, 'bin', file), join(out, 'bin', file));
  copyFiles(built, join(out, appAt));
  const { name, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  const start: StartFile = { format: 'yitiji-start/1', kiosk: ['bin/kiosk'], updater: ['bin/updater'] };
  const files: NonNullable<AppTreeOptions['more']> = {
    'package.json': [`${JSON.stringify({ name, type, version }, null, 2)}\n`, 0o644],
    'root.json': [shippedRoot, 0o644],
    [startFile]: [`${JSON.stringify(start, null, 2)}\n`, 0o644],
    'bin/kiosk': [kioskScript, 0o755],
    'bin/updater': [updaterScript, 0o755],
    ...more,
  };
  if (stamp !== undefined) stampFiles(out, stamp);
  for (const [path, [text, mode]] of Object.entries(files)) {
    mkdirSync(join(out, path, '..'), { recursive: true });
    writeFileSync(join(out, path), text, { mode });
  }
}

function stampFiles(folder: string, stamp: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && /\.(ts|js|cjs|css)$/.test(entry.name))
      appendFileSync(join(entry.parentPath, entry.name), `\n/* ${stamp} */\n`);
  }
}

/** Folders only where a file stands in them: a release has no empty ones. */
function copyFiles(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    if (isLeft(source)) continue;
    if (entry.isDirectory()) copyFiles(source, join(to, entry.name));
    else {
      mkdirSync(to, { recursive: true });
      copyFileSync(source, join(to, entry.name));
    }
  }
}

/** `exec`: the process that the launcher knows is the program itself. */
const kioskScript = `#!/bin/sh
# Window and terminal service of this release.
export YITIJI_TERMINAL="$YITIJI_SLOT/terminal/main.ts"
export YITIJI_NODE="\${YITIJI_NODE:-$YITIJI_SLOT/runtime/node}"
if [ -n "$YITIJI_ELECTRON" ]; then exec "$YITIJI_ELECTRON" $YITIJI_ELECTRON_FLAGS "$YITIJI_SLOT/app"; fi
exec "$YITIJI_SLOT/runtime/electron/electron" $YITIJI_ELECTRON_FLAGS
`;
const updaterScript = `#!/bin/sh
# Agent of updates of this release.
exec "\${YITIJI_NODE:-$YITIJI_SLOT/runtime/node}" --no-warnings --disable-sigusr1 "$YITIJI_SLOT/updater/program/main.ts"
`;
