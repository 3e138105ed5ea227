import { type Static, Type } from 'typebox';
import { strict } from '../closed-shapes.ts';
import { ConsoleTransaction } from '../hub-api.ts';
import { Iso, Kiosk, pageOf, pageQuery } from './page.ts';

const Word = Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9._-]+$' });

/** `GET /v1/console/transactions`, `….csv`: what arrived, newest first, without persons. Times are those of arrival, `from` included, `to` not. */
export const TransactionsQuery = Type.Object(
  {
    from: Type.Optional(Iso),
    to: Type.Optional(Iso),
    district: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
    kiosk: Type.Optional(Kiosk),
    item: Type.Optional(Word),
    topic: Type.Optional(Word),
    state: Type.Optional(Word),
    /** A receipt number, or its beginning from 8 signs on. */
    receipt: Type.Optional(Type.String({ minLength: 8, maxLength: 32, pattern: '^[A-Za-z0-9-]+$' })),
    ...pageQuery,
  },
  strict,
);
export type TransactionsQuery = Static<typeof TransactionsQuery>;

export const TransactionsPage = pageOf(ConsoleTransaction);
export type TransactionsPage = Static<typeof TransactionsPage>;
