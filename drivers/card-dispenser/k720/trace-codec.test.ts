import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeControl, encodeFrame, textBody } from './codec.ts';
import { encodeCardReply } from './commands.ts';
import { k720TraceCodec } from './trace-codec.ts';
import { concat, hexOf } from './vectors.test-data.ts';

const codec = k720TraceCodec({ lengthField: true });
const frame = (text: string) => encodeFrame({ address: 0, body: textBody(text) }, true);
const uid = Uint8Array.of(0xde, 0xad, 0x03, 0xef);
const serial = encodeFrame(
  { address: 0, body: encodeCardReply({ cm: 0x3b, pm: 0x31, error: null, data: uid }, true) },
  true,
);

describe('a recording', () => {
  it('is told in the words of the protocol, and status frames stay as they are', () => {
    const stream = codec.stream('rx');
    const bytes = concat(encodeControl('ack', 0), frame('SF0013'), frame('GV'), frame('FC7'));
    const messages = stream.push(bytes);
    expect(messages.map(({ text }) => text)).toEqual(['ACK', 'SF0013', 'GV', 'FC7']);
    expect(concat(...messages.map((message) => message.bytes))).toEqual(bytes);
    expect(stream.flush()).toEqual([]);
  });

  it('never holds a UID, a key or a block: same length, valid frame, blanked', () => {
    const [reply] = codec.stream('rx').push(serial);
    expect(reply).toMatchObject({ text: 'card 3B 31 → P, 4 bytes', isValid: true });
    expect(reply?.bytes.length).toBe(serial.length);
    const key = Uint8Array.of(0x3b, 0x32, 0, 0x30, ...uid, ...uid);
    const [command] = codec.stream('tx').push(encodeFrame({ address: 0, body: key }, true));
    expect(command).toMatchObject({ text: 'card 3B 32', isValid: true });
    for (const message of [reply, command]) {
      const again = codec.stream('rx').push(message?.bytes ?? new Uint8Array(0));
      expect(again).toEqual([message]);
      expect(hexOf(message?.bytes ?? uid)).not.toMatch(/DE|AD|EF/);
    }
    const refused = encodeFrame(
      { address: 0, body: encodeCardReply({ cm: 0x47, pm: 0x30, error: 0x41, data: uid }, false) },
      true,
    );
    expect(codec.stream('rx').push(refused)).toMatchObject([{ text: 'card 47 30 → N 41' }]);
  });

  it('damaged or cut, it holds no byte of the card either', () => {
    for (let cut = 1; cut < serial.length; cut += 1) {
      const stream = codec.stream('rx');
      const messages = [...stream.push(serial.slice(0, cut)), ...stream.flush()];
      expect(messages.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(cut);
      expect(messages.every(({ isValid }) => !isValid)).toBe(true);
      expect(messages.map(({ bytes }) => hexOf(bytes)).join(' ')).not.toMatch(/DE|AD|EF/);
    }
    const bad = serial.slice();
    bad[bad.length - 1] = 0xff;
    const [noise] = codec.stream('rx').push(bad);
    expect(noise).toMatchObject({ isValid: false, text: 'noise: bcc' });
    expect(hexOf(noise?.bytes ?? uid)).not.toMatch(/DE|AD|EF/);
  });

  it('keeps every length and gives equal messages for every chunking; the older framing too', () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    fc.assert(
      fc.property(bytes, bytes, fc.nat(), fc.boolean(), (before, behind, at, lengthField) => {
        const one = k720TraceCodec({ lengthField });
        const all = concat(before, encodeFrame({ address: 1, body: textBody('AP') }, lengthField), behind);
        const whole = one.stream('tx');
        const messages = [...whole.push(all), ...whole.flush()];
        expect(messages.reduce((sum, message) => sum + message.bytes.length, 0)).toBe(all.length);
        const cut = at % all.length;
        const pieces = one.stream('tx');
        const again = [...pieces.push(all.slice(0, cut)), ...pieces.push(all.slice(cut)), ...pieces.flush()];
        const valid = (list: typeof messages) => list.filter(({ isValid }) => isValid);
        expect(valid(again)).toEqual(valid(messages));
      }),
    );
  });
});
