import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ElectronLaunch, electronLaunch } from '../../build/electron-launch.ts';
import { startHubRig } from '../support/hub-rig.ts';
import { placeMachine } from '../support/machine-place.ts';
import { median } from './median.ts';

export interface StartTime {
  /** From the start of the program to its first page, against an empty window on the same runtime, turn by turn: median of pairs. */
  readonly ratio: number;
  readonly shellMs: number;
  readonly emptyMs: number;
  /** Until the idle page stands painted: the terminal service has opened its store and told what to show. */
  readonly idleMs: number;
}

/** Portrait, as most machines have it. */
const size = { width: 1080, height: 1920 } as const;

/** As little as Electron lets one write: a window of the same size, and a word when its page is there. */
const emptyApp = `const { app, BrowserWindow } = require('electron');
app.on('ready', () => {
  const window = new BrowserWindow({ width: ${size.width}, height: ${size.height}, frame: false, webPreferences: { sandbox: true } });
  window.webContents.once('did-finish-load', () => console.log('loaded'));
  window.loadURL('data:text/html,<!doctype html><title>empty</title>');
});
`;

/**
 * Starts shell and terminal service of an enrolled machine until its idle page stands painted, and an empty window, again and again.
 * @param rounds pairs; the first pair warms the file cache and is not counted
 */
export async function measureStart(rounds: number): Promise<StartTime> {
  const hub = await startHubRig();
  const place = await placeMachine({
    hubUrl: hub.url,
    size: '1080x1920',
    prepare: (dataDir) => hub.enrolMachine(dataDir, 'TH0001', '天河区测试街 01 号机'),
  });
  const dir = mkdtempSync(join(place.dir, 'start-'));
  const empty = join(dir, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'package.json'), '{"name":"empty","main":"main.js"}');
  writeFileSync(join(empty, 'main.js'), emptyApp);
  const env = {
    DISPLAY: place.xvfb.display,
    YITIJI_WINDOW: `${size.width}x${size.height}`,
    YITIJI_DATA: place.dataDir,
    YITIJI_CONFIG: place.configFile,
    YITIJI_SETUP: 'off',
  };
  try {
    const pairs: { readonly shellMs: number; readonly emptyMs: number; readonly idleMs: number }[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const shellData = join(dir, `shell-${round}`);
      const launch = electronLaunch({ shellData, app: empty });
      const [emptyMs = 0] = await startOnce(launch, [`--user-data-dir=${shellData}-empty`], env, ['loaded']);
      const words = ['"shell.window.drawn"', '"shell.app.ready"'];
      const [shellMs = 0, idleMs = 0] = await startOnce(electronLaunch({ shellData }), [], env, words);
      if (round > 0) pairs.push({ shellMs, emptyMs, idleMs });
    }
    return {
      ratio: median(pairs.map(({ shellMs, emptyMs }) => shellMs / emptyMs)),
      shellMs: median(pairs.map(({ shellMs }) => shellMs)),
      emptyMs: median(pairs.map(({ emptyMs }) => emptyMs)),
      idleMs: median(pairs.map(({ idleMs }) => idleMs)),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
    await place.close();
    await hub.close();
  }
}

/** Milliseconds from the start of the program until it says each of `words`, in this order. Resolves when it has ended. */
function startOnce(
  launch: ElectronLaunch,
  more: readonly string[],
  env: Readonly<Record<string, string>>,
  words: readonly string[],
): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const program = spawn(launch.executablePath, [...launch.args, ...more], {
      env: { ...process.env, ...launch.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const tookMs: number[] = [];
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      for (let word = words[tookMs.length]; word !== undefined && said.includes(word); word = words[tookMs.length]) {
        tookMs.push(performance.now() - startMs);
        if (tookMs.length === words.length) program.kill('SIGTERM');
      }
    };
    program.stdout.on('data', hear);
    program.stderr.on('data', hear);
    program.once('error', reject);
    program.once('exit', (code) => {
      if (tookMs.length === words.length) resolve(tookMs);
      else reject(new Error(`ended with ${code} before it said ${words.join(' and ')}: ${said.slice(-2_000)}`));
    });
  });
}
