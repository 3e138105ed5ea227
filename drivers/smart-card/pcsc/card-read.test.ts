import { describe, expect, it } from 'vitest';
import { isFreeOfCardData, smartCardRig } from './rig.test-data.ts';

describe('a card that is put in when asked for', () => {
  it('version 2: everything is read, powered down and told', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const call = await rig.read();
    await rig.clock.advance(2_000);
    rig.insert('v2');
    await rig.clock.advance(2_000);
    expect(call.result).toMatchObject({
      ok: true,
      value: {
        areaCode: '440100',
        cardNumber: 'B12345678',
        version: '2.00',
        issued: '2015-08-01',
        validTo: '2025-08-01',
        name: '测试员甲',
        idNumber: '440106199001019990',
        authenticated: false,
      },
    });
    expect(rig.phases).toEqual(['waitingUser', 'reading']);
    expect(rig.reader.presence()).toBe('presentRead');
    expect(rig.reader.status()).toMatchObject({ link: 'up', media: 'inside', activity: 'idle' });
    expect(rig.simulator.connectedCards).toBe(0);
    expect(rig.logged.at(-1)).toEqual({
      id: 'device.smartCard.read',
      fields: { deviceId: 'smartCard', version: '2.00', result: 'ok', durationMs: 640 },
    });
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('version 3: card data without name and number, and it says so', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const call = await rig.read();
    const chip = rig.insert('v3', { speaksT0: true });
    await rig.clock.advance(2_000);
    expect(call.result).toMatchObject({
      ok: true,
      value: {
        version: '3.00',
        cardNumber: 'C12345678',
        name: null,
        idNumber: null,
        quality: { version: 'ok', name: 'authFailed', idNumber: 'authFailed' },
      },
    });
    expect(chip.verifyAttempts).toBe(0);
    expect(rig.logged.at(-1)).toMatchObject({ fields: { result: 'name:authFailed,idNumber:authFailed' } });
    await rig.reader.close();
  });

  it('after wipe nothing is left, and printing it shows nothing', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const call = await rig.read();
    rig.insert('v2');
    await rig.clock.advance(2_000);
    if (call.result?.ok !== true) throw new Error('not read');
    const read = call.result.value;
    expect(isFreeOfCardData([read, rig.logged])).toBe(true);
    expect(read.name).not.toBeNull();
    read.wipe();
    expect([read.name, read.idNumber, read.cardNumber, read.areaCode, read.version]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    await rig.reader.close();
  });

  it('a bank card: E_MEDIA_INVALID with the status word, and the citizen can cure it', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const call = await rig.read();
    rig.insert('bank');
    await rig.clock.advance(2_000);
    expect(call.result).toMatchObject({
      ok: false,
      error: {
        code: 'E_MEDIA_INVALID',
        outcome: 'notDone',
        userFixable: true,
        vendor: { code: '6A 82' },
        mediaAt: 'inside',
      },
    });
    expect(rig.reader.presence()).toBe('presentFailed');
    expect(rig.logged.at(-1)).toEqual({
      id: 'device.call.failed',
      fields: {
        deviceId: 'smartCard',
        call: 'readSocialSecurityCard',
        code: 'E_MEDIA_INVALID',
        outcome: 'notDone',
        vendor: '6A 82',
      },
    });
    await rig.reader.close();
  });
});
