import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { noLog } from '../../../contract/log.ts';
import { createSdtReader } from '../../id-reader/sdt/sdt-reader.ts';
import { SerialTransport } from '../../transport/serial-transport.ts';
import { processesAt, shortSlip, temporaryFolder, writeTo } from '../bench/bench-rig.test-data.ts';

const program = fileURLToPath(new URL('./run-alone.test-data.ts', import.meta.url));
let folder: ReturnType<typeof temporaryFolder>;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  folder.remove();
});

/** A command as a real process; `line` waits for the next line of stdout, `end` stops it and gives exit code and last line. */
function start(name: string, options: Record<string, string>) {
  const child = spawn(process.execPath, ['--no-warnings', program, name, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`ended: ${errors}`);
    return value;
  };
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return { exit: await exited, last: JSON.parse(await line()) };
  };
  return { line, end, exited, errors: () => errors };
}

describe('simulate commands', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('sdt: a card for whoever looks, then %s: nothing is left', async (signal) => {
    const link = join(folder.dir, 'reader');
    const command = start('simulate sdt', { link, persona: 'ouyang-miao' });
    expect(await command.line()).toBe(`READY ${link}`);
    expect(processesAt(folder.dir)).toHaveLength(1);
    const transport = new SerialTransport({ path: link, baudRate: 115_200 });
    const reader = createSdtReader({ id: 'idReader', transport, clock: systemClock, log: noLog });
    reader.start();
    const read = await reader.readCard({ userMs: 15_000 });
    expect(read).toMatchObject({ ok: true, value: { card: { name: '欧阳淼', validTo: 'long-term' } } });
    await reader.close();
    expect([await command.line(), await command.line()]).toEqual(['CARD placed', 'CARD asked for']);
    expect(await command.end(signal)).toMatchObject({ exit: 0, last: { reads: 1 } });
    expect(processesAt(folder.dir)).toEqual([]);
    expect(existsSync(link)).toBe(false);
  });

  it('sdt: laid down and lifted by the clock', async () => {
    const link = join(folder.dir, 'reader');
    const command = start('simulate sdt', { link, persona: 'li-yun', 'place-after': '0', 'lift-after': '0.05' });
    expect([await command.line(), await command.line(), await command.line()]).toEqual([
      `READY ${link}`,
      'CARD placed',
      'CARD lifted',
    ]);
    expect(await command.end('SIGTERM')).toMatchObject({ exit: 0, last: { reads: 0 } });
  });

  it('escpos: prints each slip to stdout and into the file, then goes without a trace', async () => {
    const link = join(folder.dir, 'printer');
    const file = join(folder.dir, 'slips.txt');
    const command = start('simulate escpos', { link, columns: '32', 'print-to': file });
    expect(await command.line()).toBe(`READY ${link}`);
    await writeTo(link, shortSlip);
    expect(await command.line()).toMatch(/^--- slip 1 -+$/);
    expect([await command.line(), await command.line()]).toEqual(['No. 17', 'Thank you']);
    expect(await command.line()).toMatch(/^--- cut: partial -+$/);
    expect(await command.end('SIGTERM')).toMatchObject({ exit: 0, last: { slips: 1, problems: [] } });
    expect(readFileSync(file, 'utf8')).toBe('No. 17\nThank you\n\f\n');
    expect(processesAt(folder.dir)).toEqual([]);
    expect(existsSync(link)).toBe(false);
  });

  it('bench: prints where it is, closes with a page open', async () => {
    const command = start('simulate bench', { dir: folder.dir, port: '0' });
    expect(await command.line()).toBe(`READY ${folder.dir}`);
    const [, url = ''] = /^BENCH (http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{24})$/.exec(await command.line()) ?? [];
    const events = new URL(url);
    events.pathname = '/events';
    const page = await fetch(events);
    expect(page.status).toBe(200);
    expect(await command.end('SIGTERM')).toMatchObject({ exit: 0, last: { slips: 0 } });
    await page.body?.cancel();
    expect(processesAt(folder.dir)).toEqual([]);
  });

  it('wrong words are told before anything is started', async () => {
    const link = join(folder.dir, 'port');
    const precious = join(folder.dir, 'precious.txt');
    writeFileSync(precious, 'keep me');
    const wrong: readonly [string, Record<string, string>, RegExp][] = [
      ['simulate sdt', { link, persona: 'nobody' }, /--persona: there is no nobody; one of: li-yun /],
      ['simulate sdt', { link, fault: 'meteor' }, /--fault: meteor is not/],
      ['simulate sdt', { link, 'place-after': 'soon' }, /--place-after must be a number/],
      ['simulate sdt', { link: precious }, /exists and is not a port/],
      ['simulate escpos', { link: join(folder.dir, 'none', 'port') }, /is not a folder/],
      ['simulate escpos', { link, columns: '40' }, /--columns must be 48 or 32/],
      ['simulate bench', { dir: folder.dir, port: '70000' }, /--port must be a whole number/],
      ['simulate bench', { dir: folder.dir, personas: precious }, /is not JSON/],
    ];
    await Promise.all(
      wrong.map(async ([name, options, message]) => {
        const command = start(name, options);
        expect(await command.exited, name).toBe(2);
        expect(command.errors()).toMatch(message);
      }),
    );
    expect(readFileSync(precious, 'utf8')).toBe('keep me');
    expect(existsSync(link)).toBe(false);
  });
});
