import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import {
  commandBytes,
  decodeCommand,
  decodeReply,
  encodeCommand,
  encodeReply,
  type F2Command,
  marker,
} from './codec.ts';
import { F2Framer, type F2Piece } from './framer.ts';
import { bytesOf, type F2Vector, hexOf, readVectors } from './vectors.test-data.ts';

const vectors = readVectors();
const noise = Uint8Array.of(0x00, 0xf2, 0x30, 0x03, 0xf2, 0x00, 0x00, 0x06, 0x43, 0xff);
const bare = { ack: 'ack', nak: 'nak', eot: 'eot' } as const;
const good = bytesOf('F2 00 00 06 50 31 30 30 32 30 03 94');
const command = bytesOf('F2 00 00 03 43 31 30 03 B0');

function framerFor(vector: F2Vector): F2Framer {
  return new F2Framer({ clock: new VirtualClock(), from: vector.from === 'host' ? 'host' : 'device' });
}

/** What has to come out of the stream for this vector. */
function expected(vector: F2Vector): readonly F2Piece[] {
  if (vector.expect?.error === 'bcc') return [];
  const name = Object.keys(bare).find((word): word is keyof typeof bare => word === vector.name);
  return [name === undefined ? { type: 'frame', frame: bytesOf(vector.hex) } : { type: bare[name] }];
}

describe.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
  const bytes = bytesOf(vector.hex);

  it('is framed whole, byte by byte, and behind noise with a second frame after it', () => {
    expect(framerFor(vector).push(bytes)).toEqual(expected(vector));
    const single = framerFor(vector);
    expect(Array.from(bytes).flatMap((byte) => single.push(Uint8Array.of(byte)))).toEqual(expected(vector));
    const noisy = framerFor(vector);
    const second = vector.from === 'host' ? command : good;
    const both = noisy.push(Uint8Array.from([...noise, ...bytes, ...second]));
    // A bare byte directly behind damage cannot be told from damage.
    const isBare = bytes.length === 1;
    expect(both.slice(isBare ? -1 : 0)).toEqual([
      ...(isBare ? [] : expected(vector)),
      { type: 'frame', frame: second },
    ]);
  });

  it('means what the table says, and is built again byte for byte', () => {
    const { expect: wanted, from } = vector;
    if (bytes.length === 1) return expect(Object.keys(bare)).toContain(vector.name);
    if (from === 'host') {
      const decoded = decodeCommand(bytes);
      expect(decoded).toMatchObject({ ok: true });
      if (!decoded.ok) return;
      expect(decoded.value.command).not.toBeNull();
      if (decoded.value.command === null) return;
      const { command: name, address, data } = decoded.value;
      return expect(hexOf(encodeCommand(name, { address, data }))).toBe(vector.hex);
    }
    const decoded = decodeReply(bytes);
    if (wanted?.error === 'bcc') return expect(decoded).toEqual({ ok: false, error: 'bcc' });
    expect(decoded).toMatchObject({ ok: true });
    if (!decoded.ok) return;
    const reply = decoded.value;
    expect(reply.type).toBe(wanted?.kind);
    expect([hexOf(Uint8Array.of(reply.cm)), hexOf(Uint8Array.of(reply.pm))]).toEqual([wanted?.cm, wanted?.pm]);
    if (wanted?.addr !== undefined) expect(reply.address).toBe(wanted.addr);
    if (reply.type === 'positive')
      expect(reply).toMatchObject({ st0: wanted?.st0, st1: wanted?.st1, st2: wanted?.st2 });
    else expect(reply.error).toBe(wanted?.error);
    if (wanted?.dataHex !== undefined) expect(hexOf(reply.data)).toBe(wanted.dataHex);
    if (wanted?.text !== undefined) expect(String.fromCharCode(...reply.data)).toBe(wanted.text);
    const isOld = bytes[4] === marker.negativeOld;
    expect(hexOf(encodeReply(reply, isOld ? marker.negativeOld : marker.negative))).toBe(vector.hex);
  });
});

it('leaves no command of the table without a vector', () => {
  const seen = new Set(
    vectors.map(({ hex }) => decodeCommand(bytesOf(hex))).map((decoded) => (decoded.ok ? decoded.value.command : null)),
  );
  const missing = (Object.keys(commandBytes) as F2Command[]).filter((name) => !seen.has(name));
  expect(missing).toEqual([]);
});
