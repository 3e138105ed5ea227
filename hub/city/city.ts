import { furnishHousehold } from './circumstances.ts';
import { generateCompanies } from './companies.ts';
import { generateHouseholds } from './households.ts';
import { ageOn } from './months.ts';
import type { City, CityPerson } from './person.ts';
import { createRandom } from './random.ts';

/**
 * A city without the fixed personas: pure, the same for the same arguments. People have ID numbers of the unassigned region 440199, sequence 900 to 989.
 * @param today the day on which ages and running contributions are counted, `YYYY-MM-DD`
 */
export function generateCity(seed: number, size: number, today: string): City {
  const companies = generateCompanies(seed, Math.max(4, Math.floor(size / 60)));
  const random = createRandom(seed);
  const people: CityPerson[] = [];
  for (const household of generateHouseholds(seed, size, today)) {
    people.push(...furnishHousehold(random, { today, companies }, household, people.length));
  }
  return {
    people: giveOffices(
      people,
      companies.slice(2).map((company) => company.uscc),
      today,
    ),
    companies,
  };
}

/** Every company gets a legal representative and an officer out of the adults; some people have a company without a right to act for it. */
function giveOffices(people: readonly CityPerson[], usccs: readonly string[], today: string): readonly CityPerson[] {
  const adults = people.filter((person) => ageOn(person.birthDate, today) >= 25);
  const offices = new Map<string, CityPerson['units'][number][]>();
  usccs.forEach((uscc, n) => {
    (['legalRep', 'officer', 'none'] as const).forEach((role, k) => {
      const holder = adults[(n * 17 + k * 5) % Math.max(1, adults.length)];
      if (holder === undefined) return;
      const held = offices.get(holder.idNumber) ?? [];
      if (!held.some((office) => office.uscc === uscc)) offices.set(holder.idNumber, [...held, { uscc, role }]);
    });
  });
  return people.map((person) => ({ ...person, units: (offices.get(person.idNumber) ?? []).slice(0, 20) }));
}
