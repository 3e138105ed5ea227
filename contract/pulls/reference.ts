import { Type } from 'typebox';
import { strict } from '../closed-shapes.ts';
import { Bank, Day, Id, list, Place, Words } from './parts.ts';

/** Reference lists: class C0, the same for everybody, cached at the machine with their date. */
export const refBanks = Type.Object({ banks: list(Bank, 40) }, strict);
export const refOutlets = Type.Object({ outlets: list(Place, 100) }, strict);
export const refKiosks = Type.Object({ kiosks: list(Place, 100) }, strict);
export const refRegions = Type.Object(
  {
    regions: list(
      Type.Object({ code: Id, parent: Type.Union([Id, Type.Null()]), ...{ nameZh: Words, nameEn: Words } }, strict),
      3000,
    ),
  },
  strict,
);
export const refReasons = Type.Object(
  {
    version: Type.Integer(),
    reasons: list(Type.Object({ code: Id, nameZh: Words, nameHk: Words, nameEn: Words }, strict), 40),
  },
  strict,
);
/** Public holidays and make-up working days of the years around now. */
export const refCalendar = Type.Object({ holidays: list(Day, 400), workdays: list(Day, 200) }, strict);
