import { expect, it, vi } from 'vitest';
import { deviceError } from '../../../contract/device.ts';
import { noLog } from '../../../contract/log.ts';
import { err } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { SdtSimulator } from '../../simulators/sdt-simulator.ts';
import { LinkedLine } from '../../transport/linked-transport.ts';
import type { Transport } from '../../transport/transport.ts';
import { encodeReply } from './codec.ts';
import { SdtFramer } from './framer.ts';
import { defaultSdtProfile } from './profile.ts';
import { SdtProtocol } from './protocol.ts';
import { card } from './rig.test-data.ts';
import { createSdtReader } from './sdt-reader.ts';

it('zeroes every buffer that held card data: what the port gave, what was decoded, what came too late', async () => {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, chunks: [100] });
  const simulator = new SdtSimulator({ clock, send: (bytes) => line.send(bytes), firstFindFails: false });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const received: Uint8Array[] = [];
  const transport: Transport = {
    ...line.transport,
    open: (listener, signal) =>
      line.transport.open(
        {
          closed: (cause) => listener.closed(cause),
          bytes: (bytes) => {
            received.push(bytes);
            listener.bytes(bytes);
          },
        },
        signal,
      ),
  };
  using decoded = vi.spyOn(TextDecoder.prototype, 'decode');
  const reader = createSdtReader({ id: 'idReader', transport, clock, log: noLog, random: () => 0.5 });
  reader.start();
  await clock.advance(1_500);
  const reading = reader.readCard({ userMs: 60_000 });
  // The first try is late as a whole: a card read that nobody waits for any more.
  simulator.inject({ type: 'late', ms: 3_020 }, { on: 'readTextPhoto' });
  simulator.place({ ...card, addresses: ['广东省广州市海珠区测试路3号'] });
  await clock.advance(10_000);
  expect(await reading).toMatchObject({ ok: true, value: { newestAddress: '广东省广州市海珠区测试路3号' } });
  await clock.advance(2_000); // presence tests answer with the address too
  const views = decoded.mock.calls.flatMap(([input]) => (input instanceof Uint8Array ? [input] : []));
  expect(views.length).toBeGreaterThan(10);
  expect(received.length).toBeGreaterThan(20);
  const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);
  expect(views.every(isZero)).toBe(true);
  expect(received.every(isZero)).toBe(true);
  await reader.close();
});

it('zeroes a card that came although its command had failed to leave', async () => {
  using push = vi.spyOn(SdtFramer.prototype, 'push');
  const protocol = new SdtProtocol({
    clock: new VirtualClock(),
    profile: defaultSdtProfile,
    onDropped: () => undefined,
  });
  const data = new Uint8Array(4 + 256 + 1_024).fill(0x41);
  const answer = await protocol.request(
    {
      epoch: 1,
      signal: new AbortController().signal,
      abandon: () => undefined,
      write: async () => {
        protocol.receive(encodeReply({ sw1: 0, sw2: 0, sw3: 0x90, data }));
        return err(deviceError('E_LINK_LOST', 'indeterminate', { phase: 'moving', deviceId: 'idReader', epoch: 1 }));
      },
    },
    'readTextPhoto',
  );
  expect(answer).toEqual(err('lost'));
  const frames = push.mock.results.flatMap(({ value }) => value);
  expect(frames).toHaveLength(1);
  expect(frames[0].subarray(10, -1)).toEqual(new Uint8Array(data.length));
});
