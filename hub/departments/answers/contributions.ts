import type { PullData } from '../../../contract/pulls/pulls.ts';
import { insTypes } from '../../../contract/pulls/social-security.ts';
import { isResidentInsured } from '../../city/medical-year.ts';
import { addMonths, lastClosedMonth, monthsFromTo } from '../../city/months.ts';
import type { InsType, Medical, WorkSpan } from '../../city/person.ts';

export type ContributionRow = PullData<'hrss.contrib'>['years'][number]['rows'][number];

/** Shares of the base in hundredths of a percent, person and unit. Placeholders of the demonstration city. */
const rates: Readonly<Record<InsType, readonly [person: number, unit: number]>> = {
  pension: [800, 1500],
  medical: [200, 450],
  unemployment: [20, 80],
  injury: [0, 20],
  maternity: [0, 85],
};

export interface ContributionFilter {
  readonly types?: readonly InsType[];
  readonly from?: string;
  readonly to?: string;
}

interface Worked {
  readonly work: readonly WorkSpan[];
  readonly owedMonths: number;
}

/** A row for every closed month and type, the newest first; where two employments meet in a month, the later one counts. */
export function contributionRows(
  { work, owedMonths }: Worked,
  today: string,
  filter: ContributionFilter = {},
): readonly ContributionRow[] {
  const last = lastClosedMonth(today);
  const owedFrom = addMonths(last, 1 - owedMonths);
  const byKey = new Map<string, ContributionRow>();
  for (const span of work) {
    const from = later(span.from, filter.from ?? '0000-01');
    const to = earlier(span.to ?? last, earlier(last, filter.to ?? last));
    const count = monthsFromTo(from, to);
    for (let i = 0; i < count; i += 1) {
      const month = addMonths(from, i);
      for (const type of insTypes) {
        if (!span.types.includes(type) || filter.types?.includes(type) === false) continue;
        byKey.set(`${month} ${type}`, rowOf(span, month, type, owedMonths > 0 && month >= owedFrom));
      }
    }
  }
  const order = (row: ContributionRow) => `${row.month} ${9 - insTypes.indexOf(row.type)}`;
  return [...byKey.values()].sort((a, b) => (order(a) < order(b) ? 1 : -1));
}

function rowOf(span: WorkSpan, month: string, type: InsType, isOwed: boolean): ContributionRow {
  const years = Number(month.slice(0, 4)) - Number(span.from.slice(0, 4));
  const baseFen = Math.round((span.baseFen * 1.04 ** years) / 100) * 100;
  const [person, unit] = rates[type];
  return {
    month,
    type,
    baseFen,
    personFen: Math.round((baseFen * person) / 10_000),
    unitFen: Math.round((baseFen * unit) / 10_000),
    state: isOwed ? 'owed' : 'paid',
    unit: span.unit,
  };
}

/** Rows by year, the newest first, with what was paid. null = no row at all. */
export function contributionYears(
  worked: Worked,
  today: string,
  filter: ContributionFilter = {},
): PullData<'hrss.contrib'> | null {
  const rows = contributionRows(worked, today, filter);
  if (rows.length === 0) return null;
  const years = [...new Set(rows.map((row) => row.month.slice(0, 4)))].map((year) => {
    const inYear = rows.filter((row) => row.month.startsWith(year));
    const paid = inYear.filter((row) => row.state === 'paid');
    return {
      year,
      rows: inYear,
      personFen: sum(paid.map((row) => row.personFen)),
      unitFen: sum(paid.map((row) => row.unitFen)),
    };
  });
  return { years, months: new Set(rows.filter((row) => row.state === 'paid').map((row) => row.month)).size };
}

/** Months paid for one type. */
export function paidMonths(worked: Worked, type: InsType, today: string): number {
  return contributionRows(worked, today, { types: [type] }).filter((row) => row.state === 'paid').length;
}

/** What a certificate of insurance says; types that the person never had are left out. null = never insured. */
export function insuranceState(worked: Worked, medical: Medical, today: string): PullData<'hrss.cert'> | null {
  const types: PullData<'hrss.cert'>['types'] = [];
  for (const type of insTypes) {
    const spans = worked.work.filter((span) => span.types.includes(type) && span.from <= lastClosedMonth(today));
    const [first] = spans;
    if (first !== undefined) {
      const state = spans.some((span) => span.to === null) ? 'active' : 'paused';
      types.push({ type, state, since: `${first.from}-01`, months: paidMonths(worked, type, today) });
      continue;
    }
    const [firstYear] = medical.residentYears;
    if (type !== 'medical' || medical.kind !== 'resident' || firstYear === undefined || firstYear > today.slice(0, 4))
      continue;
    const past = medical.residentYears.filter((year) => year < today.slice(0, 4)).length;
    const isNow = medical.residentYears.includes(today.slice(0, 4)) && isResidentInsured(medical, today.slice(0, 7));
    const months = past * 12 + (isNow ? Number(today.slice(5, 7)) : 0);
    types.push({ type, state: isNow ? 'active' : 'paused', since: `${firstYear}-01-01`, months });
  }
  return types.length === 0 ? null : { types, unit: worked.work.at(-1)?.unit ?? '城乡居民' };
}

/** Insured as an employee for medical costs now. */
export function isEmployee(work: readonly WorkSpan[]): boolean {
  return work.some((span) => span.to === null && span.types.includes('medical'));
}

/** Sum of these numbers. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
