/**
 * What tells a hand from a bad panel, in one table, with the reason of each number. Milliseconds and millimetres. Own choices where no source is named: no
 * field data yet; all err on the side of the citizen, since what is judged bad is ignored.
 */
export const contactLimits = {
  /** A contact that stays in one spot so long is no press: people who wait for an answer lift within a few seconds. A hand that leans there is told to lift. */
  stuckMs: 20_000,
  /** A contact that wanders and is never lifted: no page is drawn or wiped over for two minutes. */
  neverLiftedMs: 120_000,
  /** A resting finger rolls by a few millimetres (half of a fingertip, about 8 mm wide). */
  spotMm: 4,
  /** Touches are counted over this time. */
  windowMs: 10_000,
  /** So many where nothing can be pressed, or through `ghostPages` pages: nobody goes on twice a second for ten seconds where nothing answers. */
  ghostTouches: 20,
  ghostPages: 3,
  /** So many anywhere, also on a key that is typed again and again: the finger tapping test (Halstead-Reitan) counts about 50, at most 70, in ten seconds. */
  tooFastTouches: 80,
  /** Around a ghost's spot touches are ignored: half a button (20 mm), so that its neighbours work. */
  ghostReachMm: 8,
  /** A spot that is silent for so long is free again. */
  ghostSilentMs: 10_000,
  /** A touch as people make them: not longer, and not one of many in its spot. */
  saneMs: 2_000,
  saneTouches: 5,
} as const;
