import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { seededRandom } from '../conformance/random.ts';
import type { Subject } from '../conformance/subject.ts';
import { loadSubjects } from '../conformance/subjects.test-data.ts';
import { escposTraceCodec } from '../receipt-printer/escpos/trace-codec.ts';
import { driverNames, drivers } from '../registry.ts';
import { LiveWire, wireBytesKept, wireLinesKept } from './live-wire.ts';
import type { TraceCodec, TraceDirection } from './trace-codec.ts';

const subjects = await loadSubjects();

type Chunk = readonly [TraceDirection, Uint8Array];

/** The codec of a subject; subjects are variants of drivers (`every-driver-replays.test.ts` proves that none is without one). */
function codecOf({ name }: Subject): TraceCodec | null {
  const driver = [...driverNames].sort((a, b) => b.length - a.length).find((driver) => name.startsWith(driver));
  return driver === undefined ? null : drivers[driver].trace;
}

/** Every byte of one plain use, as it went over the wire. */
async function overheard(
  subject: Subject,
): Promise<{ readonly chunks: readonly Chunk[]; readonly canaries: string[] }> {
  const rig = subject.rig({ random: seededRandom(7) });
  const chunks: Chunk[] = [];
  rig.line?.onHostWrite((bytes) => void chunks.push(['tx', new Uint8Array(bytes)]));
  rig.line?.onDeviceSend((bytes) => void chunks.push(['rx', new Uint8Array(bytes)]));
  rig.device.start();
  await rig.clock.advance(3_000);
  await rig.serveNext();
  await rig.device.close();
  rig.stop();
  return { chunks, canaries: [...(rig.canaries ?? [])] };
}

/** Parts of a personal value that would tell somebody something: three signs of a name, six of a number. */
function partsOf(canary: string): readonly string[] {
  const size = /^[\dA-Z]+$/i.test(canary) ? 6 : 3;
  const signs = [...canary];
  return signs.length <= size
    ? [canary]
    : Array.from({ length: signs.length - size + 1 }, (_, at) => signs.slice(at, at + size).join(''));
}

/** Which parts of these values stand in a text, as signs or as hex of their bytes. */
function leaksOf(canaries: readonly string[]): (text: string) => readonly string[] {
  const parts = canaries.flatMap(partsOf);
  const hex = (part: string, encoding: 'utf8' | 'utf16le') => Buffer.from(part, encoding).toString('hex').toUpperCase();
  return (text) =>
    parts.filter((part) => [part, hex(part, 'utf8'), hex(part, 'utf16le')].some((sign) => text.includes(sign)));
}

/** Recordings with people in them: without a codec something of a person shows. */
const withPeople: (readonly [string, Subject, TraceCodec, readonly Chunk[], ReturnType<typeof leaksOf>])[] = [];
for (const subject of subjects) {
  const codec = codecOf(subject);
  if (codec === null) continue;
  const { chunks, canaries } = await overheard(subject);
  const leaksIn = leaksOf(canaries);
  const raw = (['tx', 'rx'] as const).map((way) =>
    Buffer.concat(chunks.flatMap(([dir, bytes]) => (dir === way ? [bytes] : [])))
      .toString('hex')
      .toUpperCase(),
  );
  if (leaksIn(raw.join(' ')).length > 0) withPeople.push([subject.name, subject, codec, chunks, leaksIn]);
}

describe('a live wire', () => {
  it('has people in the recordings of readers, printers and scanners to look for', () => {
    expect(withPeople.map(([name]) => name)).toEqual(expect.arrayContaining(['sdt', 'escpos', 'k720']));
  });

  it.each(withPeople)(
    '%s: from whatever byte on somebody looks, nobody shows',
    (_name, subject, codec, chunks, leaksIn) => {
      const total = chunks.reduce((sum, [, bytes]) => sum + bytes.length, 0);
      fc.assert(
        fc.property(fc.nat(total - 1), fc.boolean(), (from, isTorn) => {
          const wire = new LiveWire(codec, new VirtualClock());
          wire.watch(() => undefined);
          const seen: string[] = [];
          let at = 0;
          let shown = 0;
          for (const [dir, bytes] of chunks) {
            const skipped = Math.max(0, Math.min(bytes.length, from - at));
            at += bytes.length;
            // Reports arrive whole; a look that begins within one begins behind it.
            const rest =
              subject.framing === 'reports' && skipped > 0 ? bytes.subarray(bytes.length) : bytes.subarray(skipped);
            if (rest.length === 0) continue;
            const half = isTorn && subject.framing !== 'reports' ? Math.floor(rest.length / 2) : 0;
            for (const piece of half === 0 ? [rest] : [rest.subarray(0, half), rest.subarray(half)]) {
              wire.bytes(dir, piece);
              for (const { n, hex, text } of wire.lines()) if (n > shown) seen.push(`${hex} ${text}`);
              shown = wire.lines().at(-1)?.n ?? shown;
            }
          }
          expect(leaksIn(seen.join('\n'))).toEqual([]);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('keeps a few messages and the beginning of each, and forgets all of it when nobody looks any more', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { maxLength: 60 }), (pieces) => {
        const wire = new LiveWire(escposTraceCodec, new VirtualClock());
        for (const piece of pieces) wire.bytes('tx', piece);
        expect(wire.lines()).toEqual([]);
        const end = wire.watch(() => undefined);
        for (const piece of pieces) wire.bytes('tx', piece);
        const lines = wire.lines();
        expect(lines.length).toBeLessThanOrEqual(wireLinesKept);
        expect(lines.every(({ hex }) => hex.length <= wireBytesKept * 2)).toBe(true);
        expect(lines.map(({ n }) => n)).toEqual(lines.map((_, i) => (lines[0]?.n ?? 1) + i));
        end();
        expect(wire.lines()).toEqual([]);
      }),
    );
  });

  it('tells whoever looks, and the last one who goes ends it', () => {
    const wire = new LiveWire(escposTraceCodec, new VirtualClock());
    const heard = { a: 0, b: 0 };
    const endA = wire.watch(() => {
      heard.a += 1;
    });
    const endB = wire.watch(() => {
      heard.b += 1;
    });
    wire.event('opened');
    endA();
    wire.event('closed');
    expect(heard).toEqual({ a: 1, b: 2 });
    expect(wire.lines().map(({ text }) => text)).toEqual(['opened', 'closed']);
    endB();
    wire.event('opened');
    expect(wire.lines()).toEqual([]);
  });
});
