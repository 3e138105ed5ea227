import { describe, expect, it } from 'vitest';
import type { K720Fault } from '../../simulators/k720-simulator.ts';
import { k720Rig } from './rig.test-data.ts';

describe('before the ENQ a frame may be sent again', () => {
  it.each<[string, K720Fault]>([
    ['the ACK is lost', { type: 'noAck' }],
    ['NAK', { type: 'nak' }],
    ['the device does not hear', { type: 'silence' }],
    ['the ACK comes when the frame has been sent again', { type: 'lateAck', ms: 310 }],
    ['noise before the ACK', { type: 'noise', bytes: 40 }],
    ['a NAK and ten more that nobody asked for', { type: 'nakStorm', count: 10 }],
  ])('%s: one feed, one card', async (_name, fault) => {
    const rig = k720Rig();
    await rig.ready();
    rig.simulator.inject(fault, { on: 'DC' });
    const fed = await rig.act('feed');
    // A storm may use up all three sends: then nothing has moved.
    if (!fed.ok) expect(fed.error).toMatchObject({ outcome: 'notDone', code: 'E_PROTOCOL', vendor: { code: 'NAK' } });
    expect(rig.world.fed).toBe(fed.ok ? 1 : 0);
    expect(rig.motions()).toEqual(fed.ok ? ['DC', 'FC7'] : []);
    await rig.dispenser.close();
  });

  it.each<[string, K720Fault, string]>([
    ['no ACK', { type: 'noAck' }, 'E_IO_TIMEOUT'],
    ['NAK', { type: 'nak' }, 'E_PROTOCOL'],
  ])('%s three times: notDone, and what the device may have accepted is cancelled', async (_name, fault, code) => {
    const rig = k720Rig();
    await rig.ready();
    const written: number[] = [];
    rig.line.onHostBytes((bytes) => written.push(bytes[0] ?? 0));
    rig.simulator.inject(fault, { on: 'DC', times: 3 });
    expect(await rig.act('feed')).toMatchObject({ ok: false, error: { outcome: 'notDone', code } });
    expect(rig.simulator.frames.filter((name) => name === 'DC')).toHaveLength(3);
    expect(written.includes(0x04)).toBe(fault.type === 'noAck');
    expect(rig.motions()).toEqual([]);
    expect(rig.world.fed).toBe(0);
    await rig.dispenser.close();
  });
});

describe('a status may be asked again', () => {
  it.each<[string, K720Fault]>([
    ['missing', { type: 'noReply' }],
    ['half', { type: 'halfReply' }],
    ['with a wrong BCC', { type: 'garbledReply' }],
    ['late', { type: 'lateReply', ms: 1_100 }],
    ['twice', { type: 'duplicateReply' }],
    ['something else', { type: 'foreignReply' }],
    ['behind noise', { type: 'noise', bytes: 30 }],
  ])('%s, twice: the third exchange gives the truth', async (_name, fault) => {
    const rig = k720Rig();
    await rig.ready();
    rig.simulator.inject(fault, { on: 'AP', times: 2 });
    expect(await rig.run(rig.dispenser.refresh())).toEqual({ ok: true, value: 'none' });
    await rig.clock.advance(2_000);
    if (fault.type !== 'noReply') expect(rig.wire.dropped).toBeGreaterThan(0);
    await rig.dispenser.close();
  });

  it('damaged again and again while a card moves: the motion is watched to its end all the same', async () => {
    const rig = k720Rig();
    await rig.ready();
    const call = rig.start('feed');
    await rig.clock.advance(700);
    rig.simulator.inject({ type: 'garbledReply' }, { on: 'AP', times: 3 });
    await rig.clock.advance(12_000);
    expect(call.result).toMatchObject({ ok: true, value: { position: 'inside' } });
    expect(rig.motions()).toEqual(['DC', 'FC7']);
    await rig.dispenser.close();
  });

  it('looks are at least 200 ms apart', async () => {
    const rig = k720Rig();
    await rig.ready();
    const asked: number[] = [];
    rig.line.onHostBytes((bytes) => {
      if (bytes[5] === 0x41 && bytes[6] === 0x50) asked.push(rig.clock.monoMs());
    });
    await rig.withCardAtExit();
    expect(asked.length).toBeGreaterThan(10);
    expect(Math.min(...asked.slice(1).map((at, index) => at - (asked[index] ?? 0)))).toBeGreaterThanOrEqual(200);
    await rig.dispenser.close();
  });
});

describe('another device on the port', () => {
  it('that speaks other words: wrong device, nothing moved', async () => {
    const rig = k720Rig();
    rig.simulator.inject({ type: 'foreignReply' }, { times: 100 });
    rig.dispenser.start();
    await rig.clock.advance(12_000);
    expect(rig.dispenser.status()).toMatchObject({ link: 'garbled', faults: [{ code: 'E_WRONG_DEVICE' }] });
    expect(rig.motions()).toEqual([]);
    await rig.dispenser.close();
  });

  it('silence is no device; an address that is not ours is silence', async () => {
    const rig = k720Rig({ profile: { address: 7 } });
    rig.dispenser.start();
    await rig.clock.advance(12_000);
    expect(rig.dispenser.status()).toMatchObject({ link: 'offOrAbsent', faults: [{ code: 'E_NO_DEVICE' }] });
    await rig.dispenser.close();
  });

  it('a unit without GV is well all the same', async () => {
    const rig = k720Rig();
    rig.simulator.inject({ type: 'silence' }, { on: 'GV', times: 3 });
    rig.dispenser.start();
    await rig.clock.advance(3_000);
    expect(rig.dispenser.status().link).toBe('up');
    expect(rig.dispenser.firmware()).toBeNull();
    await rig.dispenser.close();
  });
});
