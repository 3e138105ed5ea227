import { expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { CardWorld } from '../../simulators/card-world.ts';
import { F2Simulator } from '../../simulators/f2-simulator.ts';
import { recordLife, replayLife } from '../../trace/replay-life.test-data.ts';
import { LinkedLine } from '../../transport/linked-transport.ts';
import { lifeOver } from '../replayed-life.test-data.ts';
import { f2TraceCodec } from './trace-codec.ts';

it('a jam of the field, recorded without the UID, plays again byte for byte (C15, C16)', async () => {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port' });
  const world = new CardWorld();
  world.inject({ type: 'jam', in: 'capture', cure: 'reset' });
  const simulator = new F2Simulator({ clock, world, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const { lived, text } = await recordLife(
    { codec: f2TraceCodec, deviceId: 'cardDispenser', clock, line },
    (transport) => lifeOver('f2', clock, transport),
  );
  const captured = { error: { code: 'E_MEDIA_JAM', outcome: 'notDone' } };
  expect(lived).toMatchObject([
    { ok: true, value: { position: 'inside' } },
    { ok: true, value: { id: '53490001' } },
    captured,
  ]);
  expect(text.length).toBeGreaterThan(1_000);
  expect(text.toUpperCase()).not.toContain('53490001');

  const { again, mismatch } = await replayLife(f2TraceCodec, text, (replayClock, transport, start) => {
    start();
    return lifeOver('f2', replayClock, transport);
  });
  expect(mismatch).toBeNull();
  expect(again).toMatchObject([
    { ok: true, value: { position: 'inside' } },
    { ok: true, value: { id: '30303030' } },
    captured,
  ]);
});
