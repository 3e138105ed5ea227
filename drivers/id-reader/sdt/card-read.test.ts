import { describe, expect, it } from 'vitest';
import { card, isFreeOfPersonalData, persona, readerRig } from './rig.test-data.ts';

describe('reading a fresh card', () => {
  it('gives the card once, says what the citizen should do, and stays quiet about the content (C15)', async () => {
    const rig = readerRig();
    await rig.ready();
    expect(rig.reader.samId()).toBe('05.01-20240115-0001234567-0890123456');
    expect(rig.reader.presence()).toBe('absent');
    const call = rig.read();
    await rig.clock.advance(1_000);
    expect(rig.reader.status()).toMatchObject({ link: 'up', activity: 'waitingUser', media: 'none' });
    rig.simulator.place(card);
    await rig.clock.advance(3_000);
    if (call.result?.ok !== true) throw new Error('not read');
    const read = call.result.value;
    const { name, number, address, birthDate, validTo } = persona;
    expect(read.card).toMatchObject({ name, number, address, birthDate, validTo, type: 'resident', ethnicity: '汉族' });
    expect(read.photo.length).toBe(1024);
    expect(read.photo[0]).toBe(0x57);
    expect(read.newestAddress).toBeNull();
    expect(read.readMs).toBeGreaterThan(700);
    expect(read.readMs).toBeLessThan(800);
    expect(rig.phases).toEqual(['waitingUser', 'reading']);
    expect(rig.reader.presence()).toBe('presentRead');
    await rig.clock.advance(10_000);
    expect(rig.simulator.reads).toBe(1);
    expect(rig.reader.presence()).toBe('presentRead');
    rig.simulator.remove();
    await rig.clock.advance(2_000);
    expect(rig.reader.presence()).toBe('absent');
    expect(rig.logged.map(({ id }) => id)).toEqual(['device.link.changed', 'device.idCard.read']);
    expect(isFreeOfPersonalData([rig.logged, rig.reader.status(), JSON.stringify(read)])).toBe(true);
    read.wipe();
    expect(isFreeOfPersonalData(read.card)).toBe(true);
    expect(read.photo.every((byte) => byte === 0)).toBe(true);
    await rig.reader.close();
    rig.simulator.restart();
    expect(rig.clock.pending).toBe(0);
  });

  it('reads every shape, in any pieces, on a slow wire', async () => {
    for (const simulator of [
      { isLongShape: true },
      { cutsReplies: true },
      { paceBaud: 9_600 },
      { cutsReplies: true, paceBaud: 115_200 },
      { firstFindFails: false },
    ]) {
      const rig = readerRig({ simulator, line: { chunks: [1, 7, 64] } });
      await rig.ready();
      const call = rig.read();
      await rig.clock.advance(100);
      rig.simulator.place(card);
      await rig.clock.advance(8_000);
      expect(call.result, JSON.stringify(simulator)).toMatchObject({ ok: true });
      await rig.reader.close();
    }
  });

  it('takes no more than the module and the wire need', async () => {
    const rig = readerRig({ simulator: { paceBaud: 115_200, firstFindFails: false } });
    await rig.ready();
    const call = rig.read();
    await rig.clock.advance(100);
    rig.simulator.place(card);
    await rig.clock.advance(3_000);
    // select 30 + read 700 + address 5 ms of work; replies of 19, 1,295 and 11 bytes at 115,200 baud
    const workMs = 735 + ((19 + 1_295 + 11) * 10_000) / 115_200;
    const readMs = call.result?.ok ? call.result.value.readMs : Number.POSITIVE_INFINITY;
    expect(readMs).toBeLessThanOrEqual(Math.ceil(workMs) + 1);
  });

  it('gives the address that was appended later, and none when it cannot tell which is newest', async () => {
    for (const [addresses, newest] of [
      [['广东省广州市海珠区测试路3号'], '广东省广州市海珠区测试路3号'],
      [['甲', '乙'], null],
    ] as const) {
      const rig = readerRig();
      await rig.ready();
      const call = rig.read();
      await rig.clock.advance(100);
      rig.simulator.place({ ...card, addresses });
      await rig.clock.advance(3_000);
      expect(call.result).toMatchObject({ ok: true, value: { newestAddress: newest } });
      await rig.reader.close();
    }
  });

  it('serves one caller at a time', async () => {
    const rig = readerRig();
    await rig.ready();
    const first = rig.read();
    const second = rig.read({ queueMs: 200 });
    await rig.clock.advance(300);
    expect(second.result).toMatchObject({ ok: false, error: { code: 'E_CLAIM_BUSY', outcome: 'notStarted' } });
    rig.simulator.place(card);
    await rig.clock.advance(3_000);
    expect(first.result).toMatchObject({ ok: true });
    await rig.reader.close();
  });
});
