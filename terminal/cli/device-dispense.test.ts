import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../contract/clock.ts';
import { UsageError } from '../../contract/command.ts';
import { noLog } from '../../contract/log.ts';
import { F2Simulator } from '../../drivers/simulators/f2-simulator.ts';
import { PtyLine } from '../../drivers/simulators/pty.ts';
import { systemRandom } from '../crypto/random.ts';
import { openStore } from '../store/open-store.ts';
import { motion, newCard, send } from '../store/testing/ledger.test-data.ts';
import { deviceDispense } from './device-dispense.ts';

/** Motors that turn ten times as fast as real ones; the driver keeps real time. */
const fastMotors: Clock = { ...systemClock, after: (ms, fn) => systemClock.after(ms / 10, fn) };

let folder = '';
let line: PtyLine;
let unit: F2Simulator;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-dispense-test-'));
  line = new PtyLine(join(folder, 'port'));
  unit = new F2Simulator({ clock: fastMotors, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => unit.receive(bytes));
  await line.plug();
});

afterEach(async () => {
  unit.stop();
  await line.unplug();
  rmSync(folder, { recursive: true, force: true });
});

function run(more: Readonly<Record<string, string>>, onNote: (line: string) => void, signal?: AbortSignal) {
  const options = {
    driver: 'f2',
    port: line.path,
    baud: '9600',
    address: '0',
    timeout: '10',
    'take-timeout': '20',
    ...more,
  };
  const io = { out: () => undefined, note: onNote, signal: signal ?? new AbortController().signal };
  return deviceDispense.run({ options, positionals: [] }, io);
}

const takeIt = (note: string) => {
  if (note === 'please take the card') unit.world.take();
};

describe('device dispense on a real port', () => {
  it('ends with 0 only when a hand has taken the card', async () => {
    expect(await run({}, takeIt)).toMatchObject({ exit: 0, json: { outcome: 'done', media: 'taken' } });
    expect(unit.world).toMatchObject({ fed: 1, captured: 0 });
  });

  it('Ctrl+C while the card is offered: it is captured, and that is what is said', async () => {
    const controller = new AbortController();
    const result = await run(
      {},
      (note) => {
        if (note === 'please take the card') controller.abort('user');
      },
      controller.signal,
    );
    expect(result).toMatchObject({
      exit: 1,
      json: { outcome: 'partial', media: 'retracted', bin: 'retain', fault: { code: 'E_CANCELLED' } },
    });
    expect(unit.world).toMatchObject({ fed: 1, captured: 1 });
  });

  it('nobody takes it: captured; hopper empty: nothing moves', async () => {
    expect(await run({ 'take-timeout': '0.5' }, () => undefined)).toMatchObject({
      exit: 1,
      json: { outcome: 'partial', media: 'retracted', bin: 'retain', fault: { code: 'E_MEDIA_RETRACTED' } },
    });
    expect(unit.world).toMatchObject({ fed: 1, captured: 1 });
    unit.world.stuck = { hopper: 'empty' };
    expect(await run({}, takeIt)).toMatchObject({
      exit: 1,
      json: { outcome: 'notStarted', media: 'none', fault: { code: 'E_SUPPLY_OUT' } },
    });
    expect(unit.world.fed).toBe(1);
  });

  it.each(['ackLost', 'noAck'] as const)('%s: one card is fed, and taken', async (type) => {
    unit.inject({ type }, { on: 'moveRf' });
    expect(await run({}, takeIt)).toMatchObject({ exit: 0, json: { media: 'taken' } });
    expect(unit.world.fed).toBe(1);
  });

  it('--data: the card of a run that was cut is brought in first; then one new card, not two', async () => {
    const data = join(folder, 'data');
    unit.world.begin('feed');
    unit.world.end();
    const opened = openStore({ dir: data, clock: systemClock, log: noLog, random: systemRandom });
    if (!opened.ok) throw new Error(opened.error.detail);
    send(opened.value, motion('a-1', 'feed'), newCard());
    opened.value.close();
    expect(await run({ data }, takeIt)).toMatchObject({ exit: 0, json: { media: 'taken' } });
    expect(unit.world).toMatchObject({ fed: 2, captured: 1 });
    const again = openStore({ dir: data, clock: systemClock, log: noLog, random: systemRandom });
    if (!again.ok) throw new Error(again.error.detail);
    expect(again.value.custody.ofDevice('dispenser').map(({ state }) => state)).toEqual(['retained', 'taken']);
    expect(again.value.acts.forCustody('card-1')).toMatchObject([
      // After a restart of the unit the driver calls a card inside `partial`: its history is not known.
      { kind: 'feed', state: 'confirmed', outcome: expect.stringMatching(/^(done|partial)$/), by: 'reconcile' },
      { kind: 'capture', outcome: 'done' },
    ]);
    again.value.close();
  });

  it('no dispenser at the port: nothing moved, and that is what is said', async () => {
    unit.powerOff();
    const result = await run({ timeout: '0.5' }, () => undefined);
    expect(result).toMatchObject({ exit: 1, json: { outcome: 'notStarted' } });
    expect(unit.world.fed).toBe(0);
  });

  it.each([
    { driver: 'k720', 'hold-param': '2' },
    { settings: '{' },
    { settings: '{"holdParam":"9"}' },
    { 'take-timeout': '0' },
    { driver: 'crt' },
  ])('wrong usage touches no port: %o', async (more) => {
    await expect(run(more as Record<string, string>, () => undefined)).rejects.toThrow(UsageError);
  });
});
