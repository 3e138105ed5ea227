import { addDays } from '../../contract/working-days.ts';
import { randomAddress } from './addresses.ts';
import type { Member } from './households.ts';
import { licencesOf } from './licences.ts';
import { medicalYears } from './medical-year.ts';
import { addMonths, ageOn, monthOf } from './months.ts';
import { cityCardNumber } from './numbers.ts';
import type {
  CityAddress,
  CityCard,
  CityCompany,
  CityPerson,
  InsType,
  Marriage,
  Medical,
  SkillCertificate,
  WorkSpan,
} from './person.ts';
import type { Random } from './random.ts';
import { banks, hospitals, places } from './reference.ts';

export const allInsTypes: readonly InsType[] = ['pension', 'medical', 'unemployment', 'injury', 'maternity'];
const occupations = [
  '电工',
  '焊工',
  '养老护理员',
  '中式烹调师',
  '计算机程序设计员',
  '物流服务师',
  '育婴员',
  '美容师',
] as const;

/** What chance needs besides the person: the same for everybody of the city. */
export interface CityFrame {
  readonly today: string;
  readonly companies: readonly CityCompany[];
}

/** Everybody of one household, with everything that the departments know. */
export function furnishHousehold(
  random: Random,
  frame: CityFrame,
  household: readonly Member[],
  firstIndex: number,
): readonly CityPerson[] {
  const address = randomAddress(random, `20${random.int(10, 24)}-0${random.int(1, 9)}-1${random.int(0, 9)}`);
  return household.map((member, i) => furnish(random, frame, household, member, address, firstIndex + i));
}

function furnish(
  random: Random,
  frame: CityFrame,
  household: readonly Member[],
  member: Member,
  home: CityAddress,
  index: number,
): CityPerson {
  const { today } = frame;
  const age = ageOn(member.birthDate, today);
  const company = random.pick(frame.companies);
  const work = age >= 20 ? workOf(random, age, today, company) : [];
  const isEmployed = work.some((span) => span.to === null && span.types.includes('medical'));
  const children = household.filter((one) => one.parents.includes(member.idNumber));
  const spouse = household.find((one) => one.idNumber === member.spouse) ?? null;
  const mobile = age >= 14 && random.chance(0.95) ? `199${String(10_000_000 + index)}` : '';
  const medical = medicalOf(random, age, today, isEmployed);
  const owner = age >= 28 && random.chance(0.45);
  const hasFund = isEmployed && random.chance(0.7);
  const cards = cardsOf(random, member, age, today, index);
  const plain: Omit<CityPerson, 'licences'> = {
    ...member,
    mobile,
    address: home,
    marriage: spouse === null ? null : marriageOf(member, spouse, today),
    photo: random.chance(0.93)
      ? { photoId: `photo-${member.personId}`, taken: addDays(today, -random.int(100, 3400)) }
      : null,
    permit:
      member.hukou === 'guangzhou' || random.chance(0.2)
        ? null
        : {
            permitNo: `JZ${String(440_199_000_000 + index)}`,
            endsInDays: random.pick([-200, -20, 12, 25, 120, 220, 300]),
          },
    births: children.map((child) => ({
      certNo: `P44${child.idNumber.slice(8, 14)}${child.personId.slice(-4)}`,
      birthDate: child.birthDate,
      childName: child.name,
    })),
    birthRegistration:
      member.sex === 'female' && spouse !== null && age < 45 && random.chance(0.15)
        ? {
            registered: addDays(today, -random.int(30, 200)),
            receiptNo: `WJ${String(1_000_000 + index)}`,
            order: children.length === 0 ? '1' : children.length === 1 ? '2' : '3',
          }
        : null,
    work,
    owedMonths: isEmployed && random.chance(0.03) ? random.int(1, 3) : 0,
    skills: age >= 20 && age < 58 && random.chance(0.3) ? skillsOf(random, index) : [],
    skillClaims: [],
    medical,
    record:
      isEmployed || medical.kind === 'resident'
        ? {
            version: random.int(1, 4),
            mobile,
            address: home.text,
            bankCode: cards[0]?.bankCode ?? null,
            accountLast4: cards[0]?.cardNumber.slice(-4) ?? null,
            hospitalId: random.pick(hospitals).hospitalId,
          }
        : null,
    estates: owner
      ? Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, (_, i) => {
          const place = i === 0 ? home : randomAddress(random, home.registered);
          return {
            licId: `estate-${member.personId}-${i + 1}`,
            district: place.district,
            address: place.text,
            use: i === 0 ? ('residential' as const) : random.pick(['commercial', 'office', 'residential'] as const),
          };
        })
      : [],
    leases:
      !owner && age >= 20 && random.chance(0.4)
        ? [
            {
              licId: `lease-${member.personId}-1`,
              district: home.district,
              address: home.text,
              until: addDays(today, random.int(30, 900)),
            },
          ]
        : [],
    fund: hasFund
      ? {
          accountLast4: String(1000 + (index % 9000)),
          since: `${work.at(-1)?.from ?? monthOf(today)}-01`,
          monthlyFen: random.int(40, 400) * 1000,
          state: 'active',
          unit: company.nameZh,
          withdrawn: random.chance(0.3) ? [{ monthsAgo: random.int(2, 30), fen: 500_000 }] : [],
        }
      : null,
    units: [],
    pendingCardReceipt: null,
    cards,
  };
  return { ...plain, licences: licencesOf(plain, today, random) };
}

function workOf(random: Random, age: number, today: string, company: CityCompany): readonly WorkSpan[] {
  const isPastWork = age >= 60;
  if (random.chance(isPastWork ? 0.3 : 0.2)) return [];
  const startAge = random.int(19, Math.min(26, age - 1));
  // Records begin in 1998: what is older stands in files that nobody pulls.
  const started = addMonths(monthOf(today), -(age - startAge) * 12 + random.int(0, 5));
  const from = started < '1998-07' ? '1998-07' : started;
  const endAge = isPastWork ? random.int(50, 60) : age;
  const to =
    isPastWork || random.chance(0.15) ? addMonths(monthOf(today), -(age - endAge) * 12 - random.int(3, 20)) : null;
  const span = { unit: company.nameZh, uscc: company.uscc, baseFen: random.int(30, 90) * 10_000, types: allInsTypes };
  if (to !== null && to < from) return [];
  const half = addMonths(from, 30);
  if (random.chance(0.3) && half < addMonths(to ?? monthOf(today), -12)) {
    return [
      { ...span, from, to: half, unit: '广州旧业商行', uscc: '' },
      { ...span, from: addMonths(half, random.int(2, 6)), to },
    ];
  }
  return [{ ...span, from, to, types: random.chance(0.93) ? allInsTypes : ['pension'] }];
}

function medicalOf(random: Random, age: number, today: string, isEmployed: boolean): Medical {
  const { current, target } = medicalYears(today);
  const isResident = !isEmployed && random.chance(0.8);
  const years = [String(Number(current) - 1), current].filter((year) => age > 0 || year === current);
  return {
    kind: isResident ? 'resident' : 'none',
    residentYears: isResident ? [...years, ...(target !== current && random.chance(0.35) ? [target] : [])] : [],
    bySchool: age >= 6 && age <= 21 && random.chance(0.6),
    aided: random.chance(0.04),
    closed: false,
    arrears: isEmployed || random.chance(0.95) ? { months: 0, fen: 0 } : { months: 2, fen: 9600 },
  };
}

function skillsOf(random: Random, index: number): readonly SkillCertificate[] {
  const occupation = random.pick(occupations);
  return random.pick([['4'], ['5', '4'], ['3'], ['5']] as const).map((level, i) => ({
    certNo: `G44${String(10_000_000 + index)}${level}`,
    occupation,
    level,
    issuedDaysAgo: random.int(20, 250) + (i === 0 ? 150 : 0),
  }));
}

const stateRolls = [
  [0.8, 'normal'],
  [0.83, 'tempLoss'],
  [0.88, 'formalLoss'],
  [0.92, 'inactive'],
  [0.96, 'inProduction'],
  [1, 'expired'],
] as const;

function cardsOf(random: Random, member: Member, age: number, today: string, index: number): readonly CityCard[] {
  if (random.chance(age < 16 ? 0.6 : 0.06)) return [];
  const roll = random.next();
  const state = stateRolls.find(([below]) => roll < below)?.[1] ?? 'normal';
  const generation = random.chance(0.5) ? 3 : 2;
  const outlets = places.filter((place) => place.kind === 'bank');
  const step = state === 'inProduction' ? random.int(1, 5) : null;
  const card: CityCard = {
    cardId: `gen-${member.personId}-1`,
    cardNumber: cityCardNumber(100_000 + index * 2),
    bankCode: random.pick(banks).code,
    issued:
      state === 'inProduction'
        ? addDays(today, -random.int(1, 12))
        : addDays(today, -random.int(60, Math.min(5000, Math.max(61, age * 360)))),
    state,
    step,
    pickPlace: step === 5 ? random.pick(outlets).nameZh : null,
    generation,
    replaced: false,
  };
  if (!random.chance(0.12)) return [card];
  const old: CityCard = {
    ...card,
    cardId: `gen-${member.personId}-0`,
    cardNumber: cityCardNumber(100_001 + index * 2),
    state: 'cancelled',
    step: null,
    pickPlace: null,
    generation: 2,
    replaced: true,
    issued: addDays(card.issued, -900),
  };
  return [card, old];
}

/** Made from the younger one's birth, not by chance: the registers of both must agree. */
function marriageOf(member: Member, spouse: Member, today: string): Marriage {
  const { birthDate } = member.birthDate < spouse.birthDate ? spouse : member;
  return {
    since: addDays(birthDate, Math.min(8400, daysBetween(birthDate, today))),
    first: Number(birthDate.slice(8)) % 5 !== 0,
    spouseName: spouse.name,
    spouseNumber: spouse.idNumber,
    spouseHukou: spouse.hukou,
  };
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
