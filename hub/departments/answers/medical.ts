import type { PullData } from '../../../contract/pulls/pulls.ts';
import {
  isEnrolledFor,
  isResidentInsured,
  medicalYears,
  residentCategory,
  residentPrices,
} from '../../city/medical-year.ts';
import { addMonths, ageOn, lastClosedMonth } from '../../city/months.ts';
import { bankOf, hospitals } from '../../city/reference.ts';
import { readHousehold, type StoredPerson } from '../city-store.ts';
import type { PersonContext, PullContext } from '../pull-context.ts';
import { contributionRows, isEmployee, sum } from './contributions.ts';
import { relationTo } from './person.ts';

type Cover = PullData<'med.cover'>['covers'][number];

/** The person and the whole household: who has which cover, and who can be enrolled now. Never empty. */
export async function medCover({ deps, person, today }: PersonContext): Promise<PullData<'med.cover'>> {
  const household = await readHousehold(deps.sql, person.householdId);
  const others = household.filter((one) => one.idNumber !== person.idNumber);
  return { covers: [person, ...others].slice(0, 20).map((one) => coverOf(one, person, today)) };
}

function coverOf(one: StoredPerson, asker: StoredPerson, today: string): Cover {
  const { medical } = one;
  const age = ageOn(one.birthDate, today);
  const { open, target } = medicalYears(today);
  const isCovered = isEmployee(one.work);
  const because: Cover['because'] = isCovered
    ? 'employee'
    : isEnrolledFor(medical, target)
      ? 'enrolled'
      : medical.bySchool
        ? 'school'
        : open === null || medical.closed
          ? 'closed'
          : null;
  const category = residentCategory(age, medical);
  return {
    personId: one.personId,
    name: one.name,
    relation: relationTo(asker, one),
    age,
    kind: isCovered ? 'employee' : isResidentInsured(medical, today.slice(0, 7)) ? 'resident' : 'none',
    category,
    enrolledYear: medical.residentYears.at(-1) ?? null,
    ...(open === null ? {} : { fen: residentPrices[category] }),
    because,
  };
}

/** Months of medical insurance that were not paid, and what they cost in fen. */
export async function medArrears({ person, today }: PersonContext): Promise<PullData<'med.arrears'>> {
  const { months, fen } = person.medical.arrears;
  const owed = Array.from({ length: Math.min(months, 60) }, (_, i) => addMonths(lastClosedMonth(today), -i));
  return { owedFen: fen, months: owed };
}

/** Where this person is on record for treatment; null = nowhere. */
export async function medRecord({ person }: PersonContext): Promise<PullData<'med.record'> | null> {
  const { record } = person;
  if (record === null) return null;
  const hospital = hospitals.find((one) => one.hospitalId === record.hospitalId);
  return {
    version: record.version,
    name: person.name,
    mobile: record.mobile,
    address: record.address,
    bank: record.bankCode === null ? null : bankOf(record.bankCode),
    accountLast4: record.accountLast4,
    hospitalId: record.hospitalId,
    hospitalZh: hospital?.nameZh ?? '',
    hospitalEn: hospital?.nameEn ?? '',
  };
}

/** Years of employees' and residents' insurance together, the newest first. */
export async function medContrib({ person, today }: PersonContext): Promise<PullData<'med.contrib'> | null> {
  const rows = contributionRows(person, today, { types: ['medical'] }).filter((row) => row.state === 'paid');
  const worked = new Set(rows.map((row) => row.month.slice(0, 4)));
  const paidYears = person.medical.residentYears.filter((year) => year <= today.slice(0, 4));
  const years = [...new Set([...worked, ...paidYears])].sort().reverse().slice(0, 40);
  if (years.length === 0) return null;
  return {
    years: years.map((year) => {
      const inYear = rows.filter((row) => row.month.startsWith(year));
      if (inYear.length === 0) {
        const age = ageOn(person.birthDate, `${year}-12-31`);
        return { year, months: 12, personFen: residentPrices[residentCategory(age, person.medical)], unitFen: 0 };
      }
      const personFen = sum(inYear.map((row) => row.personFen));
      return { year, months: inYear.length, personFen, unitFen: sum(inYear.map((row) => row.unitFen)) };
    }),
  };
}

/** Hospitals at which somebody can be put on record. */
export async function medHospitals(): Promise<PullData<'med.hospitals'>> {
  return { hospitals: [...hospitals] };
}

/** The year that can be paid for, until when, and its prices in fen. */
export async function medYears({ today }: PullContext): Promise<PullData<'med.years'>> {
  const { open, target, payBy } = medicalYears(today);
  const categories = Object.keys(residentPrices) as (keyof typeof residentPrices)[];
  const prices = categories.map((category) => ({ category, fen: residentPrices[category] }));
  return { years: [{ year: target, open: open !== null, payBy, prices }] };
}
