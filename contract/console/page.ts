import { type TSchema, Type } from 'typebox';
import { nullable, strict } from '../closed-shapes.ts';

/** What lists of the console share: GET, filters in the query, pages by cursor, the same filters for `….csv`. */

/** Most rows of one page. */
export const pageRowsAtMost = 500;

/** Members of the query of every list. `after` = `next` of the page before, with the same filters and the same order; left out = from the start. */
export const pageQuery = {
  after: Type.Optional(Type.String({ maxLength: 600 })),
  /** Default 100. */
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageRowsAtMost })),
};

/** A page: rows, and where the next one begins; null = these were the last. */
export const pageOf = <T extends TSchema>(row: T) =>
  Type.Object({ rows: Type.Array(row, { maxItems: pageRowsAtMost }), next: nullable(Type.String()) }, strict);

/** ISO 8601, UTC, as the hub's clock has it. */
export const Iso = Type.String({ maxLength: 40 });
export const Kiosk = Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' });
/** Letters of a district (`TH`), as they stand before the number of a kiosk. */
export const District = Type.String({ pattern: '^[A-Z]{2}$' });
/** A number that counts things; 0 is a fact. */
export const Count = Type.Integer({ minimum: 0 });
/** A part of a whole, 0 to 1; null = there was nothing to take a part of. */
export const Share = nullable(Type.Number({ minimum: 0, maximum: 1 }));

/** A district by its letters and names. Simulated machines (`XA0000`…) stand in the district that their second letter numbers. */
export const DistrictNames = { district: District, nameZh: Type.String(), nameEn: Type.String() };
