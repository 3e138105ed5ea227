import type { PullData } from '../../../contract/pulls/pulls.ts';
import { addMonths, lastClosedMonth, monthOf, monthsFromTo } from '../../city/months.ts';
import type { Fund } from '../../city/person.ts';
import { districts, regionName } from '../../city/reference.ts';
import { findByRef, type StoredPerson } from '../city-store.ts';
import { type PersonContext, param } from '../pull-context.ts';
import { relationTo } from './person.ts';

/** Interest of the fund a year in hundredths of a percent, credited each June (°). */
const interestRate = 150;
const maxRows = 240;

/**
 * How much property this family has: `gz` (the whole city) and every district by its code of `ref.regions`, zeros included, because "none" is the answer
 * that people come for. Parameter `family`: spouse and children who agreed, by `personId` or ID number, separated by commas; nobody else is looked up.
 */
export async function pnrEstate({ deps, person, params }: PersonContext): Promise<PullData<'pnr.estate'>> {
  const asked: StoredPerson[] = [person];
  for (const ref of (param(params, 'family') ?? '').split(',').slice(0, 8)) {
    if (ref === '' || asked.length === 8) continue;
    const member = await findByRef(deps.sql, ref);
    if (member === null || asked.some((one) => one.idNumber === member.idNumber)) continue;
    if (['spouse', 'child'].includes(relationTo(person, member))) asked.push(member);
  }
  const estates = asked.flatMap((one) => one.estates);
  return {
    areas: [
      { area: 'gz', count: estates.length },
      ...districts.map(({ code }) => ({ area: code, count: estates.filter((one) => one.district === code).length })),
    ],
    asked: asked.map((one) => one.name),
  };
}

/** Houses that this person owns, twenty at most; null = none. */
export async function pnrHouseLicence({ person }: PersonContext): Promise<PullData<'pnr.houseLicence'> | null> {
  if (person.estates.length === 0) return null;
  const houses = person.estates.slice(0, 20);
  return {
    houses: houses.map(({ licId, address, use, district }) => ({
      licId,
      address,
      use,
      district: regionName(district),
    })),
  };
}

/** Registered leases that run today, twenty at most; null = none. */
export async function leaseRecord({ person, today }: PersonContext): Promise<PullData<'lease.record'> | null> {
  const leases = person.leases.filter((lease) => lease.until >= today).slice(0, 20);
  if (leases.length === 0) return null;
  return {
    leases: leases.map(({ licId, address, until, district }) => ({
      licId,
      address,
      until,
      district: regionName(district),
    })),
  };
}

/** Account in the housing provident fund, amounts in fen; null = none. */
export async function hpfAccount({ person, today }: PersonContext): Promise<PullData<'hpf.account'> | null> {
  const { fund } = person;
  if (fund === null) return null;
  const { accountLast4, monthlyFen, state, unit, since } = fund;
  return {
    accountLast4,
    balanceFen: fundRows(fund, lastPaid(person), today)[0]?.balanceFen ?? 0,
    monthlyFen,
    state,
    unit,
    since,
  };
}

/** Parameters `from`, `to` (months). The newest first. */
export async function hpfRows({ person, today, params }: PersonContext): Promise<PullData<'hpf.rows'> | null> {
  if (person.fund === null) return null;
  const [from, to] = [param(params, 'from') ?? '0000-01', param(params, 'to') ?? '9999-12'];
  const rows = fundRows(person.fund, lastPaid(person), today).filter((row) => row.month >= from && row.month <= to);
  return rows.length === 0 ? null : { rows: rows.slice(0, maxRows) };
}

type FundRow = PullData<'hpf.rows'>['rows'][number];

/** Payments, interest of June and withdrawals since the account was opened. A withdrawal never takes more than there is. */
export function fundRows(fund: Fund, until: string | null, today: string): readonly FundRow[] {
  const first = monthOf(fund.since);
  const last = lastClosedMonth(today);
  const rows: FundRow[] = [];
  let balanceFen = 0;
  const put = (month: string, kind: FundRow['kind'], fen: number) => {
    if (fen <= 0) return;
    balanceFen += kind === 'withdrawn' ? -fen : fen;
    rows.push({ month, kind, fen, balanceFen });
  };
  for (let i = 0, count = monthsFromTo(first, last); i < count; i += 1) {
    const month = addMonths(first, i);
    if (fund.state === 'active' || (until !== null && month <= until)) put(month, 'paid', fund.monthlyFen);
    if (month.endsWith('-06')) put(month, 'interest', Math.floor((balanceFen * interestRate) / 10_000));
    for (const one of fund.withdrawn) {
      if (addMonths(last, -one.monthsAgo) === month) put(month, 'withdrawn', Math.min(one.fen, balanceFen));
    }
  }
  return rows.reverse();
}

/** Last month of the last employment; null = it goes on. */
function lastPaid(person: StoredPerson): string | null {
  return person.work.at(-1)?.to ?? null;
}
