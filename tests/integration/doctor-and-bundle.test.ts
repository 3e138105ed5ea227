import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { commands } from '../../bin/commands.ts';
import { runCommand } from '../../bin/run-command.ts';
import type { CheckLine } from '../../contract/checks.ts';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { systemRandom } from '../../terminal/crypto/random.ts';
import { openStore } from '../../terminal/store/open-store.ts';
import { allBytes, canary, submitInput } from '../../terminal/store/testing/temporary-store.ts';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { needlesOf } from '../support/planted-values.ts';
import { endProcesses, root, simulate } from '../support/yitiji-process.ts';

/** Synthetic; the person is the one whose application stands in the store. */
const planted = { ...canary, phone: '13800138000', keeper: '欧阳维护员', key: 'key-of-the-verifier' };
const cards = JSON.parse(readFileSync(join(root, 'drivers/id-reader/sdt/vectors/idcard-cards.json'), 'utf8')) as {
  readonly vectors: readonly { readonly hex: string }[];
};

/** The first forty bytes of the text of a card (UTF-16), as they are and as a recording writes them. */
function cardNeedles(hex: string) {
  const text = hex.slice(28, 108);
  return [
    { what: 'card as bytes', bytes: Buffer.from(text, 'hex') },
    { what: 'card in hexadecimal', bytes: Buffer.from(text, 'latin1') },
  ];
}

let hub: HubRig;
let dir = '';
const services: ChildProcess[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-doctor-'));
  hub = await startHubRig();
});
afterEach(async () => {
  for (const child of services.splice(0)) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  await endProcesses();
});
afterAll(async () => {
  await hub.close();
  rmSync(dir, { recursive: true, force: true });
});

/** The command line inside this process: its start is measured elsewhere and takes a second each. */
async function run(args: readonly string[]) {
  const out: string[] = [];
  const code = await runCommand(args, commands, {
    out: (text) => out.push(...text.split('\n')),
    note: () => undefined,
    signal: new AbortController().signal,
  });
  return {
    code,
    lines: out,
    last: args.includes('--json') ? (JSON.parse(out.at(-1) ?? '') as Record<string, unknown>) : {},
  };
}

interface LogLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** The terminal service without a window, and its log as it comes. */
function startService(dataDir: string, configFile: string) {
  const child = spawn(process.execPath, ['--no-warnings', join(root, 'terminal/main.ts')], {
    env: { ...process.env, YITIJI_DATA: dataDir, YITIJI_SETUP: 'off', YITIJI_CONFIG: configFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  services.push(child);
  const lines: LogLine[] = [];
  const waiting: { readonly fits: (line: LogLine) => boolean; readonly done: () => void }[] = [];
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts.map((part) => JSON.parse(part) as LogLine)) {
      lines.push(line);
      for (const { fits, done } of waiting) if (fits(line)) done();
    }
  });
  return {
    logged: (fits: (line: LogLine) => boolean) =>
      new Promise<void>((done) => {
        if (lines.some(fits)) done();
        else waiting.push({ fits, done });
      }),
  };
}

function machine(name: string, devices: object) {
  const dataDir = join(dir, name);
  mkdirSync(dataDir, { mode: 0o700 });
  const configFile = join(dir, `${name}.json`);
  writeFileSync(configFile, JSON.stringify({ hub: { url: hub.url }, devices }));
  return { dataDir, configFile, options: ['--data', dataDir, '--config', configFile] };
}

const linkIs = (state: string) => (line: LogLine) =>
  line.event === 'device.link.changed' && line.deviceId === 'receiptPrinter' && line.link === state;

it('doctor, beside a running service: its devices as they are, what a cut cable means, and what to do', async () => {
  const port = join(dir, 'printer');
  await simulate('escpos', ['--link', port]);
  const { dataDir, configFile, options } = machine('beside', { receiptPrinter: { driver: 'escpos', port } });
  await hub.enrolMachine(dataDir, 'TH0017', '天河街政务服务中心');

  const before = await run(['doctor', ...options, '--json']);
  const line = (ended: typeof before, id: string, part?: string) =>
    (ended.last.lines as readonly CheckLine[]).find((one) => one.id === id && (part ?? one.part) === one.part);
  expect(line(before, 'program.service')).toMatchObject({ verdict: 'warn', todo: 'startService' });
  expect(line(before, 'device.link')).toMatchObject({ part: 'devices', verdict: 'warn', word: 'notLooked' });

  // The printer is asked from here only when somebody says so.
  const asked = await run(['doctor', ...options, '--devices', '--json']);
  expect(line(asked, 'device.link', 'receiptPrinter')).toMatchObject({ verdict: 'pass', word: 'up' });

  const service = startService(dataDir, configFile);
  await service.logged(({ event }) => event === 'terminal.local.started');
  await service.logged(linkIs('up'));
  const beside = await run(['doctor', ...options, '--json']);
  expect([beside.code, beside.last.verdict, beside.last.isServiceRunning]).toEqual([0, 'warn', true]);
  expect(line(beside, 'device.link', 'receiptPrinter')).toMatchObject({ verdict: 'pass', word: 'up' });
  expect(line(beside, 'device.supply', 'receiptPrinter')).toMatchObject({
    verdict: 'pass',
    word: 'ok',
    detail: 'paper',
  });
  expect(line(beside, 'hub.reach')).toMatchObject({ verdict: 'pass' });
  expect(line(beside, 'clock.offset')).toMatchObject({ verdict: 'pass', unit: 's', limit: 5 });
  expect(line(beside, 'store.durability')).toMatchObject({ verdict: 'pass', word: 'durable' });
  expect(line(beside, 'store.damage')).toMatchObject({ verdict: 'pass', word: 'whole' });
  expect(line(beside, 'program.enrolment')).toMatchObject({ verdict: 'pass', detail: 'TH0017' });

  await endProcesses();
  await service.logged((one) => linkIs('lost')(one) || linkIs('absent')(one));
  const cut = await run(['doctor', ...options, '--language', 'zh-CN']);
  expect(cut.code).toBe(1);
  expect(cut.lines.find((text) => text.startsWith('不通过') && text.includes('小票打印机'))).toMatch(/连接 .*→ .*线/);
});

it('doctor finds what is broken without a service: a dead letter, a wrong configuration, no machine at all', async () => {
  const { dataDir, options } = machine('broken', {});
  await run(['outbox', 'fill', '--data', dataDir, '--count', '2']);
  const wrong = join(dir, 'wrong.json');
  writeFileSync(wrong, JSON.stringify({ hub: { url: 'nowhere' } }));
  const ended = await run(['doctor', '--data', dataDir, '--config', wrong, '--json']);
  const line = (id: string) => (ended.last.lines as readonly CheckLine[]).find((one) => one.id === id);
  expect(ended.code).toBe(1);
  expect(line('program.config')).toMatchObject({ verdict: 'fail', todo: 'mendConfig' });
  expect(line('program.config')?.detail).toContain('/hub/url');
  expect(line('outbox.depth')).toMatchObject({ verdict: 'pass', measured: 2 });
  expect(line('outbox.sequence')).toMatchObject({ verdict: 'pass', word: 'whole' });
  const nothing = await run(['doctor', '--data', join(dir, 'nothing'), ...options.slice(2), '--json']);
  expect(nothing.code).toBe(1);
  expect((nothing.last.lines as readonly CheckLine[]).find(({ id }) => id === 'store.open')).toMatchObject({
    verdict: 'fail',
  });
  expect((await run(['doctor', '--language', 'la', '--json'])).code).toBe(2);
});

it('bundle: what is planted in store, configuration, log and recording is in none of what the hub opens; nobody else opens it', async () => {
  const { dataDir, configFile } = machine('bundle', {});
  const secretly = {
    keeper: { name: planted.keeper },
    faceVerifier: { kind: 'program', path: '/bin/true', args: [planted.key] },
  };
  writeFileSync(configFile, JSON.stringify({ hub: { url: hub.url }, ...secretly }));
  await hub.enrolMachine(dataDir, 'TH0018', '天河街政务服务中心');
  const opened = openStore({ dir: dataDir, clock: systemClock, log: noLog, random: systemRandom });
  if (!opened.ok) throw new Error(opened.error.detail);
  const submitted = await opened.value.submitCase(submitInput({ kiosk: 'TH0018' }));
  opened.value.close();
  if (!submitted.ok) throw new Error(submitted.error.detail);

  const service = startService(dataDir, configFile);
  await service.logged(({ event }) => event === 'terminal.local.started');
  const out = join(dir, 'stick');
  const made = await run(['bundle', '--data', dataDir, '--config', configFile, '--out', out, '--json']);
  expect(made).toMatchObject({ code: 0, last: { logLinesDropped: 0, tracesLeftOut: [] } });

  mkdirSync(join(dataDir, 'traces'));
  const card = cards.vectors[0]?.hex.replaceAll(' ', '') ?? '';
  const head = {
    format: 'yitiji-trace/1',
    driver: 'sdt',
    firmware: null,
    transport: 'x',
    redaction: 'codec',
    startedAt: 'x',
  };
  writeFileSync(
    join(dataDir, 'traces', `${planted.name}.jsonl`),
    `${JSON.stringify(head)}\n${JSON.stringify({ us: 1, dir: 'rx', hex: card, text: planted.name })}\n`,
  );
  const log = join(dir, 'journal.txt');
  const event = {
    event: 'terminal.service.failed',
    code: 'x',
    detail: `${planted.name} ${planted.idNumber}`,
    phone: planted.phone,
  };
  writeFileSync(log, [JSON.stringify(event), planted.name, planted.phone].join('\n'));
  const second = await run([
    'bundle',
    '--data',
    dataDir,
    '--config',
    configFile,
    '--out',
    out,
    '--logs',
    log,
    '--json',
  ]);
  expect(second).toMatchObject({ code: 0, last: { logLines: 1, logLinesDropped: 2 } });

  const token = ['--hub', hub.url, '--operator-token', 'operator-token-of-the-tests'];
  const open = (file: unknown, into: string) =>
    run(['hub', 'open-bundle', String(file), '--out', join(dir, into), ...token, '--json']);
  for (const [bundle, into] of [
    [made, 'first'],
    [second, 'second'],
  ] as const) {
    expect(readFileSync(String(bundle.last.file)).includes('counters')).toBe(false);
    expect(await open(bundle.last.file, into)).toMatchObject({ code: 0, last: { kiosk: 'TH0018' } });
    const bytes = allBytes(join(dir, into));
    for (const needle of [...needlesOf({ ...planted, receipt: submitted.value.receiptNo }), ...cardNeedles(card)])
      expect([needle.what, bytes.includes(needle.bytes)]).toEqual([needle.what, false]);
  }
  const first = (name: string) => readFileSync(join(dir, 'first', name), 'utf8');
  expect(first('log.jsonl')).toContain('"event":"terminal.service.started"');
  expect(JSON.parse(first('counters.json'))).toMatchObject({ outbox: [{ topic: 'case.submit', count: 1 }] });
  expect(JSON.parse(first('config.json'))).toMatchObject({ faceVerifier: { kind: 'program' }, hub: { url: hub.url } });
  expect(JSON.parse(first('config-provenance.json'))).toContainEqual(
    expect.objectContaining({ path: '/hub/url', layer: 'machine', over: ['default'] }),
  );
  expect(JSON.parse(first('live.json'))).toMatchObject({ durability: 'ok', devices: [{ id: 'touchPanel' }] });
  expect(readFileSync(join(dir, 'second', 'traces/001.jsonl'), 'utf8')).toContain('"driver":"sdt"');

  const bytes = readFileSync(String(made.last.file));
  const at = bytes.length - 1;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(join(dir, 'damaged.bundle'), bytes);
  expect(await open(join(dir, 'damaged.bundle'), 'third')).toMatchObject({ code: 1 });
  const renamed = Buffer.from(readFileSync(String(made.last.file), 'latin1').replace('"TH0018"', '"TH0019"'), 'latin1');
  writeFileSync(join(dir, 'renamed.bundle'), renamed);
  expect(await open(join(dir, 'renamed.bundle'), 'third')).toMatchObject({ code: 1 });
  expect(existsSync(join(dir, 'third'))).toBe(false);
});

it('bundle: before a hub has the machine there is no key that only it could open, and nothing is written', async () => {
  const { dataDir } = machine('alone', {});
  await run(['outbox', 'fill', '--data', dataDir, '--count', '1']);
  const out = join(dir, 'alone-out');
  expect(await run(['bundle', '--data', dataDir, '--out', out, '--json'])).toMatchObject({
    code: 1,
    last: { error: 'notEnrolled' },
  });
  expect(existsSync(out)).toBe(false);
});
