import type { PullData } from '../../../contract/pulls/pulls.ts';
import { addDays } from '../../../contract/working-days.ts';
import { ageOn } from '../../city/months.ts';
import { regionName } from '../../city/reference.ts';
import { readHousehold, type StoredPerson } from '../city-store.ts';
import type { PersonContext } from '../pull-context.ts';

/** A residence permit may be endorsed this many days before its end, and this many after (°). */
const endorseBeforeDays = 30;
const endorseAfterDays = 60;

type Relation = PullData<'ps.hukou'>['members'][number]['relation'];

/** What `other` is to `person`. */
export function relationTo(person: StoredPerson, other: StoredPerson): Relation {
  if (other.idNumber === person.idNumber) return 'self';
  if (person.spouse === other.idNumber) return 'spouse';
  if (other.parents.includes(person.idNumber)) return 'child';
  return person.parents.includes(other.idNumber) ? 'parent' : 'other';
}

/** What the police have on record of this person. */
export async function psPerson({ person }: PersonContext): Promise<PullData<'ps.person'>> {
  const { name, sex, birthDate, hukou, mobile } = person;
  return { name, sex, birthDate, hukou, mobile, district: regionName(person.address.district) };
}

/** The photo that the police have; null = none. */
export async function psPhoto({ person }: PersonContext): Promise<PullData<'ps.photo'> | null> {
  return person.photo;
}

/** The person first, then the household from the oldest on. */
export async function psHukou({ deps, person, today }: PersonContext): Promise<PullData<'ps.hukou'>> {
  const household = await readHousehold(deps.sql, person.householdId);
  const members = [person, ...household.filter((one) => one.idNumber !== person.idNumber)].slice(0, 20);
  return {
    address: person.address.text,
    district: regionName(person.address.district),
    members: members.map((one) => ({
      personId: one.personId,
      name: one.name,
      idNumber: one.idNumber,
      birthDate: one.birthDate,
      age: ageOn(one.birthDate, today),
      sex: one.sex,
      relation: relationTo(person, one),
    })),
  };
}

/** Until when a permit is good, and whether it may be endorsed on this day: what the page says and what the department decides. */
export function permitOn(
  { validTo: endorsedTo, endsInDays }: NonNullable<StoredPerson['permit']>,
  today: string,
): { readonly validTo: string; readonly inWindow: boolean } {
  const validTo = endorsedTo ?? addDays(today, endsInDays);
  return {
    validTo,
    inWindow: validTo <= addDays(today, endorseBeforeDays) && validTo >= addDays(today, -endorseAfterDays),
  };
}

/** Residence permit and whether it may be endorsed now; null = none. */
export async function psResPermit({ person, today }: PersonContext): Promise<PullData<'ps.resPermit'> | null> {
  const { permit } = person;
  if (permit === null) return null;
  const { validTo, inWindow } = permitOn(permit, today);
  return {
    permitNo: permit.permitNo,
    validFrom: addDays(validTo, -365),
    validTo,
    address: person.address.text,
    inWindow,
  };
}

/** Registered address. */
export async function psAddrReg({ person }: PersonContext): Promise<PullData<'ps.addrReg'>> {
  const { text, district, street, community, registered } = person.address;
  return {
    address: text,
    district: regionName(district),
    street: regionName(street),
    community: regionName(community),
    registered,
  };
}

/** Registration of a birth that waits for this person; null = none. */
export async function hcBirthReg({ person }: PersonContext): Promise<PullData<'hc.birthReg'> | null> {
  return person.birthRegistration;
}

/** Birth certificates of this person's children, ten at most; null = none. */
export async function hcBirthCert({ person }: PersonContext): Promise<PullData<'hc.birthCert'> | null> {
  return person.births.length === 0
    ? null
    : { certificates: person.births.slice(0, 10).map((birth) => ({ ...birth })) };
}

/** Marriage on record; null = none. */
export async function civilMarriage({ person }: PersonContext): Promise<PullData<'civil.marriage'> | null> {
  if (person.marriage === null) return null;
  const { since, first, spouseName, spouseNumber, spouseHukou } = person.marriage;
  return { married: true, first, since, spouse: { name: spouseName, idNumber: spouseNumber, hukou: spouseHukou } };
}
