import { expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { drivers, traceCodecNamed, traceCodecOf } from '../../registry.ts';
import { CardWorld } from '../../simulators/card-world.ts';
import { K720Simulator } from '../../simulators/k720-simulator.ts';
import { recordLife, replayLife } from '../../trace/replay-life.test-data.ts';
import type { TraceCodec } from '../../trace/trace-codec.ts';
import { parseTrace } from '../../trace/trace-file.ts';
import { LinkedLine } from '../../transport/linked-transport.ts';
import { lifeOver } from '../replayed-life.test-data.ts';

/** A card's life on a K720 with this framing, through a recorder. */
async function recordedLife(codec: TraceCodec, lengthField: boolean) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port' });
  const world = new CardWorld();
  const simulator = new K720Simulator({ clock, world, lengthField, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  return await recordLife({ codec, deviceId: 'cardDispenser', clock, line }, (transport) =>
    lifeOver('k720', clock, transport, { lengthField }),
  );
}

it('a recorded life of a card holds no UID, and plays again byte for byte (C15, C16)', async () => {
  const codec = drivers.k720.trace;
  const { lived, text } = await recordedLife(codec, true);
  const captured = { ok: true, value: { position: 'bin' } };
  expect(lived).toMatchObject([
    { ok: true, value: { position: 'inside' } },
    { ok: true, value: { id: '5A030001' } },
    captured,
  ]);
  expect(text.length).toBeGreaterThan(2_000);
  expect(text.toUpperCase()).not.toContain('5A0300');

  const { again, mismatch } = await replayLife(codec, text, (replayClock, transport, start) => {
    start();
    return lifeOver('k720', replayClock, transport);
  });
  expect(mismatch).toBeNull();
  expect(again).toMatchObject([
    { ok: true, value: { position: 'inside' } },
    { ok: true, value: { id: '30303030' } },
    captured,
  ]);
});

it('a recording of the older framing is read as it was made: played, shown, and packed, not as noise', async () => {
  const { lived, text } = await recordedLife(traceCodecOf(drivers.k720, { lengthField: false }), false);
  const trace = parseTrace(text);
  if (!trace.ok) throw new Error(trace.error.reason);
  const codec = traceCodecNamed(trace.value.header);
  if (codec === null) throw new Error('no codec');
  expect(lived).toMatchObject([{ ok: true, value: { position: 'inside' } }, { ok: false }, { ok: true }]);
  const { again, mismatch } = await replayLife(codec, text, (clock, transport, start) => {
    start();
    return lifeOver('k720', clock, transport, { lengthField: false });
  });
  expect(mismatch).toBeNull();
  // Two programs: the lives of their histories have numbers of their own.
  const told = (said: unknown) => JSON.stringify(said).replaceAll(/"life":"[0-9a-f]+"/g, '');
  expect(told(again)).toBe(told(lived));
  // A wire that another release knows is no wire of ours: its bytes are never blanked by a guess.
  expect(traceCodecNamed({ driver: 'k720', variant: 'of another release' })).toBeNull();
});
