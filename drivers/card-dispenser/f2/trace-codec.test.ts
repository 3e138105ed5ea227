import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chipId } from '../../simulators/f2-simulator-mechanics.ts';
import { decodeReply } from './codec.ts';
import { f2Rig } from './rig.test-data.ts';
import { f2TraceCodec } from './trace-codec.ts';
import { bytesOf, hexOf, readVectors } from './vectors.test-data.ts';

/** Records one card of one citizen, chip included. */
async function recorded() {
  const rig = f2Rig();
  const streams = { tx: f2TraceCodec.stream('tx'), rx: f2TraceCodec.stream('rx') };
  const told: { readonly direction: 'tx' | 'rx'; readonly text: string; readonly bytes: Uint8Array }[] = [];
  rig.line.onHostWrite((bytes) =>
    told.push(...streams.tx.push(bytes).map((message) => ({ direction: 'tx' as const, ...message }))),
  );
  rig.line.onDeviceSend((bytes) =>
    told.push(...streams.rx.push(bytes).map((message) => ({ direction: 'rx' as const, ...message }))),
  );
  await rig.ready();
  await rig.until(rig.device.feed(rig.act()));
  const chip = await rig.until(rig.device.readChip());
  expect(chip).toMatchObject({ ok: true });
  await rig.device.close();
  return told;
}

describe('a recording', () => {
  it('shows the dialogue in words, and nothing of the chip (C15)', async () => {
    const told = await recorded();
    const words = told.map(({ direction, text }) => `${direction} ${text}`);
    expect(words).toContain('tx moveRf');
    expect(words).toContain('rx moveRf → P 220');
    expect(words).toContain('rx rfActivate → P 220, 9 bytes');
    expect(words).toContain('rx firmware → P 020, 11 bytes');
    const all = told.map(({ bytes }) => hexOf(bytes)).join(' ');
    expect(all).not.toContain(hexOf(chipId(1)));
    const wake = told.find(({ text }) => text.startsWith('rfActivate →'));
    // Checksum right again, and still a UID of four bytes.
    expect(decodeReply(wake?.bytes ?? new Uint8Array(0))).toMatchObject({
      ok: true,
      value: { data: { 0: 0x41, 3: 4 } },
    });
  });

  it.each(readVectors().map((vector) => [vector.name, vector] as const))('names %s', (_name, vector) => {
    const [message] = f2TraceCodec.stream(vector.from === 'host' ? 'tx' : 'rx').push(bytesOf(vector.hex));
    if (vector.expect?.error === 'bcc') {
      expect(message).toBeUndefined();
      return;
    }
    expect(message).toMatchObject({ isValid: true });
    expect(message?.bytes.length).toBe(bytesOf(vector.hex).length);
    if (vector.expect?.uid !== undefined) expect(hexOf(message?.bytes ?? bytesOf(''))).not.toContain(vector.expect.uid);
  });

  it('keeps every byte in its place or blanked, whatever the bytes and the pieces; noise says nothing', () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.constantFrom(...readVectors().map(({ hex }) => bytesOf(hex))),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.integer({ min: 1, max: 30 }), (parts, size) => {
        const bytes = Uint8Array.from(parts.flatMap((one) => [...one]));
        const whole = f2TraceCodec.stream('rx');
        const cut = f2TraceCodec.stream('rx');
        const messages = [...whole.push(bytes), ...whole.flush()];
        const pieces: Uint8Array[] = [];
        for (let from = 0; from < bytes.length; from += size) pieces.push(bytes.slice(from, from + size));
        expect([...pieces.flatMap((piece) => [...cut.push(piece)]), ...cut.flush()]).toEqual(messages);
        expect(messages.reduce((sum, message) => sum + message.bytes.length, 0)).toBe(bytes.length);
        for (const message of messages) if (!message.isValid) expect(new Set(message.bytes)).toEqual(new Set([0x30]));
      }),
    );
  });
});
