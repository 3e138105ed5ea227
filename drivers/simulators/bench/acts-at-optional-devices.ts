import { Type } from 'typebox';
import { err, ok } from '../../../contract/result.ts';
import { type Act, act, doneOr } from './act.ts';
import { chipNames } from './optional-states.ts';
import { oneOf, orNull } from './schema-parts.ts';

export const optionalActs: Readonly<Record<string, Act>> = {
  setA4: act(
    {
      paper: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
      isCoverOpen: Type.Optional(Type.Boolean()),
      isTonerOut: Type.Optional(Type.Boolean()),
      isOffline: Type.Optional(Type.Boolean()),
      /** A sheet jams by `jamA4`; a person only frees it. */
      isJammed: Type.Optional(Type.Literal(false)),
    },
    ({ documentPrinter }, input) => {
      if (documentPrinter === null) return err('notOnBench');
      const { act: _word, ...change } = input as typeof input & { readonly act: string };
      documentPrinter.set(change);
      return ok(undefined);
    },
  ),
  jamA4: act({ page: orNull(Type.Integer({ minimum: 1, maximum: 1_000 })) }, ({ documentPrinter }, { page }) => {
    if (documentPrinter === null) return err('notOnBench');
    documentPrinter.jamAt(page);
    return ok(undefined);
  }),
  insertSmartCard: act({ card: oneOf(chipNames) }, async ({ smartCard }, { card }) =>
    smartCard === null ? err('notOnBench') : doneOr(await smartCard.insert(card), 'notReady'),
  ),
  removeSmartCard: act({}, async ({ smartCard }) => {
    if (smartCard === null) return err('notOnBench');
    await smartCard.remove();
    return ok(undefined);
  }),
};
