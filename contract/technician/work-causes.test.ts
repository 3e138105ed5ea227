import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueMs, meaningOf, workCauses } from './work-causes.ts';

const calendar = { holidays: ['2026-10-01', '2026-10-02'], workdays: [] };
const at = (iso: string) => Date.parse(iso);

test('each kind that a hub opens has a cause, a part and a severity', () => {
  const read = (kind: string) => Object.values(meaningOf(kind));
  expect(read('low:receiptPrinter.paper')).toEqual(['paper', 'receiptPrinter', 'watch']);
  expect(read('low:cardDispenser.hopper')).toEqual(['blankCards', 'cardDispenser', 'watch']);
  expect(read('low:cardDispenser.retain')).toEqual(['bin', 'cardDispenser', 'limit']);
  expect(read('test:receiptPrinter')).toEqual(['printer', 'receiptPrinter', 'limit']);
  expect(read('test:store')).toEqual(['store', 'store', 'stop']);
  expect(read('fault:touchPanel.E_TOUCH_STUCK')).toEqual(['touchPanel', 'touchPanel', 'stop']);
  expect(read('intake:queue')).toEqual(['queue', 'outbox', 'limit']);
  expect(read('notice:paper')).toEqual(['notice', null, 'stop']);
  expect(read('cards:mismatch')).toEqual(['cardMismatch', 'cardDispenser', 'limit']);
  expect(read('print')).toEqual(['rated', 'receiptPrinter', 'watch']);
  expect(read('sync:gap')).toEqual(['queue', 'outbox', 'limit']);
});

test('every part of the self-test has a cause of its own: a failed key, board or program was something that somebody has to ask about', () => {
  const file = join(import.meta.dirname, '../../kiosk-config/texts/technician-checks.json');
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  const parts = Object.keys(texts).flatMap((key) => /^check\.part\.(\w+)$/.exec(key)?.[1] ?? []);
  expect(parts.length).toBeGreaterThan(15);
  expect(parts.filter((part) => meaningOf(`test:${part}`).cause === 'other')).toEqual([]);
});

test('a kind of a newer hub is an order all the same, never a crash', () => {
  fc.assert(fc.property(fc.string(), (kind) => workCauses.includes(meaningOf(kind).cause)));
  fc.assert(
    fc.property(
      fc.constantFrom('constructor', 'toString:x', '__proto__', 'test:constructor', 'intake:__proto__'),
      (kind) => {
        const { cause, severity } = meaningOf(kind);
        return workCauses.includes(cause) && ['stop', 'limit', 'watch'].includes(severity);
      },
    ),
  );
});

test('due: four hours for a machine that stands, the same hour of the next working day for items that are off, the next visit for the rest', () => {
  // Wednesday before two holidays and a weekend.
  const opened = at('2026-09-30T02:30:00Z');
  expect(dueMs('stop', opened, calendar)).toBe(at('2026-09-30T06:30:00Z'));
  expect(dueMs('limit', opened, calendar)).toBe(at('2026-10-05T02:30:00Z'));
  expect(dueMs('watch', opened, calendar)).toBeNull();
});
