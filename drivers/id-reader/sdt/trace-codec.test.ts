import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardOf } from '../../simulators/persona.ts';
import { reportCodecs } from '../../simulators/sdt-hid-simulator.ts';
import type { TraceMessage } from '../../trace/trace-codec.ts';
import { decodeCardText, splitPayload } from './card-text.ts';
import { decodeReply, encodeCommand, encodeReply } from './codec.ts';
import { card, persona } from './rig.test-data.ts';
import { redactReply, sdtTraceCodecs } from './trace-codec.ts';

function codecOf(driver: string) {
  const codec = sdtTraceCodecs.find((one) => one.driver === driver);
  if (codec === undefined) throw new Error(`no codec ${driver}`);
  return codec;
}

/** The reply to a read of this card, as the module sends it; short or long shape. */
function cardReply(finger: Uint8Array | null, { text, photo } = card): Uint8Array {
  const lengths = [text.length, photo.length, ...(finger === null ? [] : [finger.length])];
  const head = lengths.flatMap((length) => [length >> 8, length & 0xff]);
  return encodeReply({
    sw1: 0,
    sw2: 0,
    sw3: 0x90,
    data: Uint8Array.from([...head, ...text, ...photo, ...(finger ?? [])]),
  });
}

/** True when no piece of the person's data is in the bytes, whatever its place. */
function isFree(bytes: Uint8Array): boolean {
  const hex = Buffer.from(bytes).toString('hex');
  const { name, address, number, birthDate, issuer } = persona;
  return [name, address ?? '', number, birthDate.replaceAll('-', ''), issuer ?? ''].every(
    (value) => !hex.includes(Buffer.from(value, 'utf16le').toString('hex')),
  );
}

const photo = Uint8Array.from(card.photo).fill(0x5a, 10);

describe('a recording of a card', () => {
  it.each([
    ['short', null],
    ['long without a finger', new Uint8Array(0)],
    ['long with a finger', new Uint8Array(1_024).fill(0x77)],
  ])('%s: nothing of the person, same length, right checksum, still a card of its kind', (_shape, finger) => {
    const frame = cardReply(finger, { ...card, photo });
    expect(isFree(frame)).toBe(false);
    const redacted = redactReply(frame);
    expect(isFree(redacted)).toBe(true);
    expect(redacted.includes(0x5a) || redacted.includes(0x77)).toBe(false);
    expect(redacted.length).toBe(frame.length);
    const reply = decodeReply(redacted);
    if (!reply.ok) throw new Error(reply.error);
    const payload = splitPayload(reply.value.data);
    if (!payload.ok) throw new Error(payload.error);
    expect(payload.value.photo.subarray(0, 10)).toEqual(photo.subarray(0, 10));
    const text = decodeCardText(payload.value.text);
    expect(text).toMatchObject({
      ok: true,
      value: { card: { type: 'resident', name: '某某', birthDate: '1900-01-01' } },
    });
    expect(redactReply(redacted)).toEqual(redacted);
  });

  it.each(['hmt', 'foreign-2017', 'foreign-2023'] as const)('%s keeps its kind and nothing else', (type) => {
    const other = cardOf({ ...persona, type, nationality: 'ABC', nameEn: 'LI YUN', travelPermit: 'H1234567' });
    const redacted = redactReply(cardReply(null, other));
    const reply = decodeReply(redacted);
    const payload = splitPayload(reply.ok ? reply.value.data : new Uint8Array(0));
    const text = decodeCardText(payload.ok ? payload.value.text : new Uint8Array(0));
    expect(text).toMatchObject({ ok: true, value: { card: { type } } });
    expect(isFree(redacted)).toBe(true);
    for (const secret of ['LI YUN', 'H1234567', 'ABC']) {
      expect(Buffer.from(redacted).includes(Buffer.from(secret, 'utf16le'))).toBe(false);
    }
  });

  it('of any reply at all: data are blank but for the identity of the module; status and length stay', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.uint8Array({ maxLength: 400 }), (sw3, data) => {
        const reply = decodeReply(redactReply(encodeReply({ sw1: 0, sw2: 0, sw3, data })));
        if (!reply.ok) throw new Error(reply.error);
        expect(reply.value.sw3).toBe(sw3);
        expect(reply.value.data).toEqual(data.length === 16 ? data : new Uint8Array(data.length));
      }),
    );
  });
});

const find = encodeCommand('findCard');
const found = encodeReply({ sw1: 0, sw2: 0, sw3: 0x9f, data: Uint8Array.of(1, 2, 3, 4) });
const short = ({ text, isValid }: TraceMessage) => `${isValid ? '' : '!'}${text}`;

describe('a serial line', () => {
  it('says the same in whatever pieces the bytes come, with noise in its place and blanked', () => {
    const noise = Uint8Array.from(Buffer.from(persona.number, 'utf16le'));
    // Another photo: the XOR of two equal card texts in one false frame would be right by chance.
    const broken = cardReply(null, { ...card, photo }).slice(0, 701);
    const wire = Uint8Array.from([...noise, ...found, ...broken, ...found, ...cardReply(null), ...broken.slice(0, 50)]);
    const read = (sizes: readonly number[]) => {
      const stream = codecOf('sdt').stream('rx');
      const messages: TraceMessage[] = [];
      for (let at = 0, i = 0; at < wire.length; i += 1) {
        const size = sizes[i % sizes.length] ?? 1;
        messages.push(...stream.push(wire.slice(at, at + size)));
        at += size;
      }
      return [...messages, ...stream.flush()];
    };
    const whole = read([wire.length]);
    expect(whole.every(({ bytes }) => isFree(bytes))).toBe(true);
    expect(whole.map(short)).toEqual([
      '!noise, 36 bytes',
      '9F ok, 4 bytes',
      '!noise, 701 bytes',
      '9F ok, 4 bytes',
      '90 ok, 1284 bytes',
      '!noise, 50 bytes',
    ]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (sizes) => {
        const valid = ({ isValid }: TraceMessage) => isValid;
        expect(read(sizes).filter(valid)).toEqual(whole.filter(valid));
      }),
      { numRuns: 20 },
    );
  });

  it('names commands; the host’s own noise is blanked too', () => {
    const stream = codecOf('sdt').stream('tx');
    const unknown = Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69, 0, 3, 0xa0, 3, 0xa0);
    const messages = stream.push(Uint8Array.from([...find, 1, 2, ...encodeCommand('readTextPhoto'), ...unknown]));
    expect(messages.map(short)).toEqual(['findCard', '!noise, 2 bytes', 'readTextPhoto', '!unknown command']);
  });
});

describe.each(['raw', 'wrapped'] as const)('%s HID reports', (framing) => {
  it('come as so many reports, blanked, decodable by the same codec', () => {
    const codec = reportCodecs[framing]();
    const stream = codecOf(`sdt-hid-${framing}`).stream('rx');
    const reports = codec.encodeReply(cardReply(null));
    const messages = reports.flatMap((report) => stream.push(report));
    expect(messages.length).toBe(reports.length);
    expect(messages[0]?.text).toBe(`90 ok, 1284 bytes (report 1 of ${reports.length})`);
    const joined = messages.flatMap(({ bytes }) => [...codec.decode(bytes.slice()).bytes]);
    expect(Uint8Array.from(joined)).toEqual(redactReply(cardReply(null)));
    expect(isFree(Uint8Array.from(joined))).toBe(true);
  });

  it('that are none, or break off, are blanked; commands are named', () => {
    const codec = reportCodecs[framing]();
    const rx = codecOf(`sdt-hid-${framing}`).stream('rx');
    const reports = codec.encodeReply(cardReply(null)).slice(0, 3);
    const junk = new Uint8Array(64).fill(7);
    const messages = [...rx.push(junk), ...reports.flatMap((report) => rx.push(report)), ...rx.flush()];
    expect(messages.map(short)).toEqual(Array.from({ length: 4 }, () => '!noise, 64 bytes'));
    expect(messages.every(({ bytes }) => bytes.every((byte) => byte === 0))).toBe(true);
    const tx = codecOf(`sdt-hid-${framing}`).stream('tx');
    expect(tx.push(codec.encode(find)).map(short)).toEqual(['findCard']);
    expect(tx.push(new Uint8Array(65)).map(short)).toEqual(['!noise, 65 bytes']);
  });
});

it.each(sdtTraceCodecs.map(({ driver }) => driver))(
  '%s: any bytes are survived and nothing valid is made of noise',
  (driver) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), (chunks) => {
        for (const direction of ['rx', 'tx'] as const) {
          const stream = codecOf(driver).stream(direction);
          const messages = [...chunks.flatMap((chunk) => stream.push(chunk)), ...stream.flush()];
          for (const { bytes, isValid } of messages) {
            if (!isValid) expect(bytes.every((byte) => byte === 0)).toBe(true);
          }
        }
      }),
    );
  },
);
