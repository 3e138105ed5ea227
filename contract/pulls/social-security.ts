import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Bank, Day, Fen, Id, list, Month, Words } from './parts.ts';

/** Social security (市人社局). */
export const SocialSecurityCard = Type.Object(
  {
    cardId: Id,
    last4: Type.String({ pattern: '^[0-9]{4}$' }),
    bank: Bank,
    issued: Day,
    state: oneOf(['normal', 'tempLoss', 'formalLoss', 'cancelled', 'inProduction', 'inactive', 'expired'] as const),
    /** inProduction: 1–5 (受理 → 核验 → 银行开户 → 制卡 → 待领取). */
    step: Type.Union([Type.Integer({ minimum: 1, maximum: 5 }), Type.Null()]),
    pickPlace: Type.Union([Words, Type.Null()]),
    /** 2 or 3; the third generation has a PIN of its own. */
    generation: Type.Integer({ minimum: 1, maximum: 3 }),
    replaced: Type.Boolean(),
  },
  strict,
);
export type SocialSecurityCard = Static<typeof SocialSecurityCard>;
export const hrssCards = Type.Object(
  { cards: list(SocialSecurityCard, 20), pendingReceipt: Type.Union([Words, Type.Null()]) },
  strict,
);
/** `here`: blank cards that the hub believes in this machine; the machine's own counter decides. */
export const hrssStock = Type.Object(
  {
    here: Type.Integer({ minimum: 0 }),
    feeFen: Fen,
    nearby: list(
      Type.Object(
        { placeId: Id, nameZh: Words, nameEn: Words, distanceM: Type.Integer(), stock: Type.Integer() },
        strict,
      ),
      10,
    ),
  },
  strict,
);
export const insTypes = ['pension', 'medical', 'unemployment', 'injury', 'maternity'] as const;
const Row = Type.Object(
  {
    month: Month,
    type: oneOf(insTypes),
    baseFen: Fen,
    personFen: Fen,
    unitFen: Fen,
    state: oneOf(['paid', 'owed', 'exempt'] as const),
    unit: Words,
  },
  strict,
);
export const hrssContrib = Type.Object(
  {
    years: list(
      Type.Object(
        { year: Type.String({ pattern: '^[0-9]{4}$' }), rows: list(Row, 60), personFen: Fen, unitFen: Fen },
        strict,
      ),
      40,
    ),
    months: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export const hrssCert = Type.Object(
  {
    types: list(
      Type.Object(
        {
          type: oneOf(insTypes),
          state: oneOf(['active', 'paused', 'none'] as const),
          since: Day,
          months: Type.Integer(),
        },
        strict,
      ),
      5,
    ),
    unit: Words,
  },
  strict,
);
export const hrssUnits = Type.Object(
  {
    units: list(
      Type.Object(
        {
          uscc: Words,
          nameZh: Words,
          role: oneOf(['legalRep', 'officer', 'none'] as const),
          lastClosedMonth: Month,
          insured: Type.Integer(),
        },
        strict,
      ),
      20,
    ),
  },
  strict,
);
export const hrssSkillCerts = Type.Object(
  {
    certs: list(
      Type.Object(
        {
          certNo: Words,
          occupation: Words,
          level: oneOf(['3', '4', '5'] as const),
          issued: Day,
          monthsOld: Type.Integer(),
          amountFen: Fen,
          claimable: Type.Boolean(),
          because: Type.Union([oneOf(['tooOld', 'claimed', 'higherClaimed'] as const), Type.Null()]),
        },
        strict,
      ),
      20,
    ),
  },
  strict,
);
export const hrssUnempMonths = Type.Object(
  { months: Type.Integer({ minimum: 0 }), needed: Type.Integer({ minimum: 0 }) },
  strict,
);
export const hrssSkillClaims = Type.Object(
  {
    thisYear: Type.Integer({ minimum: 0 }),
    limit: Type.Integer({ minimum: 0 }),
    claims: list(Type.Object({ occupation: Words, level: Words, year: Words }, strict), 20),
  },
  strict,
);
export const bankSsAccount = Type.Object(
  { bank: Bank, last4: Type.String({ pattern: '^[0-9]{4}$' }), active: Type.Boolean() },
  strict,
);
