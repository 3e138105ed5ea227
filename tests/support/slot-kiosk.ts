import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { touchPoint } from '../../build/demo/in-page.ts';
import { within } from '../../build/demo/kiosk-window.ts';
import { electronRuntime } from '../../build/electron-runtime.mjs';
import { projectNode } from '../../build/project.mjs';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import type { OpenedBuild } from '../../release/build/build-file.ts';
import { filePath } from '../../release/repository/layout.ts';
import { readBoot } from '../../updater/boot/boot-files.ts';
import type { BootRecord } from '../../updater/boot/boot-record.ts';
import { installFirst } from '../../updater/boot/install-first.ts';
import { root } from './hub-rig.ts';
import { type MachinePlace, type MachinePlaceOptions, placeMachine } from './machine-place.ts';
import { pictureFolder } from './pictures.ts';
import { openWindowWire, type WindowWire, WireGone } from './window-wire.ts';

/** A machine as it stands in the street: launcher, slots, a real window in each; only Node, Electron and the packages of npm stand beside the slots. */
export interface SlotKiosk extends MachinePlace {
  /** Folder of the installation. */
  readonly root: string;
  /** Lines of launcher, agent, shell and terminal service. */
  readonly output: readonly string[];
  record(): BootRecord;
  /** Resolves when a line names this event and has these words in it; with `from`, only lines after so many. */
  logged(event: string, words?: string, from?: number): Promise<void>;
  /** Waits until the page with this name is painted, in whichever window stands. */
  at(name: string): Promise<void>;
  touch(selector: string): Promise<void>;
  /** Resolves when this takes touches: the home page of a machine that has just started greys what its devices are needed for. */
  ready(selector: string): Promise<void>;
  text(): Promise<string>;
  picture(file: string): Promise<void>;
  /** A picture of this page, if it stands before the window ends; whether it did. */
  glimpse(name: string, file: string): Promise<boolean>;
}

export interface SlotKioskOptions extends MachinePlaceOptions {
  /** The release with which it was installed, as `release build` made it. */
  readonly release: OpenedBuild;
  /** Part of the health gate's times that applies. */
  readonly healthPace: number;
}

const limitMs = 60_000;

export async function startSlotKiosk(options: SlotKioskOptions): Promise<SlotKiosk> {
  const place = await placeMachine(options);
  // In memory: each slot is made durable file by file, and no disk is measured here.
  const installation = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'yitiji-installation-'));
  install(installation, options.release);
  const electron = runtimeFor(installation);
  const output: string[] = [];
  const watchers = new Set<() => void>();
  // One file, beside the slots: nothing of a release is needed to start one.
  execFileSync(projectNode, [join(root, 'build/build-launcher.mjs'), join(installation, 'launcher')]);
  const launcher = spawn(projectNode, ['--no-warnings', join(installation, 'launcher', 'launcher.mjs')], {
    cwd: installation,
    env: {
      ...process.env,
      ...{ YITIJI_ROOT: installation, YITIJI_DATA: place.dataDir, YITIJI_CONFIG: place.configFile },
      ...{ YITIJI_NODE: projectNode, YITIJI_ELECTRON: electron.path, YITIJI_SHELL_DATA: join(place.dir, 'shell') },
      YITIJI_ELECTRON_FLAGS: `--remote-debugging-port=0 ${process.getuid?.() === 0 ? '--no-sandbox' : ''}`,
      ...{ DISPLAY: place.xvfb.display, YITIJI_WINDOW: options.size, YITIJI_SETUP: 'off' },
      ...{ YITIJI_UPDATE_BYTES_PER_SECOND: '0', YITIJI_KEEP_FREE_MIB: '0' },
      YITIJI_TEST_HEALTH_PACE: String(options.healthPace),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = endOf(launcher);
  for (const stream of [launcher.stdout, launcher.stderr]) {
    let rest = '';
    stream?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      output.push(...lines);
      for (const watcher of [...watchers]) watcher();
    });
  }
  const line = (fits: (text: string) => boolean, what: string, from = 0): Promise<void> =>
    within(
      what,
      (done) => {
        const look = () => {
          if (output.slice(from).some(fits)) done();
        };
        watchers.add(look);
        look();
        return () => watchers.delete(look);
      },
      limitMs,
    );
  const window = windowOf(output, line);
  return {
    ...place,
    ...{ root: installation, output },
    record: () => {
      const read = readBoot(installation);
      if (!read.ok) throw new Error(read.error.code);
      return read.value;
    },
    logged: (event, words = '', from = 0) =>
      line((text) => text.includes(`"${event}"`) && text.includes(words), `${event} ${words}`, from),
    at: (name) =>
      window.on(async (wire) => {
        const found = await wire.run(stands, { name, limit: limitMs });
        if (found !== true) throw new Error(`waited for ${name}, the screen shows ${found}`);
      }),
    touch: (selector) =>
      window.on(async (wire) => {
        const point = await wire.run(touchPoint, { selector, leaving: null, limitMs });
        if (point === null || point === 'left') throw new Error(`${selector} cannot be touched`);
        await wire.touch(point);
      }),
    ready: (selector) =>
      window.on(async (wire) => {
        const point = await wire.run(touchPoint, { selector, leaving: null, limitMs });
        if (point === null) throw new Error(`${selector} takes no touches`);
      }),
    text: () => window.on((wire) => wire.run(() => document.body.textContent ?? '', null)),
    picture: (file) => window.on((wire) => keepPicture(file, wire)),
    glimpse: (name, file) =>
      window.once(async (wire) => {
        if ((await wire.run(stands, { name, limit: limitMs })) !== true) return false;
        await keepPicture(file, wire);
        return true;
      }),
    close: async () => {
      launcher.kill('SIGTERM');
      window.close();
      await ended;
      await place.close();
      rmSync(electron.dir, { recursive: true, force: true });
      rmSync(installation, { recursive: true, force: true });
    },
  };
}

/** What the package does on a machine, and the packages of npm beside it. */
function install(installation: string, { dir, manifest, build }: OpenedBuild): void {
  const id = releaseIdOf(manifest.version, build.sha256);
  const installed = installFirst(installation, id, manifest, (sha256) => join(dir, filePath(sha256)));
  if (!installed.ok) throw new Error(installed.error.code);
  symlinkSync(join(root, 'node_modules'), join(installation, 'node_modules'));
}

/** Electron for one installation: the same files, and its `resources/app` is the app of the current slot. */
function runtimeFor(installation: string): { readonly path: string; readonly dir: string } {
  const { dist } = electronRuntime();
  const dir = mkdtempSync(join(dist, '..', '.slot-'));
  linkTree(dist, dir);
  mkdirSync(join(dir, 'resources'), { recursive: true });
  rmSync(join(dir, 'resources', 'app'), { force: true });
  symlinkSync(join(installation, 'current', 'app'), join(dir, 'resources', 'app'));
  return { path: join(dir, 'electron'), dir };
}

function linkTree(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const stat = lstatSync(source);
    if (stat.isDirectory()) {
      mkdirSync(target);
      linkTree(source, target);
    } else if (stat.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkSync(source, target);
  }
}

/** The window that stands, over the address that each shell tells when it starts. */
function windowOf(
  output: readonly string[],
  line: (fits: (text: string) => boolean, what: string, from?: number) => Promise<void>,
) {
  const told = /DevTools listening on (ws:\S+)/;
  let address = '';
  let wire: WindowWire | null = null;
  const newest = () => told.exec(output.findLast((text) => told.test(text)) ?? '')?.[1] ?? '';
  const now = async (): Promise<WindowWire> => {
    if (wire?.isOpen === true && newest() === address) return wire;
    const ended = address;
    await line((text) => told.test(text) && !(ended !== '' && text.includes(ended)), 'window');
    address = newest();
    wire = await openWindowWire(address);
    return wire;
  };
  return {
    /** Again on the window of the next start when this one ends meanwhile. */
    on: async <T>(use: (wire: WindowWire) => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          return await use(await now());
        } catch (cause) {
          if (!(cause instanceof WireGone)) throw cause;
          if (wire?.isOpen !== true && newest() === address)
            await line((text) => told.test(text) && !text.includes(address), 'window of the next start');
        }
      }
    },
    /** False = the window has ended meanwhile. */
    once: async (use: (wire: WindowWire) => Promise<boolean>): Promise<boolean> => {
      try {
        return await use(await now());
      } catch (cause) {
        if (cause instanceof WireGone) return false;
        throw cause;
      }
    },
    close: () => wire?.close(),
  };
}

async function keepPicture(file: string, wire: WindowWire): Promise<void> {
  if (pictureFolder === null) return;
  const png = await wire.picture();
  const path = join(root, pictureFolder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, png);
}

/** Runs in the page: resolves with true when the page with this name stands, with its name when another does at the end of the time. */
function stands({ name, limit }: { readonly name: string; readonly limit: number }): Promise<boolean | string> {
  return new Promise((resolve) => {
    const shown = () => document.querySelector<HTMLElement>('[data-screen]')?.dataset.screen ?? 'no page';
    const settle = (how: boolean | string) => {
      observer.disconnect();
      clearTimeout(end);
      resolve(how);
    };
    const look = () => {
      if (shown() === name) settle(true);
    };
    const observer = new MutationObserver(look);
    const end = setTimeout(() => settle(shown()), limit);
    observer.observe(document, { subtree: true, childList: true, attributeFilter: ['data-screen'] });
    look();
  });
}

const endOf = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('exit', () => resolve()));
