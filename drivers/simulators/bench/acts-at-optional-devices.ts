import { Type } from 'typebox';
import { oneOf } from '../../../contract/closed-shapes.ts';
import { err, ok } from '../../../contract/result.ts';
import { personaliserFaults } from '../personaliser-simulator.ts';
import { type Act, act, doneOr } from './act.ts';
import { chipNames } from './optional-states.ts';
import { orNull } from './schema-parts.ts';

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
  /** Digits in a row, or one of the two other keys. */
  pressPinKeys: act(
    { keys: Type.String({ pattern: '^([0-9]{1,12}|cancel|correct)$' }) },
    ({ personaliser }, { keys }) =>
      personaliser === null ? err('notOnBench') : doneOr(personaliser.press(keys), 'notReady'),
  ),
  injectPersonaliser: act({ fault: oneOf(personaliserFaults) }, ({ personaliser }, { fault }) => {
    if (personaliser === null) return err('notOnBench');
    personaliser.inject(fault);
    return ok(undefined);
  }),
  clearPersonaliserFaults: act({}, ({ personaliser }) => {
    if (personaliser === null) return err('notOnBench');
    personaliser.clearFaults();
    return ok(undefined);
  }),
  setRibbon: act({ isOut: Type.Boolean() }, ({ personaliser }, { isOut }) => {
    if (personaliser === null) return err('notOnBench');
    personaliser.setRibbonOut(isOut);
    return ok(undefined);
  }),
};
