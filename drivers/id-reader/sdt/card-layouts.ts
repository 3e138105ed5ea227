/** The kinds of cards, told apart by the UTF-16 unit at offset 248 of the text. */
export type CardKind = 'resident' | 'hmt' | 'foreign2017' | 'foreign2023';

/** Offset in bytes and size in bytes of a field in the 256-byte text (UTF-16LE, padded with U+0020). */
export type Field = readonly [offset: number, bytes: number];
export type Layout = Readonly<Record<string, Field>>;

export const textBytes = 256;
export const flagOffset = 248;

export const kindFlags: Readonly<Record<CardKind, string>> = {
  resident: ' ', // 居民身份证
  hmt: 'J', // 港澳台居民居住证
  foreign2017: 'I', // 外国人永久居留身份证, 2017 edition
  foreign2023: 'Y', // the same, 2023 edition
};

/** Order of fields as on the chip. Reserved parts are not named. */
export const layouts = {
  resident: {
    name: [0, 30],
    sex: [30, 2],
    ethnicity: [32, 4],
    birth: [36, 16],
    address: [52, 70],
    idNumber: [122, 36],
    issuer: [158, 30],
    validFrom: [188, 16],
    validTo: [204, 16],
  },
  hmt: {
    name: [0, 30],
    sex: [30, 2],
    birth: [36, 16],
    address: [52, 70],
    idNumber: [122, 36],
    issuer: [158, 30],
    validFrom: [188, 16],
    validTo: [204, 16],
    travelPermit: [220, 18],
    issueCount: [238, 4],
  },
  foreign2017: {
    nameEn: [0, 120],
    sex: [120, 2],
    cardNumber: [122, 30],
    nationality: [152, 6],
    name: [158, 30],
    validFrom: [188, 16],
    validTo: [204, 16],
    birth: [220, 16],
    version: [236, 4],
    authority: [240, 8],
  },
  // Two sources in code; the official table was not seen in full.
  foreign2023: {
    name: [0, 30],
    sex: [30, 2],
    renewals: [32, 4],
    birth: [36, 16],
    nameEn: [52, 70], // characters 1–35
    idNumber: [122, 36],
    validFrom: [188, 16],
    validTo: [204, 16],
    nameEnRest: [220, 22], // characters 36–46; joined before trimming, since character 35 may be a blank
    nationality: [242, 6],
    link: [250, 6],
  },
} as const satisfies Record<CardKind, Layout>;
