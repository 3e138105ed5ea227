import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundleAad, joinBundle, splitBundle } from '../../contract/bundle.ts';
import { makeLogRing } from '../log/log-ring.ts';
import { makeHubSide, seededRandom } from '../store/testing/temporary-store.ts';
import { blankJson, blankText } from './blank.ts';
import { withoutPeople } from './bundle-files.ts';
import { logLines, readLogCatalogue } from './log-lines.ts';
import { sealBundle } from './seal-bundle.ts';
import { traceLines } from './trace-lines.ts';

const catalogue = readLogCatalogue();
const cards = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../drivers/id-reader/sdt/vectors/idcard-cards.json'), 'utf8'),
) as { readonly vectors: readonly { readonly hex: string }[] };

describe('texts', () => {
  test.each([
    ['name and number', '欧阳淼 440199196701150017', '[han] [number]'],
    ['a number that ends in X', 'card 44019919670115001X gone', 'card [number] gone'],
    ['an old number, a bank card in groups', '440199670115001 and 6222 0212 3456 7890 123', '[number] and [number]'],
    ['mobile numbers', '13800138000, +86 138-0013-8000', '[phone], [phone]'],
    [
      'mail, and who opens an address',
      'to li@example.org at https://li:secret@hub.example/x',
      'to [mail] at https://hub.example/x',
    ],
    ['a rare character of a name', 'read 𠮷㛃 done', 'read [han] done'],
  ])('%s are blanked', (_, text, blanked) => {
    expect(blankText(text)).toBe(blanked);
  });

  test.each([
    'E_LINK_LOST at 2026-11-28T07:30:00.000Z, epoch 3, 115200 baud',
    '/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0',
    '0192a3b4-0000-7000-8000-00000000ab12',
    '{"atMs":1795850000000,"ms":4200}',
  ])('what a technician needs stays: %s', (text) => {
    expect(blankText(text)).toBe(text);
  });

  test('every text of a value is blanked, however deep, and so are the names of its fields', () => {
    const planted = fc.constantFrom('欧阳淼', '440199196701150017', '13800138000', 'li@example.org');
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.tuple(fc.string({ unit: fc.constantFrom(' ', ',', '(', ';') }), planted).map((parts) => parts.join(' ')),
        fc.array(tie('tree')),
        fc.dictionary(fc.oneof(fc.constant('field'), planted), tie('tree')),
        fc.integer(),
        fc.constant(null),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(JSON.stringify(blankJson(value))).not.toMatch(/\p{Script=Han}|440199|138001|@example/u);
      }),
    );
    expect(blankJson({ number: 6_222_021_234_567_890 })).toEqual({ number: '[number]' });
  });
});

describe('log', () => {
  const [known = ''] = Object.keys(catalogue).filter((id) => Object.hasOwn(catalogue[id] ?? {}, 'detail'));

  test('only events of the catalogue with its fields, each of its type, whatever stands in the file', () => {
    const line = fc.oneof(
      fc.string(),
      fc.dictionary(fc.string(), fc.jsonValue()).map((fields) => JSON.stringify({ event: known, ...fields })),
      fc.dictionary(fc.string(), fc.jsonValue()).map((fields) => JSON.stringify(fields)),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { kept, dropped } = logLines(lines, catalogue);
        expect(kept.length + dropped).toBe(lines.filter((text) => text.trim() !== '').length);
        for (const text of kept) {
          const { event, time: _, ...fields } = JSON.parse(text) as Record<string, unknown>;
          for (const name of Object.keys(fields)) expect(catalogue[String(event)]).toHaveProperty(name);
        }
      }),
    );
  });

  test('a field that nobody declared, a stack trace, another program: they stay here', () => {
    const lines = [
      `Nov 28 07:30:01 kiosk node[412]: ${JSON.stringify({ level: 30, time: '2026-11-28T07:30:01Z', event: known, detail: 'for 欧阳淼', name: '欧阳淼' })}`,
      'TypeError: 欧阳淼 is not a function',
      JSON.stringify({ event: 'citizen.said', text: '欧阳淼' }),
    ];
    const { kept, dropped } = logLines(lines, catalogue);
    expect(dropped).toBe(2);
    expect(kept.map((text) => JSON.parse(text))).toEqual([
      { event: known, time: '2026-11-28T07:30:01.000Z', detail: 'for [han]' },
    ]);
  });

  test('the ring gives the last lines in pieces, each once and in order, and forgets the oldest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 200, max: 3000 }), (count, bytes) => {
        const ring = makeLogRing(
          () => undefined,
          () => 0,
          20,
        );
        for (let i = 0; i < count; i += 1) ring.log('terminal.local.started', { left: i % 2 === 0 });
        const read: string[] = [];
        for (let after = 0; ; ) {
          const { lines, last } = ring.read(after, bytes);
          if (lines.length === 0) break;
          read.push(...lines);
          after = last;
        }
        expect(read).toHaveLength(Math.min(count, 20));
        expect(read.map((text) => (JSON.parse(text) as { left: boolean }).left)).toEqual(
          Array.from({ length: Math.min(count, 20) }, (_, i) => (Math.max(0, count - 20) + i) % 2 === 0),
        );
      }),
    );
  });
});

test('a recording with cards in it, made by something that blanked nothing, leaves without them', () => {
  const raw = cards.vectors.map(({ hex }) => hex.replaceAll(' ', ''));
  const text = [
    JSON.stringify({
      format: 'yitiji-trace/1',
      driver: 'sdt',
      firmware: '欧阳淼',
      transport: '/dev/ttyS0',
      redaction: 'codec',
      startedAt: '2026-11-28T07:30:00Z',
    }),
    ...raw.map((hex, i) => JSON.stringify({ us: i, dir: 'rx', hex, text: 'card of 欧阳淼' })),
    JSON.stringify({ us: 99, dir: 'event', name: 'closed by 欧阳淼' }),
    '',
  ].join('\n');
  const lines = traceLines(text);
  if (!lines.ok) throw new Error(lines.error);
  const left = lines.value.join('\n');
  expect(lines.value.length).toBeGreaterThan(raw.length);
  expect(left).not.toMatch(/\p{Script=Han}/u);
  // The texts of every card begin at byte 14; a whole line of one of them would be in there.
  for (const hex of raw) expect(left).not.toContain(hex.slice(28, 28 + 40));
  expect(traceLines(text.replace('"sdt"', '"nobody"'))).toMatchObject({ ok: false });
  expect(traceLines('no trace').ok).toBe(false);
  // Which wire it was stays in the head, else nobody can read it behind the hub.
  const older = traceLines(text.replace('"driver":"sdt"', '"driver":"k720","variant":"old-framing"'));
  expect(older.ok && JSON.parse(older.value[0] ?? '')).toMatchObject({ driver: 'k720', variant: 'old-framing' });
  const unknown = traceLines(text.replace('"driver":"sdt"', '"driver":"sdt","variant":"欧阳淼"'));
  expect(unknown).toEqual({ ok: false, error: 'no driver sdt [han]' });
});

test('of the configuration neither the keeper nor what other programs are called with is packed', () => {
  const config = {
    model: 'm',
    keeper: { name: '欧阳淼', hours: {} },
    faceVerifier: { kind: 'program', path: '/opt/verify', args: ['--key', 'secret'] },
  };
  expect(withoutPeople(config)).toEqual({ model: 'm', faceVerifier: { kind: 'program' } });
});

test('what is packed opens with the key of the hub only, and not under another head; any file splits or is refused', async () => {
  const { identity } = await makeHubSide();
  const at = { madeAtMs: 1_795_850_000_000, random: seededRandom(5), notes: {} };
  const sealed = await sealBundle({ 'log.jsonl': 'planted line' }, identity, at);
  if (!sealed.ok) throw new Error(sealed.error);
  const { header, bytes } = sealed.value;
  expect(bytes.includes('planted line')).toBe(false);
  const split = splitBundle(bytes);
  expect(split).toMatchObject({ ok: true, value: { header } });
  expect(bundleAad({ ...header, kiosk: 'TH0018' })).not.toBe(bundleAad(header));
  fc.assert(
    fc.property(fc.uint8Array(), (junk) => {
      expect(splitBundle(Buffer.from(junk)).ok).toBe(false);
      expect(splitBundle(joinBundle(header, junk))).toMatchObject({ ok: true });
    }),
  );
});
