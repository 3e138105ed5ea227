import { join } from 'node:path';
import { generateCity } from '../../../hub/city/city.ts';
import type { CityCompany, CityPerson } from '../../../hub/city/person.ts';
import { readPersonas } from '../../../hub/city/personas.ts';
import type { PullDeps } from '../../../hub/departments/pull-context.ts';
import { root } from '../../support/hub-rig.ts';

/** The people of the simulated city in memory: what the departments read when a pull is answered, without PostgreSQL. */
export interface CityInMemory {
  readonly personas: readonly CityPerson[];
  readonly sql: PullDeps['sql'];
}

/** @param today day of the city; a persona's dates are counted from it */
export function cityInMemory(today: string): CityInMemory {
  const read = readPersonas(join(root, 'kiosk-config/demo/personas.json'), today);
  if (!read.ok) throw new Error(read.error);
  const { people, companies } = generateCity(20_261_123, 50, today);
  const everybody = [
    ...read.value,
    ...people.filter(({ personId }) => !read.value.some((p) => p.personId === personId)),
  ];
  return { personas: read.value, sql: sqlOver(everybody, companies) };
}

/**
 * Answers the few questions that the departments ask their tables (`hub/departments/city-store.ts`). The hub's own tables (cases, drafts, bookings) are
 * empty. Anything else that is asked is a change of the hub that this must follow, so it throws.
 */
function sqlOver(people: readonly CityPerson[], companies: readonly CityCompany[]): PullDeps['sql'] {
  const docs = (fits: (person: CityPerson) => boolean) =>
    people
      .filter(fits)
      .toSorted((a, b) => (a.birthDate + a.idNumber < b.birthDate + b.idNumber ? -1 : 1))
      .map(({ cards: _, ...doc }) => ({ doc }));
  const isIn = (list: unknown, value: string) => Array.isArray(list) && list.includes(value);
  const answers: readonly (readonly [string, (values: readonly unknown[]) => readonly unknown[]])[] = [
    ['from dept_person where id_number =', ([id]) => docs((person) => person.idNumber === id)],
    ['from dept_person where person_id =', ([ref]) => docs((p) => p.personId === ref || p.idNumber === ref)],
    ['from dept_person where household =', ([id]) => docs((person) => person.householdId === id)],
    ['from dept_ss_card where id_number =', ([id]) => people.filter((p) => p.idNumber === id).flatMap(cardRows)],
    [
      'from dept_company where uscc = any',
      ([list]) =>
        companies
          .filter(({ uscc }) => isIn(list, uscc))
          .map(({ uscc, nameZh, insured }) => ({ uscc, name_zh: nameZh, insured })),
    ],
    ['from dept_company where core = any', ([list]) => companies.filter(({ core }) => isIn(list, core))],
    ['custody_report', () => [{ hopper: 20, reserved: '0' }]],
    ['dept_application', () => []],
    ['draft', () => []],
    ['booking', () => []],
    ['from case', () => []],
  ];
  const sql = (parts: readonly string[], ...values: readonly unknown[]) => {
    const text = parts.join('?').replaceAll(/\s+/g, ' ').trim();
    if (text === '') return Promise.resolve([]);
    const answer = answers.find(([words]) => text.includes(words));
    if (answer === undefined) throw new Error(`the city in memory knows no answer to: ${text}`);
    return Promise.resolve(answer[1](values));
  };
  return sql as unknown as PullDeps['sql'];
}

function cardRows(person: CityPerson): readonly unknown[] {
  return person.cards
    .toSorted((a, b) => (a.issued === b.issued ? a.cardId.localeCompare(b.cardId) : a.issued < b.issued ? 1 : -1))
    .map((card) => ({
      card_id: card.cardId,
      id_number: person.idNumber,
      last4: card.cardNumber.slice(-4),
      bank_code: card.bankCode,
      issued: card.issued,
      state: card.state,
      step: card.step,
      pick_place: card.pickPlace,
      generation: card.generation,
      replaced: card.replaced,
      lost_ms: null,
      receipt_no: null,
    }));
}
