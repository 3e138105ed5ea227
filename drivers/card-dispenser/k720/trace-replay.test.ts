import { expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { CardWorld } from '../../simulators/card-world.ts';
import { K720Simulator } from '../../simulators/k720-simulator.ts';
import { recordLife, replayLife } from '../../trace/replay-life.test-data.ts';
import { LinkedLine } from '../../transport/linked-transport.ts';
import { lifeOver } from '../replayed-life.test-data.ts';
import { k720TraceCodec } from './trace-codec.ts';

const codec = k720TraceCodec({ lengthField: true });

it('a recorded life of a card holds no UID, and plays again byte for byte (C15, C16)', async () => {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port' });
  const world = new CardWorld();
  const simulator = new K720Simulator({ clock, world, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const { lived, text } = await recordLife({ codec, deviceId: 'cardDispenser', clock, line }, (transport) =>
    lifeOver('k720', clock, transport),
  );
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
