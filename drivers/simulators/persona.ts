import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../contract/closed-shapes.ts';
import { fieldsOfOtherCards } from '../../contract/id-card.ts';
import {
  type CardKind,
  type Field,
  flagOffset,
  kindFlags,
  type Layout,
  layouts,
  textBytes,
} from '../id-reader/sdt/card-layouts.ts';
import { addressBytes } from '../id-reader/sdt/card-text.ts';
import { ethnicityCode } from '../id-reader/sdt/codes.ts';

const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

/** A synthetic person as the demonstration data have it: what their card says, in the words of `IdCard`. */
export const Persona = Type.Object(
  {
    /** Short name for tests and the device bench. */
    id: Type.String({ pattern: '^[a-z0-9-]+$' }),
    use: Type.String(),
    type: oneOf(['resident', 'hmt', 'foreign-2017', 'foreign-2023'] as const),
    /** The full name; the chip holds its first 15 characters only. */
    name: Type.String({ minLength: 1 }),
    sex: oneOf(['male', 'female'] as const),
    ethnicity: Type.Union([Type.String(), Type.Null()]),
    birthDate: day,
    address: Type.Union([Type.String(), Type.Null()]),
    number: Type.String({ pattern: '^(\\d{17}[\\dX]|[A-Z]{3}\\d{12})$' }),
    issuer: Type.Union([Type.String(), Type.Null()]),
    validFrom: day,
    validTo: Type.Union([day, Type.Literal('long-term')]),
    ...fieldsOfOtherCards,
    link: Type.Optional(Type.String()),
    /** Addresses appended to the card later. */
    newestAddresses: Type.Optional(Type.Array(Type.String(), { maxItems: 4 })),
  },
  strict,
);
export type Persona = Static<typeof Persona>;

/** A social security card that the simulated department knows. */
const DemoCard = Type.Object(
  {
    cardId: Type.String(),
    /** Last four characters of the holder's identity number, to find the holder without repeating the number. */
    numberLast4: Type.String({ pattern: '^\\d{3}[\\dX]$' }),
    /** Synthetic: starts with 9999, no issuer has that range. */
    cardNumber: Type.String({ pattern: '^9999\\d{12,15}$' }),
    bank: Type.Object(
      {
        code: Type.String(),
        name: Type.Object({ 'zh-CN': Type.String(), en: Type.String() }, strict),
        hotline: Type.String(),
      },
      strict,
    ),
    issued: day,
    state: oneOf(['normal', 'lost'] as const),
  },
  strict,
);
export type DemoCard = Static<typeof DemoCard>;

/** The whole demonstration data file. */
export const DemoPeople = Type.Object(
  { $comment: Type.Optional(Type.String()), personas: Type.Array(Persona), cards: Type.Array(DemoCard) },
  strict,
);
export type DemoPeople = Static<typeof DemoPeople>;

/** A card as a reader's antenna sees it. */
export interface SimulatedCard {
  /** 256 bytes of UTF-16LE fields. */
  readonly text: Uint8Array;
  /** 1,024 bytes: the right WLT head and zeros, so it has the right size and cannot be decoded. */
  readonly photo: Uint8Array;
  /** Addresses appended later, up to four. */
  readonly addresses: readonly string[];
}

/** Makes the chip's content from a persona. Fields that are too long are cut, as the issuing systems do. */
export function cardOf(persona: Persona): SimulatedCard {
  const kind = kinds[persona.type];
  const values: Record<string, string> = {
    name: persona.name,
    sex: persona.sex === 'male' ? '1' : '2',
    ethnicity: ethnicityCode(persona.ethnicity ?? ''),
    birth: compact(persona.birthDate),
    address: persona.address ?? '',
    idNumber: persona.number,
    cardNumber: persona.number,
    issuer: persona.issuer ?? '',
    validFrom: compact(persona.validFrom),
    validTo: persona.validTo === 'long-term' ? '长期' : compact(persona.validTo),
    travelPermit: persona.travelPermit ?? '',
    issueCount: persona.issueCount ?? '',
    nameEn: persona.nameEn ?? '',
    nameEnRest: (persona.nameEn ?? '').slice(35),
    nationality: persona.nationality ?? '',
    version: persona.cardVersion ?? '',
    authority: persona.authority ?? '',
    renewals: persona.renewals ?? '',
    link: persona.link ?? '',
  };
  return { text: cardText(kind, values), photo: photoOfZeros(), addresses: persona.newestAddresses ?? [] };
}

/** The 256-byte text of a card; fields that are not named stay blank. */
export function cardText(kind: CardKind, values: Readonly<Record<string, string>>): Uint8Array {
  const text = new Uint8Array(textBytes);
  writeText(text, [0, textBytes], '');
  const layout: Layout = layouts[kind];
  for (const [name, field] of Object.entries(layout)) writeText(text, field, values[name] ?? '');
  writeText(text, [flagOffset, 2], kindFlags[kind]);
  return text;
}

/** One block of `30 03`. */
export function addressBlock(address: string): Uint8Array {
  const block = new Uint8Array(addressBytes);
  writeText(block, [0, addressBytes], address);
  return block;
}

const kinds = {
  resident: 'resident',
  hmt: 'hmt',
  'foreign-2017': 'foreign2017',
  'foreign-2023': 'foreign2023',
} as const satisfies Record<Persona['type'], CardKind>;

function photoOfZeros(): Uint8Array {
  const photo = new Uint8Array(1024);
  photo.set([0x57, 0x4c, 0x66, 0x00, 0x7e, 0x00, 0x32, 0x00, 0x00, 0xff]);
  return photo;
}

function compact(isoDay: string): string {
  return isoDay.replaceAll('-', '');
}

function writeText(target: Uint8Array, [offset, bytes]: Field, value: string): void {
  const units = bytes / 2;
  const padded = value.slice(0, units).padEnd(units, ' ');
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  for (let i = 0; i < units; i += 1) view.setUint16(offset + 2 * i, padded.charCodeAt(i), true);
}
