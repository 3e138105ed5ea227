import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { electronRuntime } from '../../build/electron-runtime.mjs';
import { type Fuses, readFuses, setFuses } from '../../build/package/fuses.ts';
import { closeWindow } from '../../build/package/whole-tree.ts';
import { projectNode, root } from '../../build/project.mjs';
import { startXvfb, type VirtualDisplay } from '../support/xvfb.ts';

/** The runtime of a release: the same fuses, the same window without a word for tools. It is started as nobody's test can drive it: by hand, over its output alone. */
const runtime = electronRuntime();
let dir: string;
let program: string;
let fuses: Fuses;
let display: VirtualDisplay;
let shell: ChildProcess | undefined;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-fuses-'));
  const dist = join(dir, 'electron');
  copyRuntime(runtime.dist, dist);
  program = join(dist, 'electron');
  fuses = await setFuses(program);
  cpSync(join(root, 'dist/electron'), join(dist, 'resources/app/electron'), { recursive: true });
  cpSync(join(root, 'dist/renderer'), join(dist, 'resources/app/renderer'), { recursive: true });
  copyFileSync(join(root, 'dist/package.json'), join(dist, 'resources/app/package.json'));
  closeWindow(join(dist, 'resources/app/package.json'));
  display = await startXvfb({ width: 1080, height: 1920 });
});
afterAll(async () => {
  shell?.kill('SIGKILL');
  await display?.stop();
  if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
});

test('the fuses of a release stand in its program, and are others than those it came with', async () => {
  expect(await readFuses(program)).toEqual(fuses);
  expect(fuses).toMatchObject({
    ...{ RunAsNode: false, EnableNodeOptionsEnvironmentVariable: false, EnableNodeCliInspectArguments: false },
    ...{ EnableCookieEncryption: true, EnableEmbeddedAsarIntegrityValidation: false, OnlyLoadAppFromAsar: false },
    LoadBrowserProcessSpecificV8Snapshot: false,
  });
  // Younger fuses: where the runtime has them.
  expect([false, undefined]).toContain(fuses.GrantFileProtocolExtraPrivileges);
  expect(await readFuses(runtime.path)).toMatchObject({ RunAsNode: true, EnableNodeCliInspectArguments: true });
});

test('the window of a release is no Node, whoever asks; the runtime of development is one', () => {
  const asNode = (path: string) =>
    spawnSync(path, ['-e', "process.stdout.write('a Node')"], {
      encoding: 'utf8',
      timeout: 20_000,
      // Without a display the program of a release ends by itself.
      env: { PATH: process.env.PATH, ELECTRON_RUN_AS_NODE: '1' },
    }).stdout;
  expect(asNode(runtime.path)).toBe('a Node');
  expect(asNode(program)).not.toContain('a Node');
});

test('no debugger is opened by the command line, the environment or a signal: not of the shell, not of the page, not of the terminal service', async () => {
  const trap = join(dir, 'trap.cjs');
  writeFileSync(trap, "process.stderr.write('TRAPPED\\n')\n");
  const shellData = join(dir, 'shell');
  const flags = ['--inspect=0', '--remote-debugging-port=0', '--remote-allow-origins=*', '--js-flags=--expose-gc'];
  shell = spawn(program, [...flags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH: process.env.PATH, HOME: dir, DISPLAY: display.display, NODE_OPTIONS: `--require ${trap}` },
      ...{ YITIJI_TERMINAL: join(root, 'electron/testing/stub-terminal.ts'), YITIJI_NODE: projectNode },
      ...{ YITIJI_SHELL_DATA: shellData, YITIJI_STUB_LOG: join(dir, 'calls'), YITIJI_WINDOW: '1080x1920' },
    },
  });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const calls = () => {
    try {
      return readFileSync(join(dir, 'calls'), 'utf8');
    } catch {
      return '';
    }
  };
  await expect.poll(calls, { timeout: 60_000, interval: 100 }).toContain('shell.painted');

  const pids = processesOf(shell.pid ?? 0);
  const terminal = pids.find((pid) => commandOf(pid).includes('stub-terminal.ts')) ?? 0;
  expect(terminal).toBeGreaterThan(0);
  process.kill(shell.pid ?? Number.NaN, 'SIGUSR1');
  process.kill(terminal, 'SIGUSR1');
  // The end of an answer to a signal that came later: both have had their turn at the first one.
  process.kill(terminal, 'SIGKILL');
  await expect.poll(() => calls().split('"started"').length, { timeout: 30_000, interval: 100 }).toBe(3);

  expect(pids.flatMap(listensOn)).toEqual([]);
  expect(processesOf(shell.pid ?? 0).flatMap(listensOn)).toEqual([]);
  expect(output).not.toMatch(/Debugger listening|DevTools listening|TRAPPED/);
  expect(readdirSync(shellData)).not.toContain('DevToolsActivePort');
  expect(output).toContain('"kind":"switch remote-debugging-port"');
  expect(output).toContain('"kind":"switch js-flags"');

  const ended = once(shell, 'exit');
  shell.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

/** Links instead of copies, but for the program, which is changed. */
function copyRuntime(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyRuntime(source, target);
    else if (entry.name === 'electron') copyFileSync(source, target);
    else if (entry.isFile()) cpLink(source, target);
  }
}

function cpLink(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // Another disk.
    copyFileSync(source, target);
  }
}

/** This process and all that it has started. */
function processesOf(pid: number): readonly number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => textOf(`/proc/${name}/status`).includes(`\nPPid:\t${pid}\n`));
  return [pid, ...children.flatMap((child) => processesOf(Number(child)))];
}

const commandOf = (pid: number) => textOf(`/proc/${pid}/cmdline`);

/** Ports on which this process listens, TCP of both kinds. */
function listensOn(pid: number): readonly string[] {
  const sockets = new Set(descriptorsOf(pid).map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  return ['tcp', 'tcp6'].flatMap((kind) =>
    textOf(`/proc/${pid}/net/${kind}`)
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      // State 0A: listening. Source: proc(5).
      .filter((words) => words[3] === '0A' && sockets.has(words[9]))
      .map((words) => `${pid} ${words[1]}`),
  );
}

function descriptorsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
