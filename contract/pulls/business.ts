import { Type } from 'typebox';
import { Id, list, oneOf, strict, Words } from './parts.ts';

/** Market supervision (市场监管局). `amr.nameCheck` takes the parameters `core`, `trade`, `form`, `district`. */
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
