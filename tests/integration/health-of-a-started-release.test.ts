import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import type { HealthFacts } from '../../contract/update-health.ts';
import { healthPolicy } from '../../updater/health/judge.ts';
import { type HealthEnd, waitForHealth } from '../../updater/health/wait-for-health.ts';
import { root } from '../support/hub-rig.ts';
import { ExchangedRelease } from './started-release.test-data.ts';

/** The health gate of an update (docs/updates.md): a real terminal service, asked over its real socket by the updater's own code. */
const before = '2026.11.1-1111111111111111';
const candidate = '2026.11.2-2222222222222222';
/** As in the field, but shorter: the drivers poll all the time. */
const policy = { ...healthPolicy, limitMs: 60_000, offlineAfterMs: 30_000, release: candidate };
const { limitMs, steadyMs } = policy;
const deviceNames = ['idReader', 'receiptPrinter', 'cardDispenser', 'documentPrinter', 'personaliser'];

let machine: ExchangedRelease;
let facts: HealthFacts;
const programs: ChildProcess[] = [];
beforeAll(async () => {
  machine = new ExchangedRelease();
  await machine.prepare();
  facts = await factsBefore();
  await machine.end();
});
beforeEach(async () => {
  machine = new ExchangedRelease();
  await machine.prepare();
});
afterEach(async () => {
  for (const program of programs.splice(0)) {
    const ended = new Promise((resolve) => program.once('exit', resolve));
    if (program.kill('SIGKILL')) await ended;
  }
  await machine.end();
});

/** The release before, well, and its facts at the moment of the switch. */
async function factsBefore(): Promise<HealthFacts> {
  await machine.start(before);
  const { until } = await machine.watch();
  machine.open('draws');
  await machine.clock.advance(15_000);
  const well = await until(
    ({ hub, devices, page }) =>
      hub.isOnline && page.state === 'drawn' && devices.every(({ availability }) => availability !== 'unavailable'),
  );
  await machine.stop();
  return well;
}

function judged() {
  const { clock, connect } = machine;
  const ended: { how?: HealthEnd } = {};
  const end = waitForHealth({ connect, before: facts, policy, clock }, new AbortController().signal);
  void end.then((how) => {
    ended.how = how;
  });
  return { end, ended };
}

describe('a release that was just started', () => {
  it('becomes well in its own order, each step pushed, and passes when it has stood for a while', async () => {
    expect(facts.devices.map(({ role }) => role).sort()).toEqual([...deviceNames].sort());
    const { answer } = machine.hub;
    machine.hub.answer = () => ({ status: 503, body: { error: 'busy', detail: '' } });
    await machine.start(candidate);
    const { end } = judged();
    const { until, heard } = await machine.watch();
    expect(heard[0]).toMatchObject({
      ...{ release: candidate, store: { fault: null, isDurable: true, probe: 'ok' } },
      ...{ page: { isShellUp: false, state: 'none', losses: 0 }, hub: { isEnrolled: true, isAccepted: false } },
    });
    expect(heard[0]?.start).not.toBe(facts.start);
    await until(({ hub }) => hub.last === 'silent');
    machine.open('draws');
    await until(({ page, hub }) => page.isShellUp && page.state === 'drawn' && !hub.isAccepted);
    machine.hub.answer = answer;
    await machine.clock.advance(15_000);
    await until(({ devices }) => devices.every(({ availability }) => availability !== 'unavailable'));
    await machine.clock.advance(steadyMs);
    expect(await end).toBe('pass');
    expect(machine.clock.monoMs()).toBeLessThan(limitMs);
  });

  it('that has lost a device fails at the limit, and not before', async () => {
    await machine.start(candidate, 'idReader');
    const { end, ended } = judged();
    const { until } = await machine.watch();
    machine.open('draws');
    await until(({ hub }) => hub.isAccepted);
    await machine.clock.advance(limitMs - 1_000);
    expect(ended).toEqual({});
    await machine.clock.advance(1_000);
    expect(await end).toMatchObject({ fail: 'device', what: expect.stringMatching(/^idReader\//) });
  });

  it.each([
    ['draws nothing', 'closed', 'none'],
    ['draws an empty frame', 'blank', 'blank'],
    ['dies each time', 'dies', 'lost'],
  ] as const)('whose page %s fails at the limit', async (_what, window, state) => {
    await machine.start(candidate);
    const { end } = judged();
    const { until } = await machine.watch();
    machine.open(window);
    await until(({ hub, page }) => hub.isAccepted && page.isShellUp && page.state === state);
    await machine.clock.advance(limitMs);
    expect(await end).toEqual({ fail: 'page', what: state });
  });

  it('that the hub refuses although it knew the machine before fails at the limit', async () => {
    machine.hub.answer = () => ({ status: 400, body: { error: 'badRequest', detail: 'x' } });
    await machine.start(candidate);
    const { end } = judged();
    const { until } = await machine.watch();
    machine.open('draws');
    await until(({ hub, page }) => hub.last === 'refused' && page.state === 'drawn');
    await machine.clock.advance(limitMs);
    expect(await end).toMatchObject({ fail: 'hubRefused' });
  });

  it('on a disk that takes no write fails at once', async () => {
    // No disk is filled: a limit on the size of files makes write() fail in the same place (EFBIG; Node ignores SIGXFSZ).
    const program = spawn(
      'sh',
      ['-c', 'ulimit -f 1 && exec "$0" "$@"', process.execPath, '--no-warnings', join(root, 'terminal/main.ts')],
      {
        env: { ...process.env, YITIJI_DATA: machine.dir, YITIJI_RELEASE: candidate },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    programs.push(program);
    const { connect } = machine;
    const end = await waitForHealth(
      { connect, before: facts, policy, clock: systemClock },
      new AbortController().signal,
    );
    expect(end).toMatchObject({ fail: 'store' });
  });
});
