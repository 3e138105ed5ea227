import { expect, test } from 'vitest';
import { meets, reportPage } from './bench-report.ts';

const machine = {
  ...{ cpus: 2, model: 'A | B', memoryGib: 24, system: 'Debian', node: 'v24', electron: '25', yardstickMs: 10 },
};
const within = { what: 'quick', value: 1.2, unit: '×', budget: 1.5, baseline: 'a wire' };
const short = { what: 'rate', value: 20_000, unit: '/s', budget: 30_000, isAtLeast: true, baseline: 'x|y' } as const;

test('a budget is met on its own side: at most, or at least', () => {
  expect([within, { ...within, value: 1.6 }, short, { ...short, value: 30_000 }].map(meets)).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test('a missed budget is said in the first line of the page, and no text breaks its tables', () => {
  const page = reportPage({ measuredAt: '2026-11-29T07:00', commit: 'abc', machine, rows: [within, short] });
  expect(page).toContain('1 of 2 budgets are missed: rate.');
  expect(page).toContain('| **missed** | rate | 20,000 /s | at least 30,000 /s | x\\|y |');
  expect(page).toContain('| met | quick | 1.20 × | at most 1.50 × | a wire |');
  expect(page).toContain('A \\| B');
  expect(reportPage({ measuredAt: '', commit: '', machine, rows: [within] })).toContain('Every budget is met.');
});
