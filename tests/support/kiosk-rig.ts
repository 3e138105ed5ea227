import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type KioskWindow, openKioskWindow, within } from '../../build/demo/kiosk-window.ts';
import { projectNode } from '../../build/project.mjs';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Bench } from '../../drivers/simulators/bench/bench.ts';
import { root } from './hub-rig.ts';
import { placeMachine } from './machine-place.ts';
import { type OsSays, osAsItIs } from './os-says.ts';
import { pictureFolder } from './pictures.ts';
import { processes } from './process-memory.ts';

/** One machine: real window, real terminal service, simulated devices on real pseudo-terminals. */
export interface KioskRig extends KioskWindow {
  readonly bench: Bench;
  readonly dataDir: string;
  /** Picture of the page that stands now, below docs/screens or the folder that stands for it (`pictures.ts`). */
  picture(file: string): Promise<void>;
  /** Resolves when so many slips have been cut off. */
  printed(count: number): Promise<void>;
  /** The operating system of the terminal service tells this from now on, and after a restart. Only with `osSays`. */
  os(says: Partial<OsSays>): void;
  /** Process id of the terminal service that runs now. */
  terminalPid(): number;
  /** The process that holds the serial bindings; the only one of its kind here, since no HID or PC/SC device is fitted. */
  nativeHostPid(): number;
  /** Every byte that the machine keeps on disk, for searches of personal values. */
  diskBytes(): Buffer;
  /** The same by file, so that a find can be said with its place. */
  diskFiles(): readonly { readonly name: string; readonly bytes: Buffer }[];
}

export interface KioskRigOptions {
  readonly hubUrl: string;
  readonly size: '1080x1920' | '1920x1080';
  /** Also an A4 printer behind a cupsd of its own; a page takes `pageMs`, default 60. */
  readonly documentPrinter?: boolean;
  readonly pageMs?: number;
  /** The A4 printer tells its status between jobs, too, as one that speaks IPP (`directUri`). */
  readonly printerTells?: boolean;
  /** How long a job waits for a stopped printer; default as on the street. */
  readonly cureMs?: number;
  /** Also a card personaliser with its PIN pad. */
  readonly personaliser?: boolean;
  /** Also a loudspeaker. */
  readonly speaker?: boolean;
  /** Also the key pad beside the screen. */
  readonly navPad?: boolean;
  /** How much faster than a real unit the personaliser works, 1–10; default 1. */
  readonly motorSpeed?: number;
  /** How long a card stands at the outlet; default 90 as on the street. */
  readonly takeSeconds?: number;
  /** Flags of Node for the terminal service, such as `--heapsnapshot-signal=SIGUSR2`. */
  readonly nodeFlags?: readonly string[];
  /** Part of the pages' time limits that applies, so that a citizen who walks away is waited for in seconds. */
  readonly pace?: number;
  /** Pages are drawn as for somebody who wants nothing to move: half of what a window costs while it waits is its moving picture of the machine. */
  readonly isStill?: boolean;
  /** What the document camera sees: a file that Chromium's fake device plays; left out = no camera answers. */
  readonly cameraFile?: string;
  /** When updates may begin; left out = at night, as on the street. */
  readonly updates?: KioskConfig['updates'];
  /** A camera before the citizen's face is fitted; what it sees is `cameraFile`. */
  readonly faceCamera?: boolean;
  /** What the operating system tells the terminal service: wall clock, use of the disk; left out = the truth, and no way to change it. */
  readonly osSays?: Partial<OsSays>;
  /** Model of the machine (`kiosk-config/models`); left out = the reference. */
  readonly model?: string | undefined;
  /** Called with the new data folder before the machine starts: enrols it. */
  prepare(dataDir: string): Promise<void>;
}

export async function startKiosk(options: KioskRigOptions): Promise<KioskRig> {
  const place = await placeMachine(options);
  const { dir, dataDir, configFile, bench, xvfb } = place;
  const nodePath = join(dir, 'node');
  const osFile = join(dir, 'os.json');
  let says: OsSays = { ...osAsItIs, ...options.osSays };
  const hasOwnNode = options.nodeFlags !== undefined || options.osSays !== undefined;
  if (hasOwnNode) {
    writeFileSync(osFile, JSON.stringify(says));
    const preload = options.osSays === undefined ? [] : ['--import', `'${join(import.meta.dirname, 'os-preload.ts')}'`];
    const flags = [...preload, ...(options.nodeFlags ?? [])].join(' ');
    // `exec`: the process that the shell knows is the terminal service itself.
    writeFileSync(nodePath, `#!/bin/sh\nYITIJI_TEST_OS='${osFile}' exec '${projectNode}' ${flags} "$@"\n`, {
      mode: 0o755,
    });
  }
  const window = await openKioskWindow({
    display: xvfb.display,
    size: options.size,
    dataDir,
    configFile,
    shellData: join(dir, 'shell'),
    ...(hasOwnNode && { nodePath }),
    pace: options.pace,
    isStill: options.isStill,
    cameraFile: options.cameraFile,
  });
  const terminalPid = () => childOf(window.app.process().pid ?? 0, 'terminal/main.ts');
  return {
    ...window,
    bench,
    dataDir,
    picture: async (file) => {
      if (pictureFolder === null) return;
      const path = join(root, pictureFolder, file);
      mkdirSync(dirname(path), { recursive: true });
      await window.shot(path);
    },
    printed: (count) =>
      within(`${count} slip(s)`, (done) => {
        const check = () => {
          if (bench.slips().length >= count) done();
        };
        const forget = bench.onChange(check);
        check();
        return forget;
      }),
    nativeHostPid: () => childOf(terminalPid(), 'native-host/host-process'),
    terminalPid,
    os: (more) => {
      if (options.osSays === undefined) throw new Error('started without osSays');
      says = { ...says, ...more };
      writeFileSync(osFile, JSON.stringify(says));
      process.kill(terminalPid(), 'SIGUSR2');
    },
    diskBytes: () => Buffer.concat(filesBelow(dir).map((file) => readFileSync(file))),
    diskFiles: () => filesBelow(dir).map((file) => ({ name: relative(dir, file), bytes: readFileSync(file) })),
    close: async () => {
      await window.close();
      await place.close();
    },
  };
}

/** The child of `parent` whose command names this file. */
function childOf(parent: number, file: string): number {
  const child = processes().find((one) => one.parent === parent && one.command.includes(file));
  if (child === undefined) throw new Error(`no ${file} is running`);
  return child.pid;
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return [];
    if (stat.isDirectory()) return filesBelow(path);
    return stat.isFile() ? [path] : [];
  });
}
