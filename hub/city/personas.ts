import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { err, ok, type Result } from '../../contract/result.ts';
import { addDays } from '../../contract/working-days.ts';
import { addressAt } from './addresses.ts';
import { licencesOf } from './licences.ts';
import type { CityCard, CityPerson } from './person.ts';
import { circumstancesOf } from './persona-circumstances.ts';
import { banks, districts } from './reference.ts';

/** What the city needs of the demonstration file; the rest of it describes ID cards. */
const PersonasFile = Type.Object({
  personas: Type.Array(
    Type.Object({
      id: Type.String({ pattern: '^[a-z0-9-]+$' }),
      name: Type.String({ minLength: 1, maxLength: 200 }),
      sex: Type.Unsafe<'male' | 'female'>({ type: 'string', enum: ['male', 'female'] }),
      birthDate: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
      number: Type.String({ pattern: '^(\\d{17}[\\dX]|[A-Z]{3}\\d{12})$' }),
    }),
  ),
  cards: Type.Array(
    Type.Object({
      cardId: Type.String({ minLength: 1, maxLength: 64 }),
      numberLast4: Type.String({ pattern: '^\\d{3}[\\dX]$' }),
      cardNumber: Type.String({ pattern: '^\\d{8,24}$' }),
      bank: Type.Object({ code: Type.String() }),
      issued: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
      state: Type.Unsafe<'normal' | 'lost' | 'expired'>({ type: 'string', enum: ['normal', 'lost', 'expired'] }),
    }),
  ),
});
const check = Compile(PersonasFile);

/**
 * Reads the fixed people of demonstrations and tests and gives them their circumstances. Error: one sentence that names the first wrong place, not its value.
 * @param today for what is counted from today
 */
export function readPersonas(path: string, today: string): Result<readonly CityPerson[], string> {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return err(`${path} cannot be read as JSON`);
  }
  if (!check.Check(file)) {
    const [first] = check.Errors(file);
    return err(`${path}: ${first?.instancePath ?? ''} ${first?.message ?? 'is not as expected'}`);
  }
  const { personas, cards } = file;
  for (const card of cards) {
    const holders = personas.filter((person) => person.number.endsWith(card.numberLast4)).length;
    if (holders !== 1) return err(`${path}: card ${card.cardId} has ${holders} holders instead of one`);
    if (!banks.some((bank) => bank.code === card.bank.code))
      return err(`${path}: card ${card.cardId} has an unknown bank`);
  }
  const special = circumstancesOf(today);
  return ok(
    personas.map((persona): CityPerson => {
      const { home, extraLicences = [], ...changes } = special[persona.id] ?? {};
      const district = districts.find((one) => one.letters === (home?.letters ?? 'TH'));
      if (district === undefined) throw new Error(`${persona.id} lives in no district`);
      const fromFile = cards
        .filter((card) => persona.number.endsWith(card.numberLast4))
        .map(
          (card, n): CityCard => ({
            ...{ cardId: card.cardId, cardNumber: card.cardNumber, bankCode: card.bank.code, issued: card.issued },
            state: card.state === 'lost' ? 'formalLoss' : card.state,
            ...{ step: null, pickPlace: null, replaced: false },
            // The one issued first is of the second generation where there are two.
            generation: n === 0 && card.issued < '2018' ? 2 : 3,
          }),
        );
      const plain: CityPerson = {
        ...{ personId: persona.id, idNumber: persona.number, name: persona.name, sex: persona.sex },
        birthDate: persona.birthDate,
        mobile: `1990000${persona.number.slice(-4).replace('X', '0')}`,
        hukou: 'guangzhou',
        householdId: `home-${persona.id}`,
        address: addressAt(`${district.code}001001`, home?.detail ?? '测试路1号', '2018-05-10'),
        ...{ spouse: null, parents: [], marriage: null, permit: null, births: [], birthRegistration: null },
        photo: { photoId: `photo-${persona.id}`, taken: addDays(today, -800) },
        ...{ work: [], owedMonths: 0, skills: [], skillClaims: [], record: null, estates: [], leases: [], fund: null },
        medical: {
          ...{ kind: 'none', residentYears: [], bySchool: false, aided: false, closed: false },
          arrears: { months: 0, fen: 0 },
        },
        ...{ licences: [], units: [], pendingCardReceipt: null },
        ...changes,
        cards: [...fromFile, ...(changes.cards ?? [])],
      };
      const extra = extraLicences.map((kind) => ({
        licId: `${persona.id}:${kind}`,
        kind,
        validTo: kind.startsWith('vehicle') ? addDays(today, 900) : '长期',
      }));
      return { ...plain, licences: [...licencesOf(plain, today, null), ...extra] };
    }),
  );
}
