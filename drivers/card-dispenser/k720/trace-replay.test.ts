import { expect, it } from 'vitest';
import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { CardWorld } from '../../simulators/card-world.ts';
import { K720Simulator } from '../../simulators/k720-simulator.ts';
import { ReplayDevice } from '../../trace/replay-device.ts';
import { parseTrace } from '../../trace/trace-file.ts';
import { TraceRecorder } from '../../trace/trace-recorder.ts';
import { tracedTransport } from '../../trace/traced-port.ts';
import { LinkedLine } from '../../transport/linked-transport.ts';
import type { Transport } from '../../transport/transport.ts';
import { openCardDispenser } from '../drivers.ts';
import { k720TraceCodec } from './trace-codec.ts';

const codec = k720TraceCodec({ lengthField: true });
const act = { actId: 'act-1', hooks: { sent: () => undefined } };

/** Feeds a card, asks its chip and captures it. */
async function lifeOver(clock: VirtualClock, transport: Transport) {
  const dispenser = openCardDispenser('k720', {
    port: 'port',
    clock,
    log: noLog,
    openPort: () => transport,
    profile: { common: { idlePollMs: 600_000 }, k720: { holdParam: '4' } },
  });
  dispenser.start();
  await clock.advance(1_000);
  const settled: unknown[] = [];
  const life = (async () => {
    settled.push(await dispenser.feed(act), await dispenser.readChip(), await dispenser.capture(act));
  })();
  for (let ms = 0; settled.length < 3 && ms < 30_000; ms += 50) await clock.advance(50);
  await life;
  await dispenser.close();
  return settled;
}

it('a recorded life of a card holds no UID, and plays again byte for byte (C15, C16)', async () => {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port' });
  const world = new CardWorld();
  const simulator = new K720Simulator({ clock, world, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const lines: string[] = [];
  const recorder = new TraceRecorder({
    codec,
    transport: 'port',
    deviceId: 'cardDispenser',
    clock,
    log: noLog,
    write: (text) => lines.push(text),
  });
  const [fed, chip, captured] = await lifeOver(clock, tracedTransport(line.transport, recorder));
  recorder.end();
  expect(fed).toMatchObject({ ok: true, value: { position: 'inside' } });
  expect(chip).toMatchObject({ ok: true, value: { id: '5A030001' } });
  expect(captured).toMatchObject({ ok: true, value: { position: 'bin' } });
  const text = `${lines.join('\n')}\n`;
  expect(text.length).toBeGreaterThan(2_000);
  expect(text.toUpperCase()).not.toContain('5A0300');

  const trace = parseTrace(text);
  if (!trace.ok) throw new Error(trace.error.reason);
  const replayClock = new VirtualClock();
  const replayLine = new LinkedLine({ clock: replayClock, id: 'port' });
  const replay = new ReplayDevice({
    trace: trace.value,
    codec,
    clock: replayClock,
    send: (bytes) => replayLine.send(bytes),
    mode: 'strict',
  });
  replayLine.onHostBytes((bytes) => replay.receive(bytes));
  replay.start();
  const again = await lifeOver(replayClock, replayLine.transport);
  replay.stop();
  expect(replay.mismatch).toBeNull();
  expect(again).toMatchObject([
    { ok: true, value: { position: 'inside' } },
    { ok: true, value: { id: '30303030' } },
    { ok: true, value: { position: 'bin' } },
  ]);
});
