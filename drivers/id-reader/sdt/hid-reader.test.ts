import { describe, expect, it } from 'vitest';
import type { Log } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { type HidFault, type HidFraming, SdtHidSimulator } from '../../simulators/sdt-hid-simulator.ts';
import { SdtSimulator } from '../../simulators/sdt-simulator.ts';
import { LinkedLine } from '../../transport/linked-transport.ts';
import { openIdReader } from '../drivers.ts';
import { card, isFreeOfPersonalData, persona } from './rig.test-data.ts';

/** A reader over HID reports, its HID side and the module behind, in virtual time. */
function hidRig(framing: HidFraming) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'hid:2b8b:2721' });
  const module = new SdtSimulator({
    clock,
    send: (bytes) => hid.fromModule(bytes),
    unplug: () => line.unplug(),
  });
  const hid: SdtHidSimulator = new SdtHidSimulator({
    framing,
    send: (report) => line.send(report),
    toModule: (frame) => module.receive(frame),
  });
  const writtenMs: number[] = [];
  line.onHostBytes((report) => {
    writtenMs.push(clock.monoMs());
    hid.receive(report);
  });
  const logged: unknown[] = [];
  const log: Log = (id, fields) => void logged.push({ id, fields });
  const reader = openIdReader(`sdt-hid-${framing}`, {
    port: 'hid:2b8b:2721',
    clock,
    log,
    openPort: () => line.transport,
  });
  return { clock, line, module, hid, reader, logged, writtenMs };
}

describe.each(['raw', 'wrapped'] as const)('a reader over %s HID reports', (framing) => {
  it('reads a card whole, with photo, and pauses before the read', async () => {
    const rig = hidRig(framing);
    rig.reader.start();
    await rig.clock.advance(1_500);
    expect(rig.reader.samId()).toBe('05.01-20240115-0001234567-0890123456');
    const call = rig.reader.readCard({ userMs: 10_000 });
    await rig.clock.advance(100);
    rig.module.place(card);
    await rig.clock.advance(3_000);
    const read = await call;
    expect(read).toMatchObject({ ok: true, value: { card: { name: persona.name, number: persona.number } } });
    if (read.ok) expect(read.value.photo).toEqual(card.photo);
    expect(rig.hid.strangeReports).toBe(0);
    expect(rig.logged.filter((event) => JSON.stringify(event).includes('dropped'))).toEqual([]);
    const at = rig.module.commands.indexOf('readTextPhoto');
    // Select takes 30 ms in the module; the rest is the pause.
    expect((rig.writtenMs[at] ?? 0) - (rig.writtenMs[at - 1] ?? 0)).toBeGreaterThanOrEqual(130);
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });

  const faults: readonly HidFault[] = [
    { type: 'lost', at: 0 },
    { type: 'lost', at: 3 },
    { type: 'lost', at: 20 },
    { type: 'flipped', at: 0 },
    { type: 'flipped', at: 7 },
    { type: 'junk' },
  ];
  it.each(faults)('$type report $at of the card: read again in the same placing', async (fault) => {
    const rig = hidRig(framing);
    rig.reader.start();
    await rig.clock.advance(1_500);
    const call = rig.reader.readCard({ userMs: 20_000 });
    await rig.clock.advance(100);
    rig.module.place(card);
    while (rig.reader.presence() !== 'reading') await rig.clock.advance(10);
    await rig.clock.advance(200); // the read command is under way: find and select are over
    rig.hid.inject(fault);
    await rig.clock.advance(8_000);
    expect(await call).toMatchObject({ ok: true, value: { card: { number: persona.number } } });
    expect(rig.module.reads).toBe(fault.type === 'junk' ? 1 : 2);
    expect(isFreeOfPersonalData(rig.logged)).toBe(true);
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('unplugged while a card is read: E_LINK_LOST, then the link comes back and the next card is read', async () => {
    const rig = hidRig(framing);
    rig.reader.start();
    await rig.clock.advance(1_500);
    rig.module.inject({ type: 'unplug' }, { on: 'readTextPhoto' });
    const call = rig.reader.readCard({ userMs: 10_000 });
    rig.module.place(card);
    await rig.clock.advance(3_000);
    expect(await call).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'notDone' } });
    rig.module.remove();
    rig.line.plug();
    await rig.clock.advance(3_000);
    expect(rig.reader.status()).toMatchObject({ link: 'up', epoch: 2, faults: [] });
    const again = rig.reader.readCard({ userMs: 10_000 });
    await rig.clock.advance(100);
    rig.module.place(card);
    await rig.clock.advance(3_000);
    expect(await again).toMatchObject({ ok: true });
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('the other framing is not taken for this one (C10)', async () => {
    const rig = hidRig(framing);
    const other = new SdtHidSimulator({
      framing: framing === 'raw' ? 'wrapped' : 'raw',
      send: (report) => rig.line.send(report),
      toModule: (frame) => rig.module.receive(frame),
    });
    rig.hid.receive = (report) => other.receive(report);
    rig.reader.start();
    await rig.clock.advance(20_000);
    expect(rig.reader.status().link).not.toBe('up');
    expect(rig.module.commands).toEqual([]);
    await rig.reader.close();
  });
});
