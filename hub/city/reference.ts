import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { capabilities } from '../../contract/catalogue/condition.ts';
import { oneOf, strict } from '../../contract/closed-shapes.ts';
import { Day, Id, Words } from '../../contract/pulls/parts.ts';
import type { WorkingCalendar } from '../../contract/working-days.ts';

/** Reference lists of the city, data files beside this one. They ship with the program, so a wrong one is a bug and stops the start. */
const Names = { nameZh: Words, nameEn: Words };
const Comment = { $comment: Type.Optional(Type.String()) };

const District = Type.Object(
  {
    code: Id,
    letters: Type.String({ pattern: '^[A-Z]{2}$' }),
    ...Names,
    eastM: Type.Integer(),
    northM: Type.Integer(),
  },
  strict,
);
const CityPlace = Type.Object(
  {
    kind: oneOf(['centre', 'bank', 'street', 'kiosk', 'counter'] as const),
    placeId: Id,
    ...Names,
    district: Words,
    address: Words,
    phone: Words,
    hours: Words,
    bank: Type.Optional(Id),
    /** Kiosks: blank cards. */
    blanks: Type.Optional(Type.Integer()),
    /** Kiosks: what they are not fitted with. */
    lacks: Type.Optional(Type.Array(oneOf(capabilities))),
    eastM: Type.Integer(),
    northM: Type.Integer(),
  },
  strict,
);
export type CityPlace = Static<typeof CityPlace>;
const Searchable = { ...Names, words: Words };
const licenceGroups = ['id', 'hukou', 'ss', 'family', 'estate', 'vehicle', 'edu', 'biz', 'other'] as const;

const files = {
  regions: Type.Object(
    {
      ...Comment,
      districts: Type.Array(District, { minItems: 11, maxItems: 11 }),
      regions: Type.Array(Type.Object({ code: Id, parent: Type.Union([Id, Type.Null()]), ...Names }, strict)),
    },
    strict,
  ),
  banks: Type.Object(
    { ...Comment, banks: Type.Array(Type.Object({ code: Id, ...Names, hotline: Words }, strict), { minItems: 2 }) },
    strict,
  ),
  places: Type.Object({ ...Comment, places: Type.Array(CityPlace) }, strict),
  hospitals: Type.Object(
    { ...Comment, hospitals: Type.Array(Type.Object({ hospitalId: Id, district: Words, ...Searchable }, strict)) },
    strict,
  ),
  scope: Type.Object(
    {
      ...Comment,
      phrases: Type.Array(Type.Object({ code: Id, ...Searchable }, strict)),
      trades: Type.Array(Type.Object({ code: Id, ...Searchable }, strict)),
    },
    strict,
  ),
  reasons: Type.Object(
    {
      version: Type.Integer(),
      reasons: Type.Array(Type.Object({ code: Id, nameZh: Words, nameHk: Words, nameEn: Words }, strict)),
    },
    strict,
  ),
  calendar: Type.Object({ ...Comment, holidays: Type.Array(Day), workdays: Type.Array(Day) }, strict),
  services: Type.Object(
    {
      services: Type.Array(
        Type.Object({ serviceId: Id, ...Searchable, counters: Type.Array(CityPlace.properties.kind) }, strict),
      ),
    },
    strict,
  ),
  licences: Type.Object(
    {
      kinds: Type.Array(
        Type.Object({ kind: Id, ...Names, group: oneOf(licenceGroups), issuer: Id, printable: Type.Boolean() }, strict),
      ),
    },
    strict,
  ),
} as const;

function load<const N extends keyof typeof files>(name: N): Static<(typeof files)[N]> {
  const path = join(import.meta.dirname, 'reference', `${name}.json`);
  const data: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const check = Compile(files[name]);
  if (!check.Check(data)) throw new Error(`${path}: ${check.Errors(data)[0]?.instancePath} is not as expected`);
  return data as Static<(typeof files)[N]>;
}

export const { districts, regions } = load('regions');
export const { banks } = load('banks');
export const { places } = load('places');
export const { hospitals } = load('hospitals');
export const scope = load('scope');
export const reasons = load('reasons');
export const { services } = load('services');
export const licenceKinds = load('licences').kinds;
/** The city's calendar: The clocks of cases and `ref.calendar` use the same. */
export const cityCalendar: WorkingCalendar = load('calendar');

export type District = Static<typeof District>;
export type Bank = (typeof banks)[number];

/** Whether a bank of the city has this code. */
export const isBank = (code: string): boolean => banks.some((bank) => bank.code === code);

/** A code that no bank has (any more) stands for itself, so that nobody is cut off from what else is known of a card. */
export function bankOf(code: string): Bank {
  return banks.find((bank) => bank.code === code) ?? { code, nameZh: code, nameEn: code, hotline: '' };
}

/** The place of this id; null = none in the city. */
export function findPlace(placeId: string): CityPlace | null {
  return places.find((place) => place.placeId === placeId) ?? null;
}

/** District by its code of six digits or its letters; null = none in the city. */
export function findDistrict(code: string): District | null {
  return districts.find((district) => district.code === code || district.letters === code) ?? null;
}

/** Name of a region in Chinese; the code itself when unknown. */
export function regionName(code: string): string {
  return regions.find((region) => region.code === code)?.nameZh ?? code;
}

/** Metres on foot from a machine (`TH0017`: its place if listed, else the middle of its district) to a place: straight line and a third. */
export function distanceFrom(kiosk: string, place: CityPlace): number {
  const from = findPlace(kiosk) ?? findDistrict(kiosk.slice(0, 2)) ?? { eastM: 0, northM: 0 };
  return Math.round((Math.hypot(from.eastM - place.eastM, from.northM - place.northM) * 4) / 3);
}
