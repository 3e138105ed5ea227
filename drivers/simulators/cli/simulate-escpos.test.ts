import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { UsageError } from '../../../contract/command.ts';
import type { DeviceStatus } from '../../../contract/device.ts';
import { noLog } from '../../../contract/log.ts';
import { drivers } from '../../registry.ts';
import { simulateEscpos } from './simulate-escpos.ts';

const program = fileURLToPath(new URL('./run-with-stdin.test-data.ts', import.meta.url));
let folder = '';
let child: ChildProcess | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-cli-'));
});

afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('simulate escpos', () => {
  it('what a person does on stdin is what the driver then says; nothing is left at the end', async () => {
    const link = join(folder, 'printer');
    const options = JSON.stringify({ link, set: 'paper 100' });
    const running = spawn(process.execPath, ['--no-warnings', program, 'simulate escpos', options], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child = running;
    const exited = new Promise<number | null>((resolve) => running.once('exit', resolve));
    const lines = createInterface({ input: running.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe(`READY ${link}`);
    const printer = drivers.escpos.open({ port: link, clock: systemClock, log: noLog });
    const until = (isSo: (status: DeviceStatus) => boolean) =>
      new Promise<void>((resolve) => {
        const leave = printer.onStatus((status) => {
          if (!isSo(status)) return;
          leave();
          resolve();
        });
      });
    const isLow = until(({ supplies }) => supplies.paper?.level === 'low');
    printer.start();
    await isLow;
    const isOpen = until(({ faults }) => faults.some(({ code }) => code === 'E_COVER_OPEN'));
    running.stdin.write('cover open\n');
    expect((await lines.next()).value).toBe('DONE cover open');
    await isOpen;
    const isWell = until(({ faults, supplies }) => faults.length === 0 && supplies.paper?.level === 'ok');
    running.stdin.write('cover close\nroll\n');
    await isWell;
    await printer.close();
    running.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(existsSync(link)).toBe(false);
  });

  it.each(['cover', 'paper', 'paper -1', 'take 3', 'explode'])('--set %s is told to be wrong use', async (set) => {
    const defaults = Object.fromEntries(
      Object.entries(simulateEscpos.options).map(([key, { default: value }]) => [key, value] as const),
    );
    const io = { out: () => undefined, note: () => undefined, signal: AbortSignal.abort() };
    const options = { ...defaults, link: join(folder, 'x'), set };
    await expect(simulateEscpos.run({ options, positionals: [] }, io)).rejects.toThrow(UsageError);
  });
});
