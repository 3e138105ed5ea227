/**
 * When a touch panel is called bad, in one table, with the reason of each number. Milliseconds and millimetres; own choices, no field data yet. What judges a single
 * contact is the page's (`renderer/touch-panel/contact-limits.ts`).
 */
export const panelLimits = {
  /** A fault that comes again so soon after the page was restarted is not the page's. */
  probationMs: 600_000,
  /** A machine that is out of service comes back when nothing bad was seen for so long; dirt that was wiped off, a child that went away. */
  calmMs: 60_000,
  /** A good touch counts as recovery only so far from where the fault was: two buttons (20 mm each). */
  farMm: 40,
  /** Somebody lays a card down and touches nothing for so long: the touch did not arrive, or they went away. */
  answerMs: 60_000,
  /** Signs of life that come closer together are of one person. */
  apartMs: 120_000,
  /** And no touch at all arrived for so long. */
  quietMs: 600_000,
  /**
   * Weight of what has to come together. A card laid down in vain counts two: nothing goes on without a touch (a card opens no visit). Use of the keys counts one:
   * who cannot see uses them by choice. Three cards, or six people in a row with keys only.
   */
  deadWeight: 6,
  cardWeight: 2,
  keysWeight: 1,
} as const;

export type PanelLimits = { readonly [K in keyof typeof panelLimits]: number };
