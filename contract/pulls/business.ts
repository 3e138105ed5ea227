import { Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Id, list, Words } from './parts.ts';

/**
 * Market supervision (市场监管局). `amr.nameCheck` takes the parameters `core`, `trade` (code of `amr.scope`), `form` (`ltd` 有限公司, `llc` 有限责任公司),
 * `region` (`city` 广州, `cityFull` 广州市, `district` 广州市 with the district), `district` (code of `ref.regions`). `alternatives`: trade names (字号) that are
 * free, without the rest, so that each may be the answer.
 */
export const amrNameCheck = Type.Object(
  { free: Type.Boolean(), fullName: Words, alternatives: list(Words, 5) },
  strict,
);
export const amrScope = Type.Object(
  {
    phrases: list(Type.Object({ code: Id, nameZh: Words, nameEn: Words, words: Words }, strict), 400),
    trades: list(Type.Object({ code: Id, nameZh: Words, nameEn: Words, words: Words }, strict), 100),
  },
  strict,
);
/** Drafts of joint applications that this person may go on with. */
export const bizDrafts = Type.Object(
  {
    drafts: list(
      Type.Object(
        {
          draftId: Id,
          itemId: Id,
          section: Type.Integer({ minimum: 0 }),
          savedAt: Words,
          until: Words,
          state: oneOf(['draft', 'awaitingSignatures'] as const),
        },
        strict,
      ),
      5,
    ),
  },
  strict,
);
