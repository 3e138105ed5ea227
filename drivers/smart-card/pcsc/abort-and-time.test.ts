import { describe, expect, it } from 'vitest';
import type { AbortReason } from '../../../contract/device.ts';
import { smartCardRig } from './rig.test-data.ts';

const abort = (controller: AbortController, reason: AbortReason) => controller.abort(reason);

describe('a caller who leaves', () => {
  it('before anything began: nothing was touched', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const controller = new AbortController();
    abort(controller, 'user');
    const call = await rig.read({ signal: controller.signal });
    await rig.clock.advance(0);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_CANCELLED', outcome: 'notStarted' } });
    await rig.reader.close();
  });

  it.each([
    ['user', 'E_CANCELLED'],
    ['sessionEnd', 'E_CANCELLED'],
    ['deadline', 'E_TIMEOUT'],
  ] as const)('while waiting (%s): %s, disarmed at once', async (reason, code) => {
    const rig = smartCardRig();
    await rig.ready();
    const controller = new AbortController();
    const call = await rig.read({ signal: controller.signal });
    await rig.clock.advance(100);
    expect(rig.reader.status().activity).toBe('waitingUser');
    abort(controller, reason);
    const late = rig.insert('v2');
    await rig.clock.advance(2_000);
    expect(call.result).toMatchObject({ ok: false, error: { code, outcome: 'notDone' } });
    expect(rig.reader.status()).toMatchObject({ activity: 'idle', media: 'inside' });
    expect(late.instructions).toEqual([]);
    await rig.reader.close();
  });

  it('while a card is read: stopped between two commands; a deadline lets the card win', async () => {
    for (const [reason, isRead] of [
      ['user', false],
      ['deadline', true],
    ] as const) {
      const rig = smartCardRig();
      await rig.ready();
      const controller = new AbortController();
      const call = await rig.read({ signal: controller.signal });
      await rig.clock.advance(10);
      const chip = rig.insert('v2');
      await rig.clock.advance(300);
      abort(controller, reason);
      await rig.clock.advance(2_000);
      if (isRead) expect(call.result).toMatchObject({ ok: true });
      else expect(call.result).toMatchObject({ ok: false, error: { code: 'E_CANCELLED', outcome: 'notDone' } });
      expect(chip.instructions.length).toBe(isRead ? 13 : 5);
      expect(rig.simulator.connectedCards).toBe(0);
      await rig.reader.close();
      expect(rig.clock.pending).toBe(0);
    }
  });

  it('in the same turn as the card comes: the card is told of, not lost sight of', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const controller = new AbortController();
    const call = await rig.read({ signal: controller.signal });
    await rig.clock.advance(10);
    rig.insert('v2');
    abort(controller, 'deadline');
    await rig.clock.advance(2_000);
    expect(call.result).toMatchObject({ ok: true });
    await rig.reader.close();
  });

  it('userMs is over at the last moment of a read: the read is finished', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const call = await rig.read({ userMs: 1_000 });
    await rig.clock.advance(900);
    rig.insert('v2');
    await rig.clock.advance(2_000);
    expect(call.result).toMatchObject({ ok: true });
    await rig.reader.close();
  });
});

describe('two callers', () => {
  it('the second waits for its turn, then gets E_CLAIM_BUSY; the first is not disturbed', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const first = await rig.read();
    const second = await rig.read({ queueMs: 500 });
    await rig.clock.advance(600);
    expect(second.result).toMatchObject({ ok: false, error: { code: 'E_CLAIM_BUSY', outcome: 'notStarted' } });
    rig.insert('v2');
    await rig.clock.advance(2_000);
    expect(first.result).toMatchObject({ ok: true });
    await rig.reader.close();
  });
});

describe('close', () => {
  it('settles the call that waits, closes the port, leaves no timer and no listener', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const call = await rig.read();
    await rig.clock.advance(10);
    await rig.reader.close();
    await rig.clock.advance(0);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_CANCELLED', outcome: 'notDone' } });
    expect(rig.simulator.isOpen).toBe(false);
    expect(rig.clock.pending).toBe(0);
    await rig.reader.close();
    const after = await rig.read();
    await rig.clock.advance(0);
    expect(after.result).toMatchObject({ ok: false, error: { code: 'E_DISABLED', outcome: 'notStarted' } });
  });

  it('before start: E_NOT_READY', async () => {
    const rig = smartCardRig();
    const call = await rig.read();
    await rig.clock.advance(0);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_NOT_READY', outcome: 'notStarted' } });
    await rig.reader.close();
  });
});
