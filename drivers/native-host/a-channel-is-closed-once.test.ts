import { expect, it } from 'vitest';
import { HostServer } from './host-server.ts';
import type { ChannelEvents, ServiceChannel } from './host-service.ts';
import type { FromHost } from './messages.ts';

it('a port that ends while it is being opened is told closed once, and not before its handle is given back', async () => {
  const sent: FromHost[] = [];
  let events: ChannelEvents | undefined;
  const opening = Promise.withResolvers<ServiceChannel>();
  const closing = Promise.withResolvers<void>();
  const server = new HostServer({
    services: {
      serial: async () => ({
        open: (_spec, given) => {
          events = given;
          return opening.promise;
        },
      }),
    },
    send: (message) => sent.push(message),
    pendingBytes: () => 0,
  });
  server.receive({ type: 'open', channel: 1, service: 'serial', spec: null });
  await Promise.resolve();
  await Promise.resolve();
  events?.ended(undefined);
  server.receive({ type: 'close', channel: 1 });
  server.receive({ type: 'close', channel: 1 });
  opening.resolve({ call: () => Promise.resolve(null), close: () => closing.promise });
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  expect(sent.map(({ type }) => type)).toEqual(['ended']);
  closing.resolve();
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  expect(sent.map(({ type }) => type)).toEqual(['ended', 'closed']);
  expect(server.channelCount).toBe(0);
});

it('bytes for a port that has gone are zeroed all the same: they may be a slip with a name on it', () => {
  const sent: FromHost[] = [];
  const server = new HostServer({ services: {}, send: (message) => sent.push(message), pendingBytes: () => 0 });
  const request = Uint8Array.of(0xc0, 0xe8, 0xea, 0x5f);
  server.receive({ type: 'call', channel: 9, call: 1, request });
  expect(sent).toMatchObject([{ type: 'failed', channel: 9, call: 1 }]);
  expect([...request]).toEqual([0, 0, 0, 0]);
});
