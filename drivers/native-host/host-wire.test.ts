import { PassThrough } from 'node:stream';
import { serialize } from 'node:v8';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { channelLimits } from '../../contract/channel-limits.ts';
import { RateLimit } from '../../contract/rate-limit.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { HostWire } from './host-wire.ts';
import { parseFromHost, parseToHost } from './messages.ts';

/** A wire on a stream that the test feeds and reads by hand. */
function wireOn(limit?: RateLimit) {
  const heard: { messages: unknown[]; ends: string[] } = { messages: [], ends: [] };
  const stream = new PassThrough();
  const wire = new HostWire({
    stream,
    limit,
    message: (value) => heard.messages.push(value),
    broken: (cause) => heard.ends.push(cause.message),
    gone: () => heard.ends.push('gone'),
  });
  return { wire, stream, heard };
}

function framed(message: unknown): Buffer {
  const body = serialize(message);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

const plain = fc.anything({ withTypedArray: false, withDate: false, maxDepth: 3, withObjectString: false });

it('messages arrive whole and in order, however the pipe cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string(), fc.record({ n: fc.integer() })), {
        maxLength: 8,
      }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (messages, sizes) => {
        const { stream, heard } = wireOn();
        const bytes = Buffer.concat(messages.map(framed));
        for (let at = 0, i = 0; at < bytes.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1;
          stream.emit('data', Buffer.from(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(heard).toEqual({ messages, ends: [] });
      },
    ),
  );
});

it('garbage ends the wire once and never throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (junk) => {
      const { stream, heard } = wireOn();
      stream.emit('data', Buffer.from(junk));
      stream.emit('data', framed({ type: 'pong' }));
      stream.emit('close');
      stream.emit('error', new Error('EPIPE'));
      expect(heard.ends.length).toBe(1);
    }),
  );
});

it('a length beyond all messages ends the wire instead of collecting bytes', () => {
  const { stream, heard } = wireOn();
  stream.emit('data', Buffer.from([0xff, 0xff, 0xff, 0x7f]));
  expect(heard.ends).toEqual(['a message of 2147483647 bytes']);
});

it('a host that never stops, in many words or in large ones, is broken instead of filling the memory', () => {
  const limits = { ...channelLimits.fromNativeHost, burst: 100 };
  for (const [message, most] of [
    ['x', 50],
    [new Uint8Array(9 * 1024), 9],
  ] as const) {
    const { stream, heard } = wireOn(new RateLimit(new VirtualClock(), limits));
    for (let i = 0; i < 200; i += 1) stream.emit('data', framed(message));
    expect(heard.messages).toHaveLength(most);
    expect(heard.ends).toEqual(['more messages than any port makes']);
  }
});

it('bytes that were read are zeroed, and so is what was sent once it has gone', async () => {
  const { wire, stream, heard } = wireOn();
  const chunk = framed(Uint8Array.of(7, 7, 7));
  stream.emit('data', chunk);
  expect(chunk.every((byte) => byte === 0)).toBe(true);
  expect(heard.messages).toEqual([Uint8Array.of(7, 7, 7)]);
  const sent: Buffer[] = [];
  stream.write = (bytes: unknown, done: unknown) => {
    sent.push(bytes as Buffer);
    (done as () => void)();
    return true;
  };
  wire.send(Uint8Array.of(9, 9));
  expect(sent[0]?.every((byte) => byte === 0)).toBe(true);
});

it('the checks of messages take any value and let only ours through', () => {
  fc.assert(
    fc.property(plain, (value) => {
      for (const check of [parseToHost, parseFromHost]) {
        const message = check(value);
        if (message !== null) expect(message.type).toBe((value as { type: unknown }).type);
      }
    }),
  );
  expect(parseToHost({ type: 'open', channel: 1, service: 'floppy', spec: {} })).toBeNull();
  expect(parseToHost({ type: 'call', channel: -1, call: 2 })).toBeNull();
  expect(
    parseFromHost({ type: 'ended', channel: 1, error: { failure: 'absent', message: 'x'.repeat(2_001) } }),
  ).toBeNull();
});
