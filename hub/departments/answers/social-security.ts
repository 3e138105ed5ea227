import type { PullData } from '../../../contract/pulls/pulls.ts';
import { insTypes } from '../../../contract/pulls/social-security.ts';
import { lastClosedMonth } from '../../city/months.ts';
import type { InsType } from '../../city/person.ts';
import { bankOf, distanceFrom, places } from '../../city/reference.ts';
import { readCards } from '../city-store.ts';
import { lookups } from '../lookups.ts';
import { type PersonContext, param } from '../pull-context.ts';
import { replaceFee } from '../social-security/replace-fee.ts';
import { type ContributionFilter, contributionYears, insuranceState, paidMonths } from './contributions.ts';
import { claimsPerYear, judgeCertificates, neededUnempMonths } from './skill-certificates.ts';

/** Blank cards that a machine starts with; the hub believes so until the machine tells its own count. */
const firstBlanks = 12;

/** Social security cards of this person, and the receipt of one that is being made; null = neither. */
export async function hrssCards({ deps, person }: PersonContext): Promise<PullData<'hrss.cards'> | null> {
  const cards = await readCards(deps.sql, person.idNumber);
  const pendingReceipt = (await lookups.pendingCard(deps, person)) ?? person.pendingCardReceipt;
  if (cards.length === 0 && pendingReceipt === null) return null;
  return {
    cards: cards.slice(0, 20).map((card) => ({
      cardId: card.cardId,
      last4: card.last4,
      bank: bankOf(card.bankCode),
      issued: card.issued,
      state: card.state,
      step: card.step,
      pickPlace: card.pickPlace,
      generation: card.generation,
      replaced: card.replaced,
    })),
    pendingReceipt,
  };
}

/** Blank cards in this machine and in those near it. */
export async function hrssStock(context: PersonContext): Promise<PullData<'hrss.stock'>> {
  const { deps, deviceId, kiosk, params, person, today } = context;
  const reason = param(params, 'reason');
  const here = (await lookups.blanks(deps, deviceId)) ?? firstBlanks;
  const nearby = places
    .filter((place) => place.kind === 'kiosk' && place.placeId !== kiosk && (place.blanks ?? 0) > 0)
    .map((place) => ({
      placeId: place.placeId,
      nameZh: place.nameZh,
      nameEn: place.nameEn,
      distanceM: distanceFrom(kiosk, place),
      stock: place.blanks ?? 0,
    }))
    .sort((a, b) => a.distanceM - b.distanceM)
    .slice(0, 10);
  const cards = await readCards(deps.sql, person.idNumber);
  return { here, feeFen: replaceFee(reason, param(params, 'card', 'cardId'), cards, today), nearby };
}

/** Contributions by year, as the citizen has filtered them; null = none. */
export async function hrssContrib({ person, today, params }: PersonContext): Promise<PullData<'hrss.contrib'> | null> {
  return contributionYears(person, today, contributionFilter(params));
}

/** `year`, or `from` and `to` (months); `insType` one or several, separated by commas. What is not there is not narrowed. */
function contributionFilter(params: Readonly<Record<string, string>>): ContributionFilter {
  const year = /^\d{4}$/.exec(params.year ?? '')?.[0];
  const month = (text: string | undefined) => /^\d{4}-\d{2}$/.exec(text ?? '')?.[0];
  const from = year === undefined ? month(params.from) : `${year}-01`;
  const to = year === undefined ? month(params.to) : `${year}-12`;
  const types = (params.insType ?? '')
    .split(',')
    .filter((type): type is InsType => (insTypes as readonly string[]).includes(type));
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(types.length === 0 ? {} : { types }),
  };
}

/** State of the insurances for a certificate; null = none. */
export async function hrssCert({ person, today }: PersonContext): Promise<PullData<'hrss.cert'> | null> {
  return insuranceState(person, person.medical, today);
}

/** Companies for which this person may act; null = none. */
export async function hrssUnits({ deps, person, today }: PersonContext): Promise<PullData<'hrss.units'> | null> {
  if (person.units.length === 0) return null;
  const rows = await deps.sql<{ uscc: string; name_zh: string; insured: number }[]>`
    select uscc, name_zh, insured from dept_company where uscc = any(${person.units.map((unit) => unit.uscc)}::text[])`;
  const units = person.units.flatMap(({ uscc, role }) => {
    const company = rows.find((row) => row.uscc === uscc);
    if (company === undefined) return [];
    return [{ uscc, nameZh: company.name_zh, role, lastClosedMonth: lastClosedMonth(today), insured: company.insured }];
  });
  return units.length === 0 ? null : { units };
}

/** Certificates of skills with what each is worth today; null = none. */
export async function hrssSkillCerts({ person, today }: PersonContext): Promise<PullData<'hrss.skillCerts'> | null> {
  if (person.skills.length === 0) return null;
  return { certs: [...judgeCertificates(person.skills, person.skillClaims, today)] };
}

/** Months of unemployment insurance that were paid, and how many are needed. */
export async function hrssUnempMonths({ person, today }: PersonContext): Promise<PullData<'hrss.unempMonths'>> {
  return { months: paidMonths(person, 'unemployment', today), needed: neededUnempMonths };
}

/** Subsidies for skills that were claimed, and how many a year allows. */
export async function hrssSkillClaims({ person, today }: PersonContext): Promise<PullData<'hrss.skillClaims'>> {
  const claims = person.skillClaims.slice(-20).map(({ occupation, level, year }) => ({ occupation, level, year }));
  const year = today.slice(0, 4);
  return { thisYear: claims.filter((claim) => claim.year === year).length, limit: claimsPerYear, claims };
}

/** Account behind the newest card that somebody holds; until the bank has activated it nothing can be paid to it, but to the one before where that still stands (a new card that was posted). */
export async function bankSsAccount({ deps, person }: PersonContext): Promise<PullData<'bank.ssAccount'> | null> {
  const cards = await readCards(deps.sql, person.idNumber);
  const held = cards.filter((one) => one.state !== 'cancelled' && one.state !== 'inProduction');
  const card = held.find((one) => one.state !== 'inactive' && one.state !== 'expired') ?? held[0];
  if (card === undefined) return null;
  // Losing the card does not close the account.
  return {
    bank: bankOf(card.bankCode),
    last4: card.last4,
    active: card.state !== 'inactive' && card.state !== 'expired',
  };
}
