import { Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Bank, Day, Fen, Id, list, Month, Words } from './parts.ts';

/** Medical insurance (市医保局, 市税务局). Class C3. */
const resCategories = ['minor', 'student', 'adult', 'elder', 'aided'] as const;
/** Cover of the person and of every member of the household, so that a family can be enrolled together. */
export const medCover = Type.Object(
  {
    covers: list(
      Type.Object(
        {
          personId: Id,
          name: Words,
          relation: oneOf(['self', 'spouse', 'child', 'parent', 'other'] as const),
          age: Type.Integer({ minimum: 0, maximum: 150 }),
          kind: oneOf(['none', 'resident', 'employee'] as const),
          category: oneOf(resCategories),
          enrolledYear: Type.Union([Type.String(), Type.Null()]),
          /** What this person pays for the year that is open now; left out where no year is open. */
          fen: Type.Optional(Fen),
          /** Why this person cannot be enrolled here now. */
          because: Type.Union([oneOf(['employee', 'school', 'enrolled', 'closed'] as const), Type.Null()]),
        },
        strict,
      ),
      20,
    ),
  },
  strict,
);
export const medArrears = Type.Object({ owedFen: Fen, months: list(Month, 60) }, strict);
export const medRecord = Type.Object(
  {
    version: Type.Integer({ minimum: 1 }),
    name: Words,
    mobile: Words,
    address: Words,
    bank: Type.Union([Bank, Type.Null()]),
    accountLast4: Type.Union([Words, Type.Null()]),
    hospitalId: Id,
    hospitalZh: Words,
    hospitalEn: Words,
  },
  strict,
);
export const medContrib = Type.Object(
  { years: list(Type.Object({ year: Words, months: Type.Integer(), personFen: Fen, unitFen: Fen }, strict), 40) },
  strict,
);
export const medHospitals = Type.Object(
  {
    hospitals: list(
      Type.Object({ hospitalId: Id, nameZh: Words, nameEn: Words, district: Words, words: Words }, strict),
      500,
    ),
  },
  strict,
);
export const medYears = Type.Object(
  {
    years: list(
      Type.Object(
        {
          year: Type.String({ pattern: '^[0-9]{4}$' }),
          open: Type.Boolean(),
          payBy: Day,
          prices: list(Type.Object({ category: oneOf(resCategories), fen: Fen }, strict), 8),
        },
        strict,
      ),
      3,
    ),
  },
  strict,
);
