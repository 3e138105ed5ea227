import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { commands } from '../../bin/cli.ts';
import { runCommand } from '../../bin/run-command.ts';
import type { CheckLine } from '../../contract/checks.ts';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { endProcesses, root, simulate } from '../support/yitiji-process.ts';

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
    env: { ...process.env, YITIJI_DATA: dataDir, YITIJI_CONFIG: configFile },
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
  expect(cut.lines.find((text) => text.startsWith('不通过') && text.includes('凭条打印机'))).toMatch(/连接 .*→ .*线/);
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
