import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { UsageError } from '../../../contract/command.ts';
import { noLog } from '../../../contract/log.ts';
import { openIoBoard } from '../../io-board/drivers.ts';
import { openScanner } from '../../scanner/drivers.ts';
import { simulateIoBoard } from './simulate-io-board.ts';
import { simulateScanner } from './simulate-scanner.ts';

const program = fileURLToPath(new URL('./run-with-stdin.test-data.ts', import.meta.url));
let folder = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-cli-'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(name: string, options: Record<string, string>) {
  const child = spawn(process.execPath, ['--no-warnings', program, name, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  /** The next line that begins so; those before it are skipped. */
  const line = async (beginning: string) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`ended before ${beginning}`);
      if (value.startsWith(beginning)) return value;
    }
  };
  const end = async () => {
    child.kill('SIGTERM');
    return exited;
  };
  return { line, end, type: (text: string) => child.stdin.write(`${text}\n`) };
}

describe('simulate scanner', () => {
  it('shows the code of --scan when the light goes on, then those of stdin; nothing of a code on stdout', async () => {
    const link = join(folder, 'scanner');
    const command = start('simulate scanner', { link, model: 'newland', scan: '广州 GZ-1', charset: 'gb18030' });
    expect(await command.line('READY')).toBe(`READY ${link}`);
    const scanner = openScanner('serial-scanner', {
      port: link,
      clock: systemClock,
      log: noLog,
      profile: { model: 'newland' },
    });
    scanner.start();
    expect(await scanner.scan({ userMs: 15_000 })).toMatchObject({ ok: true, value: { text: '广州 GZ-1' } });
    expect(await command.line('CODE')).toBe('CODE shown, 9 bytes');
    command.type('typed 2');
    expect(await command.line('CODE')).toContain('the light is off');
    expect(await scanner.scan({ userMs: 15_000 })).toMatchObject({ ok: true, value: { text: 'typed 2' } });
    await scanner.close();
    expect(await command.end()).toBe(0);
    expect(existsSync(link)).toBe(false);
  });

  it.each([
    { model: 'nobody' },
    { suffix: 'tab' },
    { fault: 'flood' },
    { charset: 'gb18030', scan: '𠀀' },
    { 'scan-after': '-1' },
  ])('wrong use is told: %j', async (wrong) => {
    const defaults = Object.fromEntries(
      Object.entries(simulateScanner.options).map(([key, option]) => [key, option.default]),
    );
    const io = { out: () => undefined, note: () => undefined, signal: AbortSignal.abort() };
    const options = { ...defaults, link: join(folder, 'x'), ...wrong };
    await expect(simulateScanner.run({ options, positionals: [] }, io)).rejects.toThrow(UsageError);
  });
});

describe('simulate io-board', () => {
  it('lamps on stdout, contacts from stdin', async () => {
    const link = join(folder, 'io-board');
    const command = start('simulate io-board', { link, set: 'headset plugged' });
    expect(await command.line('READY')).toBe(`READY ${link}`);
    const board = openIoBoard('io-board', { port: link, clock: systemClock, log: noLog });
    board.start();
    const wish = { pattern: 'blink', onMs: 500, offMs: 500, colour: 'green' } as const;
    expect(await board.setLamp('card', wish, { queueMs: 15_000 })).toMatchObject({ ok: true });
    expect(await command.line('LAMP')).toBe('LAMP card blink 500 500 green');
    expect(board.contact('headset')).toBe('plugged');
    const opened = new Promise<void>((resolve) => {
      board.onContact(({ contact, state }) => contact === 'door' && state === 'open' && resolve());
    });
    command.type('door open');
    expect(await command.line('DONE')).toBe('DONE door open');
    await opened;
    await board.close();
    expect(await command.end()).toBe(0);
    expect(existsSync(link)).toBe(false);
  });

  it.each([{ set: 'door ajar' }, { set: 'window open' }, { fault: 'flood' }, { serial: 'a b' }])(
    'wrong use is told: %j',
    async (wrong) => {
      const io = { out: () => undefined, note: () => undefined, signal: AbortSignal.abort() };
      const options = { serial: 'IO0001', link: join(folder, 'x'), ...wrong };
      await expect(simulateIoBoard.run({ options, positionals: [] }, io)).rejects.toThrow(UsageError);
    },
  );
});
