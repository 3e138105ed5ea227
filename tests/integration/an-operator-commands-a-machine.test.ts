import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { FromTerminal } from '../../contract/channel.ts';
import { type Clock, systemClock } from '../../contract/clock.ts';
import type { CommandList, CommandReply } from '../../contract/console/commands.ts';
import type { IntentBody } from '../../contract/intent.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { loadConfig } from '../../terminal/config/load-config.ts';
import { startTerminal, type Terminal } from '../../terminal/terminal.ts';
import { type HubRig, root, startHubRig } from '../support/hub-rig.ts';

/** Waiting of the machine passes eight times as fast, so that a minute of quiet is a matter of seconds; what the wall shows is the time of day. */
const hurry = 8;
const clock: Clock = {
  wallMs: systemClock.wallMs,
  monoMs: () => systemClock.monoMs() * hurry,
  after: (ms, fn) => systemClock.after(ms / hurry, fn),
};
const kiosk = 'TH0017';
const shippedDir = join(root, 'kiosk-config');
const patience = { timeout: 45_000, interval: 200 };

let hub: HubRig;
let dir: string;
let lives = 0;
let restarts = 0;
let running: { readonly terminal: Terminal /** A citizen touches the first page. */; begin(): void } | null = null;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-command-'));
  hub = await startHubRig();
  await hub.enrolMachine(join(dir, '0'), kiosk, '示例街道政务服务站');
});
afterAll(async () => {
  await running?.terminal.stop('test');
  await hub?.close();
  rmSync(dir, { recursive: true, force: true });
});

function start(): void {
  let shown: Snapshot | null = null;
  const post = (message: FromTerminal) => {
    if (message.type === 'snapshot') shown = message.snapshot;
  };
  const loaded = loadConfig([join(shippedDir, 'default.json')]);
  if (!loaded.ok) throw new Error(loaded.error.reason);
  const config = { ...loaded.value, hub: { url: hub.url }, store: { ballastMiB: 0 } };
  const started = startTerminal({
    ...{ dataDir: join(dir, String(lives)), shippedDir, config, clock, log: () => undefined, post, setup: false },
    restart: () => {
      restarts += 1;
      // As a power cut leaves it: nothing more of this life reaches the disk of the next.
      cpSync(join(dir, String(lives)), join(dir, String(lives + 1)), { recursive: true });
      const before = running?.terminal;
      lives += 1;
      void before?.stop('restart').then(start);
    },
  });
  if (!started.ok) throw new Error(started.error.reason);
  const begin = () => {
    if (shown === null) throw new Error('nothing is shown');
    const { revision, epoch, screen } = shown;
    const body: IntentBody = { kind: 'press', id: screen.actions.main?.id ?? '' };
    started.value.receive({ type: 'call', id: 1, method: 'session.intent', input: { ...body, revision, epoch } });
  };
  running = { terminal: started.value, begin };
}

const send = async (act: object, more: object = {}) => {
  const body = { kiosks: [kiosk], act, reason: 'trial', ...more };
  const { commands } = (await hub.operator('/v1/operator/commands', body)) as CommandReply;
  return commands[0]?.id ?? '';
};
const rowOf = async (id: string) => {
  const { rows } = (await hub.operator(`/v1/console/commands?kiosk=${kiosk}`)) as CommandList;
  return rows.find((row) => row.id === id);
};
const ended = async (id: string) =>
  await vi.waitFor(async () => {
    const row = await rowOf(id);
    expect(row?.endedAt).toEqual(expect.any(String));
    return [row?.state, row?.code];
  }, patience);

test('what was ordered while a machine was off is done at its start, each once, and each answers for itself', async () => {
  const orders: readonly (readonly [object, object, readonly unknown[]])[] = [
    [{ kind: 'lockItem', item: 'ss.card.loss' }, {}, ['done', null]],
    [{ kind: 'lockItem', item: 'no.such.item' }, {}, ['refused', 'unknownItem']],
    [{ kind: 'selfTest' }, {}, ['done', null]],
    [{ kind: 'restartDevice', device: 'ghost' }, {}, ['refused', 'unknownDevice']],
    [{ kind: 'endMaintenance' }, {}, ['refused', 'noMaintenance']],
    [{ kind: 'replayDeadLetter', message: null }, {}, ['refused', 'nothingDead']],
    [{ kind: 'liftNotice' }, {}, ['refused', 'notPosted']],
    [{ kind: 'collectBundle' }, {}, ['done', null]],
  ];
  const ids: string[] = [];
  for (const [act, more] of orders) ids.push(await send(act, more));
  start();
  for (const [i, [, , end]] of orders.entries()) expect(await ended(ids[i] ?? '')).toEqual(end);
  expect((await rowOf(ids[2] ?? ''))?.detail).toMatch(/^pass \d+, warn \d+, fail \d+$/);
  expect((await rowOf(ids[7] ?? ''))?.detail).toMatch(/^[0-9a-f]{32}$/);
  expect(running?.terminal.context().closedItems).toEqual(['ss.card.loss']);
});

test('a restart is refused or waits while a citizen is there, comes once after a minute of quiet, and what was locked stays so', async () => {
  running?.begin();
  const [refused, trial] = [
    await send({ kind: 'restartApp' }, { whenBusy: 'refuse' }),
    await send({ kind: 'restartApp' }, { isDryRun: true }),
  ];
  const waits = await send({ kind: 'restartApp' });
  expect(await ended(refused)).toEqual(['refused', 'citizenActive']);
  expect(await ended(trial)).toEqual(['refused', 'citizenActive']);
  await vi.waitFor(async () => expect((await rowOf(waits))?.state).toBe('accepted'), patience);
  expect(restarts).toBe(0);
  expect(await ended(waits)).toEqual(['done', 'restarted']);
  expect(running?.terminal.context().closedItems).toEqual(['ss.card.loss']);
  // Commands after it find it done: one restart was ordered, one came.
  expect(await ended(await send({ kind: 'unlockItem', item: 'ss.card.loss' }))).toEqual(['done', null]);
  expect([restarts, running?.terminal.context().closedItems]).toEqual([1, []]);
}, 180_000);

test('a notice from afar stands on the page of citizens until it is lifted from afar', async () => {
  await ended(await send({ kind: 'postNotice', reason: 'cleaning', until: null }));
  expect(running?.terminal.context().faultNotice).toEqual({ reason: 'cleaning', until: null });
  expect(await ended(await send({ kind: 'liftNotice' }))).toEqual(['done', null]);
  expect(running?.terminal.context().faultNotice).toBeNull();
});
