import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endProcesses, root, yitiji } from '../support/yitiji-process.ts';

let dir = '';
let data = '';
let file = '';
const services: ChildProcess[] = [];
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-config-run-'));
  data = join(dir, 'data');
  mkdirSync(data);
  file = join(dir, 'machine.json');
  writeFileSync(file, JSON.stringify({ hub: { url: 'http://127.0.0.1:1' }, store: { ballastMiB: 0 } }));
});
afterEach(endProcesses);
afterAll(async () => {
  for (const service of services) await killed(service);
  rmSync(dir, { recursive: true, force: true });
});

type Event = Readonly<Record<string, unknown>>;

/** A terminal service without a window. */
function startService() {
  const child = spawn(process.execPath, ['--no-warnings', join(root, 'terminal/main.ts')], {
    env: { ...process.env, YITIJI_DATA: data, YITIJI_SETUP: 'off', YITIJI_CONFIG: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  services.push(child);
  const events: Event[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) events.push(JSON.parse(line) as Event);
    for (const look of [...waiting]) look();
  });
  return {
    child,
    events,
    /** Resolves with the first event of this name behind those that were awaited before. */
    logged: (name: string): Promise<Event> =>
      new Promise((resolve) => {
        const look = () => {
          const at = events.findIndex(({ event }) => event === name);
          if (at < 0) return;
          waiting.delete(look);
          resolve(events.splice(at, 1)[0] ?? {});
        };
        waiting.add(look);
        look();
      }),
  };
}

function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  return ended;
}

describe('the configuration of a service that runs', () => {
  it('takes what the command line sets, refuses what somebody breaks by hand, and starts with the last good one after a kill', async () => {
    const service = startService();
    await service.logged('terminal.service.started');
    const set = await yitiji([
      'config',
      'set',
      'updates.quietSeconds',
      '240',
      '--data',
      data,
      '--by',
      'op-1',
      '--json',
    ]);
    expect(set.last).toMatchObject({ done: true, file, plan: [{ path: '/updates/quietSeconds', when: 'now' }] });
    expect(await service.logged('terminal.config.taken')).toMatchObject({
      applied: 'updates.quietSeconds',
      restart: '',
    });

    const good = readFileSync(file, 'utf8');
    writeFileSync(file, good.replace('"updates"', '"updated"'));
    expect(await service.logged('terminal.config.refused')).toMatchObject({
      file,
      line: 8,
      column: 3,
      path: '/updated',
    });
    await killed(service.child);

    const again = startService();
    expect(await again.logged('terminal.config.refused')).toMatchObject({ line: 8, column: 3 });
    expect(await again.logged('terminal.config.lastGood')).toMatchObject({ since: expect.any(String) });
    await again.logged('terminal.service.started');
    const shown = await yitiji(['config', 'show', '--data', data, '--json']);
    expect(shown.last).toMatchObject({
      refused: [{ file, line: 8, column: 3 }],
      settings: expect.arrayContaining([
        expect.objectContaining({ path: '/updates/quietSeconds', value: 240, layer: 'machine' }),
      ]),
    });
    const undone = await yitiji(['config', 'undo', '--data', data]);
    expect([undone.code, readFileSync(file, 'utf8')]).toEqual([0, good]);
  });
});
