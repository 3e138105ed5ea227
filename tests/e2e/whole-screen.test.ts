import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { electronLaunch } from '../../build/electron-launch.ts';
import { screenIn, startXvfb, type VirtualDisplay } from '../support/xvfb.ts';

/** A machine has an X server and no window manager, and its window is told no size. */
const screen = { width: 1080, height: 1920 };
const black = 0;
let display: VirtualDisplay | undefined;
let shell: ChildProcess | undefined;
const dir = mkdtempSync(join(tmpdir(), 'yitiji-whole-'));
afterAll(async () => {
  const ended = new Promise((resolve) => shell?.once('exit', resolve));
  if (shell?.kill('SIGTERM') === true) await ended;
  await display?.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('the window stands on the whole screen, to its last pixel', async () => {
  // The display is two pixels larger than what it is asked for: here it is exactly the window's.
  display = await startXvfb({ width: screen.width - 2, height: screen.height - 2 }, dir);
  const dataDir = join(dir, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  const launch = electronLaunch({ shellData: join(dir, 'shell') });
  const env = { ...process.env, ...launch.env, DISPLAY: display.display, YITIJI_DATA: dataDir, YITIJI_WINDOW: '' };
  shell = spawn(launch.executablePath, launch.args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  shell.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await vi.waitFor(() => expect(said).toContain('"shell.window.drawn"'), { timeout: 90_000, interval: 100 });
  const corners = () => {
    const { at } = screenIn(dir);
    const [right, bottom] = [screen.width - 1, screen.height - 1];
    return [at(0, 0), at(right, 0), at(0, bottom), at(right, bottom)];
  };
  await vi.waitFor(() => expect(corners()).not.toContain(black), { timeout: 30_000, interval: 100 });
});
