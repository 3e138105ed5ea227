import { Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Day, Id, list, Words } from './parts.ts';

/** Population register, household, residence (market: 市公安局). Class C2; household and photo C3. */
export const psPerson = Type.Object(
  {
    name: Words,
    sex: oneOf(['male', 'female'] as const),
    birthDate: Day,
    hukou: oneOf(['guangzhou', 'guangdong', 'other'] as const),
    mobile: Words,
    district: Words,
  },
  strict,
);
export const psPhoto = Type.Object({ photoId: Id, taken: Day }, strict);
const Member = Type.Object(
  {
    personId: Id,
    name: Words,
    idNumber: Words,
    birthDate: Day,
    age: Type.Integer({ minimum: 0, maximum: 150 }),
    sex: oneOf(['male', 'female'] as const),
    relation: oneOf(['self', 'spouse', 'child', 'parent', 'other'] as const),
  },
  strict,
);
export const psHukou = Type.Object({ address: Words, district: Words, members: list(Member, 20) }, strict);
export const psResPermit = Type.Object(
  { permitNo: Words, validFrom: Day, validTo: Day, address: Words, inWindow: Type.Boolean() },
  strict,
);
export const psAddrReg = Type.Object(
  { address: Words, district: Words, street: Words, community: Words, registered: Day },
  strict,
);
export const hcBirthReg = Type.Object(
  { registered: Day, receiptNo: Words, order: oneOf(['1', '2', '3'] as const) },
  strict,
);
export const hcBirthCert = Type.Object(
  { certificates: list(Type.Object({ certNo: Words, birthDate: Day, childName: Words }, strict), 10) },
  strict,
);
export const civilMarriage = Type.Object(
  {
    married: Type.Boolean(),
    first: Type.Boolean(),
    since: Day,
    spouse: Type.Object(
      { name: Words, idNumber: Words, hukou: oneOf(['guangzhou', 'guangdong', 'other'] as const) },
      strict,
    ),
  },
  strict,
);
export const licList = Type.Object(
  {
    licences: list(
      Type.Object(
        {
          licId: Id,
          kind: Id,
          nameZh: Words,
          nameEn: Words,
          group: oneOf(['id', 'hukou', 'ss', 'family', 'estate', 'vehicle', 'edu', 'biz', 'other'] as const),
          issuer: Words,
          validTo: Words,
          printable: Type.Boolean(),
        },
        strict,
      ),
      400,
    ),
  },
  strict,
);
export const licData = Type.Object(
  {
    licId: Id,
    nameZh: Words,
    nameEn: Words,
    rows: list(Type.Object({ labelZh: Words, labelEn: Words, value: Words }, strict), 24),
    qr: Type.String({ maxLength: 400 }),
    qrSeconds: Type.Integer(),
  },
  strict,
);
