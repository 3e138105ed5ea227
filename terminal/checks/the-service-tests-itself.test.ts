import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LiveFacts } from '../../contract/checks.ts';
import { noLog } from '../../contract/log.ts';
import { loadConfig } from '../config/load-config.ts';
import { loadDeviceKey } from '../crypto/device-key.ts';
import { makeHubSide, submitOk, temporaryStore } from '../store/testing/temporary-store.ts';
import { lookAtStore } from './look/look-at-store.ts';
import { startServiceChecks } from './service-checks.ts';

const shippedDir = join(import.meta.dirname, '../../kiosk-config');
const hub = await makeHubSide();

test('the run of the service: real store, real disk, what the link and the devices say; the disk that refused a write is told', async () => {
  using temporary = temporaryStore(hub.identity);
  const { store, clock, dir } = temporary;
  const pageDir = mkdtempSync(join(tmpdir(), 'yitiji-page-'));
  mkdirSync(join(pageDir, 'audio'));
  loadDeviceKey(dir);
  await submitOk(store);
  const config = loadConfig([join(shippedDir, 'default.json')]);
  if (!config.ok) throw new Error(config.error.reason);
  const state: LiveFacts = {
    ...{ version: '1', devices: [], cabinet: null, durability: 'ok', ballast: 'none', intake: 'open', pageDir },
    hub: { isOnline: true, isKeyRefused: false, offsetMs: 200, roundTripMs: 30 },
  };
  let live = state;
  const checks = startServiceChecks({
    ...{ store, clock, log: noLog, dataDir: dir, textsDir: join(shippedDir, 'texts'), config: config.value },
    ...{ devices: { receiptPrinter: null, documentPrinter: null }, isBallastWanted: true, configFault: () => null },
    isIdle: () => false,
    live: () => live,
  });
  const { lines } = await checks.selfTest.run('demand');
  const said = (id: string) =>
    lines.filter((line) => line.id === id).map(({ verdict, word, measured }) => [verdict, word ?? measured]);
  expect(lines.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  expect(said('store.durability')).toEqual([['pass', 'durable']]);
  expect(said('store.probe').map(([verdict]) => verdict)).toEqual(['pass']);
  expect(said('outbox.depth')).toEqual([['pass', 1]]);
  expect(said('outbox.sequence')).toEqual([['pass', 'whole']]);
  expect(said('clock.offset')).toEqual([['pass', 0.2]]);
  expect(said('hub.roundTrip')).toEqual([['pass', 30]]);
  expect(said('key.machine')).toEqual([['pass', 'there']]);
  expect(said('program.enrolment')).toEqual([['pass', 'enrolled']]);
  expect(said('speech.clips')).toEqual([['warn', 0]]);
  expect(checks.daysLeft().map(({ unknown }) => unknown)).toEqual(['history', 'count', 'history']);
  live = { ...state, durability: 'failed', intake: 'disk', hub: { ...state.hub, isOnline: false } };
  const after = await checks.selfTest.run('demand');
  expect(checks.selfTest.report()?.failed).toEqual(['program', 'store']);
  expect(after.lines.find(({ id }) => id === 'store.durability')).toMatchObject({ verdict: 'fail', word: 'writeLost' });
  checks.stop();
  expect(clock.pending).toBe(0);
  rmSync(pageDir, { recursive: true, force: true });
});

test('a message of a moment ago does not wait for days because the clock of the machine is wrong', async () => {
  using temporary = temporaryStore(hub.identity);
  const { store, dir } = temporary;
  const behindMs = 40 * 86_400_000;
  store.followHub(() => behindMs);
  await submitOk(store);
  const nowMs = store.trustedWallMs() + 1_000;
  const looked = await lookAtStore({
    ...{ dataDir: dir, nowMs, isThorough: false, isBallastWanted: false, health: 'ok', ballast: 'none' },
  });
  expect(looked.outbox).toMatchObject({ pending: 1, dead: 0, missing: 0, oldestAgeMs: 1_000 });
});
