import { Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Day, Fen, Id, list, Month, Words } from './parts.ts';

/** Property register (规划和自然资源局), leases, provident fund (公积金中心). Class C3. */
export const pnrEstate = Type.Object(
  { areas: list(Type.Object({ area: Id, count: Type.Integer({ minimum: 0 }) }, strict), 20), asked: list(Words, 8) },
  strict,
);
export const pnrHouseLicence = Type.Object(
  {
    houses: list(
      Type.Object(
        { licId: Id, address: Words, district: Words, use: oneOf(['commercial', 'residential', 'office'] as const) },
        strict,
      ),
      20,
    ),
  },
  strict,
);
export const leaseRecord = Type.Object(
  { leases: list(Type.Object({ licId: Id, address: Words, district: Words, until: Day }, strict), 20) },
  strict,
);
export const hpfAccount = Type.Object(
  {
    accountLast4: Words,
    balanceFen: Fen,
    monthlyFen: Fen,
    state: oneOf(['active', 'sealed'] as const),
    unit: Words,
    since: Day,
  },
  strict,
);
export const hpfRows = Type.Object(
  {
    rows: list(
      Type.Object(
        { month: Month, kind: oneOf(['paid', 'withdrawn', 'interest'] as const), fen: Fen, balanceFen: Fen },
        strict,
      ),
      240,
    ),
  },
  strict,
);
