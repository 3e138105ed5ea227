import { expect, test } from 'vitest';
import type { DeviceStatus } from '../../../contract/device.ts';
import { line as checkLine } from '../../checks/line.ts';
import { printerThat } from '../../devices/testing/fake-printer.test-data.ts';
import { type EvidenceFacts, evidenceFor } from './evidence.ts';

const printer = printerThat(() => Promise.reject(new Error('nothing is printed there'))).status();
const facts = (more: Partial<EvidenceFacts> = {}): EvidenceFacts => ({
  ...{ at: '2026-11-28T08:00:00.000Z', lines: [], status: null, counters: {}, isNoticePosted: false },
  isCardLocked: false,
  ...more,
});
const verdict = (kind: string, more: Partial<EvidenceFacts>) => evidenceFor(kind, facts(more)).verdict;
const line = (part: string, said: 'pass' | 'warn' | 'fail' | 'notFitted') => checkLine('device.link', part, said);
const paper = (level: 'ok' | 'low' | 'out'): DeviceStatus => ({
  ...printer,
  supplies: { paper: { level, source: 'sensor', at: '' } },
});

test('nothing is well that nobody has measured', () => {
  expect(verdict('test:receiptPrinter', {})).toBe('unknown');
  expect(verdict('test:receiptPrinter', { lines: [line('receiptPrinter', 'notFitted')] })).toBe('unknown');
  expect(verdict('a kind of tomorrow', { lines: [line('receiptPrinter', 'pass')] })).toBe('unknown');
  expect(verdict('low:receiptPrinter.paper', { lines: [line('receiptPrinter', 'pass')] })).toBe('unknown');
});

test('the part is judged by its own lines, not by those of another part', () => {
  const lines = [line('receiptPrinter', 'pass'), line('scanner', 'fail')];
  expect(verdict('test:receiptPrinter', { lines })).toBe('pass');
  expect(verdict('test:scanner', { lines })).toBe('fail');
  expect(evidenceFor('test:scanner', facts({ lines })).lines.map(({ part }) => part)).toEqual(['scanner']);
});

test('an order for paper ends with paper, whatever else passes', () => {
  const lines = [line('receiptPrinter', 'pass')];
  for (const level of ['low', 'out'] as const)
    expect(verdict('low:receiptPrinter.paper', { lines, status: paper(level) }), level).toBe('fail');
  expect(verdict('low:receiptPrinter.paper', { lines, status: paper('ok') })).toBe('pass');
  const away: DeviceStatus = { ...paper('ok'), link: 'lost' };
  expect(verdict('low:receiptPrinter.paper', { lines, status: away })).toBe('unknown');
});

test('a notice that stands, and cards that no operator has accepted, are not well', () => {
  expect(verdict('notice:paper', { isNoticePosted: true })).toBe('fail');
  expect(verdict('notice:paper', {})).toBe('pass');
  expect(verdict('cards:mismatch', { isCardLocked: true, lines: [line('cardDispenser', 'pass')] })).toBe('fail');
});

test('a complaint about the whole machine ends when no line of it fails; the worst lines are kept as evidence', () => {
  const many = Array.from({ length: 30 }, () => line('speech', 'pass'));
  expect(verdict('device', { lines: many })).toBe('pass');
  const one = evidenceFor('device', facts({ lines: [...many, line('scanner', 'fail')] }));
  expect([one.verdict, one.lines.length, one.lines[0]?.verdict]).toEqual(['fail', 16, 'fail']);
});
