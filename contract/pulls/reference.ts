import { Type } from 'typebox';
import { capabilities } from '../catalogue/condition.ts';
import { oneOf, strict } from '../closed-shapes.ts';
import { Bank, Day, Id, list, Place, Words } from './parts.ts';

/** Reference lists: class C0, the same for everybody, cached at the machine with their date. */
export const refBanks = Type.Object({ banks: list(Bank, 40) }, strict);
export const refOutlets = Type.Object({ outlets: list(Place, 100) }, strict);
/** `capabilities`: what a machine is fitted with; whether that works at this moment is not said. */
export const refKiosks = Type.Object(
  {
    kiosks: list(
      Type.Object({ ...Place.properties, capabilities: list(oneOf(capabilities), capabilities.length) }, strict),
      100,
    ),
  },
  strict,
);
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
