import { describe, expect, test } from 'vitest';
import { f2Rig } from './rig.test-data.ts';
import { bytesOf } from './vectors.test-data.ts';

describe('something else on the port', () => {
  test.each([
    ['an SDT reader', 'AA AA AA 96 69 00 04 00 00 21 25'],
    ['a scanner', '36 39 31 32 33 34 35 0D 0A'],
    ['an echo', 'F2 00 00 03 43 31 30 03 B0'],
  ])('%s: named, never initialised, nothing but STATUS sent', async (_name, hex) => {
    const rig = f2Rig();
    rig.sim.powerOff();
    const written: Uint8Array[] = [];
    rig.line.onHostBytes((bytes) => {
      written.push(bytes);
      rig.line.send(bytesOf(hex));
    });
    rig.device.start();
    await rig.clock.advance(20_000);
    expect(rig.device.status()).toMatchObject({ link: 'garbled', faults: [{ code: 'E_WRONG_DEVICE' }] });
    const status = bytesOf('F2 00 00 03 43 31 30 03 B0');
    expect(written.every((bytes) => String(bytes) === String(status))).toBe(true);
    expect(written.length).toBeGreaterThan(1);
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ error: { outcome: 'notStarted' } });
    await rig.device.close();
  });

  test('a unit at another address is not this one', async () => {
    const rig = f2Rig({ profile: { address: 3 } });
    await rig.ready();
    await rig.clock.advance(5_000);
    expect(rig.device.status()).toMatchObject({ link: 'offOrAbsent', faults: [{ code: 'E_NO_DEVICE' }] });
    await rig.device.close();
    const right = f2Rig({ profile: { address: 3 }, simulator: { address: 3 } });
    await right.ready();
    expect(right.device.status().link).toBe('up');
    await right.device.close();
  });

  test('nothing at all: no device, and the port is tried again for ever with back-off', async () => {
    const rig = f2Rig();
    rig.sim.powerOff();
    rig.device.start();
    await rig.clock.advance(60_000);
    expect(rig.device.status()).toMatchObject({ link: 'offOrAbsent', faults: [{ code: 'E_NO_DEVICE' }] });
    expect(rig.line.maxOpen).toBe(1);
    rig.sim.powerOn();
    await rig.clock.advance(20_000);
    expect(rig.device.status()).toMatchObject({ link: 'up', faults: [] });
    await rig.device.close();
  });
});
