import { type Static, Type } from 'typebox';

/** Quality of one field of a read; a partly good read is a success. Source: docs/design/device-model.md, errors. */
export type FieldQuality = 'ok' | 'missing' | 'damaged' | 'incomplete' | 'mismatch' | 'authFailed';

/** What only the cards of people from Hong Kong, Macau, Taiwan and abroad say. */
export const fieldsOfOtherCards = {
  travelPermit: Type.Optional(Type.String()),
  issueCount: Type.Optional(Type.String()),
  nameEn: Type.Optional(Type.String()),
  nationality: Type.Optional(Type.String()),
  cardVersion: Type.Optional(Type.String()),
  authority: Type.Optional(Type.String()),
  renewals: Type.Optional(Type.String()),
} as const;

/**
 * What an ID card's chip says, in the form that the command line and the journeys use. Personal data, class C2: memory only,
 * never logged. Dates are `YYYY-MM-DD`; a date that is not a real day stays as the chip's text and is named in `damaged`.
 * Source: protocols of second-generation readers (SDT), payload layouts for resident, HK/Macau/Taiwan and foreign PR cards.
 */
export const IdCard = Type.Object(
  {
    type: Type.Unsafe<'resident' | 'hmt' | 'foreign-2017' | 'foreign-2023'>({
      type: 'string',
      enum: ['resident', 'hmt', 'foreign-2017', 'foreign-2023'],
    }),
    name: Type.String(),
    sex: Type.Unsafe<'male' | 'female' | 'unknown' | 'unspecified'>({
      type: 'string',
      enum: ['male', 'female', 'unknown', 'unspecified'],
    }),
    /** The word, for example 汉族; an unknown code stays as it is; null where the card type has none. */
    ethnicity: Type.Union([Type.String(), Type.Null()]),
    birthDate: Type.String(),
    address: Type.Union([Type.String(), Type.Null()]),
    number: Type.String(),
    issuer: Type.Union([Type.String(), Type.Null()]),
    validFrom: Type.String(),
    /** `YYYY-MM-DD` or `long-term` (长期, no expiry). */
    validTo: Type.String(),
    /** Field without padding: the card may hold only the first part of a longer name. */
    nameFieldFull: Type.Boolean(),
    /** Names of fields whose chip text is damaged or impossible. Empty = everything is well formed. */
    damaged: Type.Array(Type.String()),
    ...fieldsOfOtherCards,
    /** Foreign 2023 cards: the 15-character number of the card before, where the link field names one. */
    oldNumber: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type IdCard = Static<typeof IdCard>;
