import type { Party } from '../../../session/context.ts';
import { addMonths } from '../../../session/rules/dates.ts';
import { daysAround } from './sample-pulls.ts';
import type { ItemTests, Test } from './tests-of-item.ts';

/** People who differ in what the item looks at: ages around every limit, and sexes. Synthetic (440199). */
export function partiesOf(tests: ItemTests, today: string): readonly Party[] {
  const of = (key: string): readonly Test[] =>
    ['actor', 'subject'].flatMap((root) => tests.tests.get(`${root}/${key}`) ?? []);
  const limits = of('age').flatMap((test) => (test.kind === 'size' ? test.limits : []));
  const ages = [...new Set([30, ...limits.flatMap((limit) => [limit - 1, limit, limit + 1])])].filter(
    (age) => age >= 0 && age <= 120,
  );
  const told =
    ages.length === 1
      ? ages
      : [...new Set(ages.filter((age) => age !== 30 || !limits.length).concat(limits.includes(30) ? [30] : []))];
  const born = of('birthDate').flatMap((test) =>
    test.kind === 'date' ? test.limits.flatMap((limit) => daysAround(limit, today, {})) : [],
  );
  const dates = [...told.map((age) => `${addMonths(today.slice(0, 7), -12 * age)}${today.slice(7)}`), ...born];
  const sexes = of('sex').length > 0 ? (['female', 'male'] as const) : (['female'] as const);
  return [...new Set(dates)].flatMap((birthDate) =>
    sexes.map((sex): Party => {
      return {
        card: null,
        docType: 'resident',
        name: '某',
        idNumber: '440199199001010010',
        birthDate,
        sex,
        at: `${today}T06:00:00.000Z`,
        level: 'L2',
        verified: null,
      };
    }),
  );
}

/** Somebody of the same age and sex who stands for the principal. */
export const asOther = (person: Party): Party => ({ ...person, idNumber: `${person.idNumber.slice(0, 17)}X` });
