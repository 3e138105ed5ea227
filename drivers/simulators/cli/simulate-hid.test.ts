import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../contract/command.ts';
import { simulateHid } from './simulate-hid.ts';

const program = fileURLToPath(new URL('./run-hid.test-data.ts', import.meta.url));
/** Temporary files of all runs go here, so that a test can see whether any stay. */
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-simulate-hid-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(options: Record<string, string>, path?: string) {
  const env = { ...process.env, TMPDIR: folder, ...(path !== undefined && { PATH: path }) };
  return spawn(process.execPath, ['--no-warnings', program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
}

/** Runs to the end: exit code, what the command printed, the object for `--json`, stderr. */
async function run(options: Record<string, string>, path?: string) {
  const child = start(options, path);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const exit = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = text.stdout.trimEnd().split('\n');
  const json: Record<string, unknown> = JSON.parse(lines.pop() ?? '');
  return { exit, stdout: lines.join('\n'), json, stderr: text.stderr };
}

const readers = [
  ['sdt-hid-raw', 'hid:2b8b:2721'],
  ['sdt-hid-wrapped', 'hid:10c4:0007'],
] as const;
const devices = [...readers, ['hid-pos', 'hid:1eab:0d10@8c:02']] as const;

// One after the other: ten test beds at once are a load of their own, and what is slow then is not what these tests are about.
describe('simulate hid', () => {
  it.each(readers)('%s: a whole card, put down once the pad was seen empty', async (device, port) => {
    const command = `device read-id --driver ${device} --port ${port} --timeout 20 --json`;
    const { exit, stdout, json, stderr } = await run({ device, persona: 'li-yun', 'place-after': '0', run: command });
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'done',
      card: { name: '黎赟', birthDate: '1992-03-15', damaged: [] },
    });
    expect(json).toMatchObject({ exit: 0, said: { outcome: 'done' }, reads: 1, strangeReports: 0 });
    expect(stderr).toContain('CARD placed');
    expect(exit).toBe(0);
  });

  it('a lost report: the driver asks again and reads the card', async () => {
    const options = { device: 'sdt-hid-raw', persona: 'li-yun', 'place-after': '0', fault: 'lostReport' };
    const { exit, stdout, json } = await run(options);
    expect(stdout).toContain('黎赟');
    expect(json).toMatchObject({ exit: 0, reads: 2 });
    expect(exit).toBe(0);
  });

  it('the cable pulled while a card is read: link lost, at once', async () => {
    const options = { device: 'sdt-hid-wrapped', persona: 'li-yun', 'place-after': '0', fault: 'unplug' };
    const { exit, stdout, json } = await run(options);
    expect(stdout).toContain('E_LINK_LOST');
    expect(json).toMatchObject({ exit: 1, reads: 1 });
    expect(exit).toBe(1);
  });

  it('an empty pad: E_TIMEOUT', async () => {
    const command = 'device read-id --driver sdt-hid-raw --port hid:2b8b:2721 --timeout 0.5 --json';
    const { exit, json } = await run({ device: 'sdt-hid-raw', run: command });
    expect(json).toMatchObject({ exit: 1, said: { card: null, fault: { code: 'E_TIMEOUT' } }, reads: 0 });
    expect(exit).toBe(1);
  });

  it('hid-pos: a code of three reports', async () => {
    const text = `广州 ${'0123456789'.repeat(13)}`;
    const { exit, stdout, json, stderr } = await run({ device: 'hid-pos', scan: text, model: 'newland' });
    expect(stdout).toBe(text);
    expect(json).toMatchObject({ exit: 0, scans: 1 });
    expect(stderr).not.toContain('0123456789');
    expect(exit).toBe(0);
  });

  it.each(devices)('%s: listed with its driver, once', async (device, port) => {
    const { json } = await run({ device, run: 'device list --json' });
    expect(json).toMatchObject({ said: { devices: [{ port, driver: device, identity: 'SIM0001' }] } });
  });

  it('device status and device trace', async () => {
    const [driver, port] = readers[0];
    const file = join(folder, 'wire.jsonl');
    const at = `--driver ${driver} --port ${port}`;
    const status = await run({ device: driver, run: `device status ${at} --timeout 20` });
    const trace = await run({ device: driver, run: `device trace ${at} --seconds 0.5 --trace '${file}'` });
    expect(status).toMatchObject({ exit: 0, stdout: expect.stringContaining('link       up') });
    expect(trace).toMatchObject({ exit: 0, stdout: `sdt-hid-raw: link up; ${file}` });
    expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThan(5);
  });

  it('SIGTERM ends the command, too', async () => {
    const child = start({ device: 'sdt-hid-raw' });
    const prompt = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
    expect((await prompt.next()).value).toBe('place the card on the reader');
    const processes = processesOf(child.pid ?? 0);
    expect(processes).toEqual(expect.arrayContaining(['socat', 'umockdev-run']));
    child.stdout.resume();
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  });

  it('umockdev-run is missing: says which package, exit 1', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const tool of ['socat', 'stty']) symlinkSync(whereIs(tool), join(bin, tool));
    const { exit, stdout } = await run({ device: 'hid-pos' }, bin);
    expect(stdout).toBe('umockdev-run cannot be started: install the Debian package umockdev');
    expect(exit).toBe(1);
  });
});

it('nothing stays behind', () => {
  expect(readdirSync(folder).filter((name) => name !== 'bin' && name !== 'wire.jsonl')).toEqual([]);
});

it.each([
  { device: 'keyboard' },
  { device: 'hid-pos', persona: 'li-yun' },
  { device: 'sdt-hid-raw', scan: 'x' },
  { device: 'sdt-hid-raw', persona: 'nobody' },
  { device: 'sdt-hid-raw', fault: 'meteor' },
  { device: 'hid-pos', fault: 'gaps*0' },
  { device: 'hid-pos', model: 'nobody' },
  { device: 'hid-pos', 'scan-after': '-1' },
  { device: 'hid-pos', run: ' ' },
  { device: 'hid-pos', run: "device scan --settings '{" },
])('wrong use is told before anything starts: %j', async (options) => {
  const io = { out: () => undefined, note: () => undefined, signal: AbortSignal.abort() };
  await expect(simulateHid.run({ options, positionals: [] }, io)).rejects.toThrow(UsageError);
});

function processesOf(parent: number): string[] {
  const { stdout } = spawnSync('ps', ['-o', 'comm=', '--ppid', String(parent)], { encoding: 'utf8' });
  return stdout.trim().split('\n');
}

function whereIs(tool: string): string {
  return spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
}
