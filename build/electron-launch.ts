import { existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type ElectronRuntime, electronRuntime } from './electron-runtime.mjs';
import { projectNode, root } from './project.mjs';

export interface ElectronLaunch {
  readonly executablePath: string;
  readonly args: readonly string[];
  /** Only what the shell needs besides the caller's own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly runtime: ElectronRuntime;
}

export interface ElectronLaunchOptions {
  /** Folder for Chromium's own files; each instance that runs at the same time needs its own. */
  readonly shellData: string;
  /** Entry file of the terminal service; the project's own by default. */
  readonly terminalEntry?: string;
  /** Folder of the built app; `dist/` by default. */
  readonly app?: string;
}

/**
 * How the built app is started on the runtime of this machine, by `npm start`, tests and benchmarks alike. Throws when there is no runtime
 * or no build.
 */
export function electronLaunch(options: ElectronLaunchOptions): ElectronLaunch {
  const runtime = electronRuntime();
  const app = options.app ?? join(root, 'dist');
  if (!existsSync(join(app, 'package.json'))) throw new Error('the app is not built: run `npm run build`');
  // The official download carries a default app that takes a path; a packaged runtime only looks at resources/app.
  const takesPath = existsSync(join(runtime.dist, 'resources', 'default_app.asar'));
  if (!takesPath) linkApp(runtime, app);
  return {
    executablePath: runtime.path,
    args: [
      ...(takesPath ? [app] : []),
      // Chromium's sandbox refuses to run as root. Development and CI only: a machine in service runs the shell unprivileged, sandboxed.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    env: {
      YITIJI_NODE: projectNode,
      YITIJI_TERMINAL: options.terminalEntry ?? join(root, 'terminal', 'main.ts'),
      YITIJI_SHELL_DATA: options.shellData,
    },
    runtime,
  };
}

/** Points the runtime's `resources/app` at the build, atomically: several tests may do so at the same time. */
function linkApp(runtime: ElectronRuntime, app: string): void {
  const link = join(runtime.dist, 'resources', 'app');
  const present = lstatSync(link, { throwIfNoEntry: false });
  if (present?.isSymbolicLink() === true && readlinkSync(link) === app) return;
  if (present !== undefined && !present.isSymbolicLink()) {
    throw new Error(`${link} belongs to another application; this runtime cannot be used`);
  }
  mkdirSync(join(runtime.dist, 'resources'), { recursive: true });
  const fresh = `${link}.${process.pid}`;
  symlinkSync(app, fresh);
  renameSync(fresh, link);
}
