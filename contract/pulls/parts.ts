import { Type } from 'typebox';
import { strict } from '../closed-shapes.ts';

// Small shapes that several pulls share. Sizes bound what a department may send; every value is text as it will be shown or a code.
export const Id = Type.String({ minLength: 1, maxLength: 64 });
export const Words = Type.String({ maxLength: 200 });
export const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' });
export const Month = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' });
export const Fen = Type.Integer({ minimum: 0 });
/** A name in Chinese and English, for lists that come from the city. */
const Names = { nameZh: Words, nameEn: Words };
export const Bank = Type.Object({ code: Id, ...Names, hotline: Type.String({ maxLength: 24 }) }, strict);
export const Place = Type.Object(
  {
    placeId: Id,
    ...Names,
    district: Words,
    address: Words,
    phone: Type.String({ maxLength: 24 }),
    distanceM: Type.Integer({ minimum: 0 }),
    hours: Words,
  },
  strict,
);
/** List in the answer of a department. @param maxItems most entries that are taken, default 100 */
export const list = <const S extends Parameters<typeof Type.Array>[0]>(item: S, maxItems = 100) =>
  Type.Array(item, { maxItems });
