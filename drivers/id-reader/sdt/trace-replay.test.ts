import { expect, it } from 'vitest';
import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { SdtHidSimulator } from '../../simulators/sdt-hid-simulator.ts';
import { SdtSimulator } from '../../simulators/sdt-simulator.ts';
import { recordLife, replayLife } from '../../trace/replay-life.test-data.ts';
import { LinkedLine } from '../../transport/linked-transport.ts';
import type { Transport } from '../../transport/transport.ts';
import { openIdReader } from '../drivers.ts';
import { card, isFreeOfPersonalData, persona } from './rig.test-data.ts';
import { sdtTraceCodecs } from './trace-codec.ts';

/** Reads one card over a transport; `place` lays it down where there is one. */
async function readOver(
  driver: (typeof drivers)[number],
  clock: VirtualClock,
  transport: Transport,
  place: () => void,
) {
  const port = driver === 'sdt' ? '/dev/ttyS1' : 'hid:2b8b:2721';
  const profile = { trustsFirstSight: true, idlePollMs: 60_000, presencePollMs: 60_000 };
  const reader = openIdReader(driver, { port, clock, log: noLog, openPort: () => transport, profile });
  place();
  reader.start();
  const call = reader.readCard({ userMs: 10_000, queueMs: 5_000 });
  await clock.advance(12_000);
  await reader.close();
  return call;
}

const drivers = ['sdt', 'sdt-hid-raw', 'sdt-hid-wrapped'] as const;

it.each(drivers)(
  '%s: a recorded read is free of the person, and plays again as a read of nobody (C15, C16)',
  async (driver) => {
    const codec = sdtTraceCodecs.find((one) => one.driver === driver);
    if (codec === undefined) throw new Error(`no codec ${driver}`);
    const clock = new VirtualClock();
    const line = new LinkedLine({ clock, id: 'port' });
    const module = new SdtSimulator({
      clock,
      firstFindFails: false,
      send: (bytes) => (hid === null ? line.send(bytes) : hid.fromModule(bytes)),
    });
    const framing = driver === 'sdt' ? null : driver === 'sdt-hid-raw' ? 'raw' : 'wrapped';
    const hid: SdtHidSimulator | null =
      framing === null
        ? null
        : new SdtHidSimulator({ framing, send: (r) => line.send(r), toModule: (frame) => module.receive(frame) });
    line.onHostBytes((bytes) => (hid === null ? module.receive(bytes) : hid.receive(bytes)));
    const { lived: read, text } = await recordLife({ codec, deviceId: 'idReader', clock, line }, (transport) =>
      readOver(driver, clock, transport, () => module.place(card)),
    );
    expect(read).toMatchObject({ ok: true, value: { card: { number: persona.number } } });
    expect(text.length).toBeGreaterThan(3_000);
    expect(isFreeOfPersonalData(text)).toBe(true);
    expect(text).not.toContain(Buffer.from(persona.name, 'utf16le').toString('hex'));

    const { again, mismatch } = await replayLife(codec, text, (replayClock, transport, start) =>
      readOver(driver, replayClock, transport, start),
    );
    expect(mismatch).toBeNull();
    expect(again).toMatchObject({ ok: true, value: { card: { type: 'resident', name: '某某' } } });
  },
);
