import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cityDay } from '../../../contract/working-days.ts';
import { allInsTypes } from '../../city/circumstances.ts';
import { medicalYears, residentCategory } from '../../city/medical-year.ts';
import type { Fund, WorkSpan } from '../../city/person.ts';
import { untilEnrolmentMs } from '../../testing/case-kit.ts';
import { contributionRows, contributionYears, insuranceState, paidMonths } from './contributions.ts';
import { fundRows } from './estate-funds.ts';
import { judgeCertificates } from './skill-certificates.ts';

const today = '2026-11-27';
const span = (from: string, to: string | null): WorkSpan => ({
  ...{ from, to, unit: '示例', uscc: '', baseFen: 600_000, types: allInsTypes },
});

describe('contributions', () => {
  test('the running month is not closed yet, so it has no row', () => {
    const rows = contributionRows({ work: [span('2026-09', null)], owedMonths: 0 }, today);
    expect([...new Set(rows.map((row) => row.month))]).toEqual(['2026-10', '2026-09']);
  });

  test('owed months are shown and not counted', () => {
    const worked = { work: [span('2026-01', null)], owedMonths: 2 };
    const shown = contributionYears(worked, today);
    expect(shown?.months).toBe(8);
    expect(shown?.years[0]?.rows.filter((row) => row.state === 'owed').map((row) => row.month)).toEqual(
      ['2026-10', '2026-09'].flatMap((month) => Array(5).fill(month)),
    );
    expect(paidMonths(worked, 'unemployment', today)).toBe(8);
  });

  test('a narrowed question gets narrowed rows, an unanswerable one nothing', () => {
    const worked = { work: [span('2024-01', null)], owedMonths: 0 };
    const one = contributionYears(worked, today, { types: ['pension'], from: '2025-01', to: '2025-12' });
    expect(one?.years.map(({ year, rows }) => [year, rows.length])).toEqual([['2025', 12]]);
    expect(contributionYears(worked, today, { from: '2020-01', to: '2020-12' })).toBeNull();
    expect(contributionYears({ work: [], owedMonths: 0 }, today)).toBeNull();
  });

  test('no year has more than 12 months of five types, whatever the employments', () => {
    const month = fc
      .integer({ min: 0, max: 335 })
      .map((n) => `${1998 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`);
    const spans = fc.array(
      fc.tuple(month, fc.option(month)).map(([from, to]) => span(from, to)),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(spans, fc.integer({ min: 0, max: 5 }), (work, owedMonths) => {
        const shown = contributionYears({ work, owedMonths }, today);
        for (const year of shown?.years ?? []) {
          expect(year.rows.length).toBeLessThanOrEqual(60);
          expect(year.rows.every((row) => row.month.startsWith(year.year) && row.month <= '2026-10')).toBe(true);
        }
        expect(shown?.years.length ?? 0).toBeLessThanOrEqual(40);
      }),
    );
  });

  test('a certificate tells paused from active, and residents have a line for medical cover only', () => {
    const medical = {
      kind: 'none',
      residentYears: [],
      bySchool: false,
      aided: false,
      closed: false,
      arrears: { months: 0, fen: 0 },
    } as const;
    expect(insuranceState({ work: [span('2020-01', '2022-12')], owedMonths: 0 }, medical, today)?.types[0]).toEqual({
      ...{ type: 'pension', state: 'paused', since: '2020-01-01', months: 36 },
    });
    const resident = { ...medical, kind: 'resident', residentYears: ['2025', '2026'] } as const;
    expect(insuranceState({ work: [], owedMonths: 0 }, resident, today)).toEqual({
      types: [{ type: 'medical', state: 'active', since: '2025-01-01', months: 23 }],
      unit: '城乡居民',
    });
    expect(insuranceState({ work: [], owedMonths: 0 }, medical, today)).toBeNull();
  });
});

describe('skill certificates', () => {
  const certificate = { certNo: 'G1', occupation: '电工', level: '5', issuedDaysAgo: 60 } as const;
  const claim = { certNo: 'G0', occupation: '电工', level: '4', year: '2025' } as const;
  const because = (...args: Parameters<typeof judgeCertificates>) => judgeCertificates(...args)[0]?.because;

  test('the same level, a higher one and age each shut a certificate out, and nothing else does', () => {
    expect(because([certificate], [], today)).toBeNull();
    expect(because([certificate], [{ ...claim, occupation: '焊工' }], today)).toBeNull();
    expect(because([certificate], [claim], today)).toBe('higherClaimed');
    expect(because([certificate], [{ ...claim, level: '5' }], today)).toBe('claimed');
    expect(because([{ ...certificate, level: '3' }], [claim], today)).toBeNull();
  });

  test('the day on which a year is over is the first too late', () => {
    expect(because([{ ...certificate, issuedDaysAgo: 364 }], [], today)).toBeNull();
    expect(because([{ ...certificate, issuedDaysAgo: 365 }], [], today)).toBe('tooOld');
  });

  test('amounts follow the level', () => {
    const all = (['5', '4', '3'] as const).map((level) => ({ ...certificate, level }));
    expect(judgeCertificates(all, [], today).map((one) => one.amountFen)).toEqual([100_000, 150_000, 200_000]);
  });
});

test('the balance of a fund is the sum of its rows and never below nothing', () => {
  const fund = fc.record({
    accountLast4: fc.constant('1234'),
    since: fc.integer({ min: 2000, max: 2026 }).map((year) => `${year}-03-01`),
    monthlyFen: fc.integer({ min: 1, max: 1_000_000 }),
    state: fc.constantFrom<Fund['state']>('active', 'sealed'),
    unit: fc.constant('示例'),
    withdrawn: fc.array(
      fc.record({ monthsAgo: fc.integer({ min: 0, max: 400 }), fen: fc.integer({ min: 1, max: 90_000_000 }) }),
    ),
  });
  fc.assert(
    fc.property(fund, fc.option(fc.constant('2024-06')), (one, until) => {
      const rows = [...fundRows(one, until, today)].reverse();
      let balance = 0;
      for (const row of rows) {
        balance += row.kind === 'withdrawn' ? -row.fen : row.fen;
        expect(row.balanceFen).toBe(balance);
        expect(balance).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test('the window of residents’ insurance is open from September to March', () => {
  expect(medicalYears('2026-09-01')).toMatchObject({ open: '2027', payBy: '2026-12-31' });
  expect(medicalYears('2027-03-31')).toMatchObject({ open: '2027', payBy: '2027-03-31' });
  expect(medicalYears('2027-04-01')).toMatchObject({ open: null, target: '2028' });
});

test('tests of the enrolment have a next year that is open, whatever the day on which they run', () => {
  for (let day = 0; day < 366; day += 1) {
    const nowMs = Date.parse('2027-12-31T15:59:59Z') - day * 86_400_000;
    const city = cityDay(nowMs + untilEnrolmentMs(nowMs));
    expect(medicalYears(city).open).toBe(String(Number(city.slice(0, 4)) + 1));
  }
});

test('aid goes before school, school before age', () => {
  expect(residentCategory(9, { bySchool: true, aided: true })).toBe('aided');
  expect(residentCategory(20, { bySchool: true, aided: false })).toBe('student');
  expect([9, 40, 60].map((age) => residentCategory(age, { bySchool: false, aided: false }))).toEqual([
    'minor',
    'adult',
    'elder',
  ]);
});
