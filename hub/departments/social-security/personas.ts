import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { CityPerson } from './population.ts';

/** What the department needs of the demonstration file; the rest of it describes ID cards. */
const PersonasFile = Type.Object({
  personas: Type.Array(
    Type.Object({
      name: Type.String({ minLength: 1, maxLength: 200 }),
      number: Type.String({ pattern: '^(\\d{17}[\\dX]|[A-Z]{3}\\d{12})$' }),
    }),
  ),
  cards: Type.Array(
    Type.Object({
      cardId: Type.String({ minLength: 1, maxLength: 64 }),
      numberLast4: Type.String({ pattern: '^\\d{3}[\\dX]$' }),
      cardNumber: Type.String({ pattern: '^\\d{8,24}$' }),
      bank: Type.Object({
        code: Type.String(),
        name: Type.Object({ 'zh-CN': Type.String(), en: Type.String() }),
        hotline: Type.String(),
      }),
      issued: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
      state: Type.Unsafe<'normal' | 'lost' | 'expired'>({ type: 'string', enum: ['normal', 'lost', 'expired'] }),
    }),
  ),
});
const check = Compile(PersonasFile);

/** Reads the fixed people of demonstrations and tests. Error: one sentence that names the first wrong place, not its value. */
export function readPersonas(path: string): Result<readonly CityPerson[], string> {
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
  }
  return ok(
    personas.map((person) => ({
      idNumber: person.number,
      name: person.name,
      cards: cards
        .filter((card) => person.number.endsWith(card.numberLast4))
        .map((card) => ({
          cardId: card.cardId,
          last4: card.cardNumber.slice(-4),
          bank: {
            code: card.bank.code,
            nameZh: card.bank.name['zh-CN'],
            nameEn: card.bank.name.en,
            hotline: card.bank.hotline,
          },
          issued: card.issued,
          state: card.state,
        })),
    })),
  );
}
