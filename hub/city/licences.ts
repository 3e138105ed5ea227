import { addDays } from '../../contract/working-days.ts';
import { ageOn } from './months.ts';
import type { CityPerson } from './person.ts';
import type { Random } from './random.ts';

type Held = CityPerson['licences'][number];
const longTerm = '长期';

/** The e-licences that follow from what else is known of the person, and a few that only chance gives. */
export function licencesOf(
  person: Omit<CityPerson, 'licences'>,
  today: string,
  random: Random | null,
): readonly Held[] {
  const age = ageOn(person.birthDate, today);
  const held: Held[] = [];
  const add = (kind: string, validTo = longTerm, id = kind) => {
    held.push({ licId: `${person.personId}:${id}`, kind, validTo });
  };
  const isPermitHolder = /^8[123]0000/.test(person.idNumber);
  const isForeign = !isPermitHolder && !person.idNumber.startsWith('44');
  if (isPermitHolder) add('id.hmt', addDays(today, 700));
  else if (isForeign) add('id.foreign', addDays(today, 1500));
  else add('id.card', age >= 46 ? longTerm : addDays(today, 2000));
  if (person.hukou !== 'other') add('hukou.book');
  if (person.permit !== null) add('hukou.permit', addDays(today, person.permit.endsInDays));
  if (person.cards.some((card) => card.state === 'normal')) add('ss.card');
  if (person.work.some((span) => span.to === null)) add('ss.insured');
  if (person.work.length > 0 && age >= 60) add('ss.pension');
  if (person.medical.kind === 'resident' || person.work.length > 0) add('med.voucher');
  if (person.marriage !== null) add('family.marriage');
  for (const n of person.births.keys()) add('family.birth', longTerm, `family.birth.${n + 1}`);
  if (person.birthRegistration !== null) add('family.birthReg');
  for (const n of person.estates.keys()) add('estate.owner', longTerm, `estate.owner.${n + 1}`);
  for (const [n, lease] of person.leases.entries()) add('estate.lease', lease.until, `estate.lease.${n + 1}`);
  for (const n of person.skills.keys()) add('edu.skill', longTerm, `edu.skill.${n + 1}`);
  if (person.fund !== null) add('other.fund');
  if (person.medical.aided) add('other.aid', addDays(today, 200));
  if (random === null) return held;
  if (age >= 65 && random.chance(0.6)) add('other.elder');
  if (age >= 18 && age < 75 && random.chance(0.5)) {
    add('vehicle.driving', addDays(today, random.int(30, 3000)));
    if (random.chance(0.6)) add('vehicle.licence');
  }
  if (age >= 22 && random.chance(0.5)) add('edu.graduate');
  if (age >= 22 && random.chance(0.3)) add('edu.degree');
  if (age >= 16 && random.chance(0.3)) add('id.passport', addDays(today, random.int(20, 3000)));
  if (age >= 16 && random.chance(0.4)) add('id.hkmo', addDays(today, random.int(20, 2500)));
  if (age >= 24 && random.chance(0.12))
    add(random.pick(['edu.title', 'edu.teacher', 'edu.nurse', 'edu.doctor', 'edu.accountant', 'edu.lawyer']));
  if (random.chance(0.1))
    add(random.pick(['other.volunteer', 'other.donor', 'other.veteran', 'other.disabled', 'other.farm']));
  return held;
}
