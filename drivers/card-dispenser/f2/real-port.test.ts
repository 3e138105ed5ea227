import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { noLog } from '../../../contract/log.ts';
import { F2Simulator } from '../../simulators/f2-simulator.ts';
import { PtyLine } from '../../simulators/pty.ts';
import type { CardDispenser } from '../card-dispenser.ts';
import { openCardDispenser } from '../drivers.ts';

let folder = '';
let line: PtyLine;
let simulator: F2Simulator;
let device: CardDispenser;

/** Resolves when the condition of the status holds; the test's own time limit is the only one. */
function until(condition: () => boolean): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve) => {
    const leave = device.onStatus(() => {
      if (!condition()) return;
      leave();
      resolve();
    });
  });
}

const act = { actId: 'a1', hooks: { sent: () => undefined } };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-pty-'));
  line = new PtyLine(join(folder, 'dispenser'));
  simulator = new F2Simulator({
    clock: systemClock,
    send: (bytes) => line.send(bytes),
    unplug: () => void line.unplug(),
    paceBaud: 9_600,
    motionMs: { feed: 100, present: 100 },
  });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  await line.plug();
  device = openCardDispenser('f2', { port: line.path, clock: systemClock, log: noLog });
  device.start();
});

afterEach(async () => {
  await device.close();
  simulator.stop();
  await line.unplug();
  rmSync(folder, { recursive: true, force: true });
});

describe('a dispenser on a real port', () => {
  it('feeds, presents and sees the card taken; pulled out and back, it knows where things are', async () => {
    await until(() => device.status().link === 'up');
    expect(await device.feed(act)).toMatchObject({ ok: true, value: { position: 'inside' } });
    simulator.inject({ type: 'unplug', at: 'midMotion' }, { on: 'moveGate' });
    expect(await device.present(act)).toMatchObject({ error: { code: 'E_LINK_LOST', outcome: 'indeterminate' } });
    const startMs = systemClock.monoMs();
    await line.plug();
    await until(() => device.status().link === 'up' && device.position() === 'exit');
    expect(systemClock.monoMs() - startMs).toBeLessThan(5_000);
    const taken = device.awaitTaken({ userMs: 10_000 });
    simulator.world.take();
    expect(await taken).toEqual({ ok: true, value: 'taken' });
    expect(simulator.world.fed).toBe(1);
  });
});
