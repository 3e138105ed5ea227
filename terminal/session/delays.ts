import type { SessionContext, TimeLimit } from './context.ts';

/**
 * Every delay of the session in one table, with its source: docs/domain/screens.md §6 (time limits; factors in 关怀模式, with speech and with keys) unless named.
 * Milliseconds.
 */
export const sessionDelays = {
  /** Idle before the warning. */
  public: { idleMs: 60_000, warnMs: 20_000, easeFactor: 2 },
  question: { idleMs: 90_000, warnMs: 30_000, easeFactor: 3 },
  personal: { idleMs: 45_000, warnMs: 30_000, easeFactor: 2 },
  typing: { idleMs: 120_000, warnMs: 30_000, easeFactor: 3 },
  /** Waiting for the card: the hint comes after `tapHintMs`; the warning as for a question. */
  tap: { idleMs: 90_000, warnMs: 30_000, easeFactor: 2 },
  pay: { idleMs: 120_000, warnMs: 30_000, easeFactor: 2 },
  leaving: { idleMs: 30_000, warnMs: 30_000, easeFactor: 2 },
} as const;

/** Cleared page: stands this long, then A0 (docs/domain/journeys.md, page Z). */
export const clearedMs = 3_000;
/** Working page says "still working" after this time (docs/domain/screens.md §3, waiting). */
export const slowMs = 5_000;
/** Nobody at the idle page for so long: less light (docs/domain/screens.md §10). */
export const restMs = 600_000;
/** After a card was left on the pad, the page turns neutral (docs/domain/journeys.md F-12). */
export const cardLeftNeutralMs = 60_000;
/**
 * A reader that died with a card on its pad is waited for this long, then nobody can say that a card lies there: time for the process of its port to start anew and for every wait of
 * reconnecting (10 s, docs/design/device-model.md §9). Own choice.
 */
export const cardUnseenMs = 60_000;
/** The page of help for a card that does not come (docs/domain/screens.md §6). */
export const tapHintMs = 30_000;
/** A hidden tile stays uncovered this long (docs/domain/screens.md §5). */
export const revealMs = 10_000;
/** The rating closes itself (docs/domain/journeys.md, G2). */
export const rateMs = 10_000;
/** The sensor has to see nobody for this long before the person counts as gone: who only bends down is not asked. Own choice. */
export const personGoneMs = 3_000;
/** Thanks for a rating stand this long. */
export const thanksMs = 4_000;
/** A card that is being made after the citizen left: its own watchdogs end it long before (90 s at the exit and the motions before). */
export const finishingMs = 300_000;
/** Irreversible acts need an identification that is not older (H15). */
export const freshIdentityMs = 180_000;
/** "I am still here" may be pressed this often (WCAG 2.2.1); then the card of the visit is asked for once more. */
export const maxExtensions = 10;
/** The sensor sees nobody and nothing is touched: the warning comes this early, in modes without a factor only. */
export const nobodyHereMs = 15_000;

/** Modes that nobody uses at the idle page go back after the time of a public page. */
export const modesBackDelay = (context: SessionContext): number =>
  Math.round(sessionDelays.public.idleMs * (isEased(context) ? sessionDelays.public.easeFactor : 1) * context.pace);

/** Idle time before the warning; null where no limit applies. */
export function idleDelay(context: SessionContext): number | null {
  return scaled(context, 'idleMs');
}

/** How long the warning stands; null where no limit applies. */
export function warnDelay(context: SessionContext): number | null {
  return scaled(context, 'warnMs');
}

function scaled(context: SessionContext, which: 'idleMs' | 'warnMs'): number | null {
  if (context.limit === 'none') return null;
  // Whoever calls the keeper reads nobody's data meanwhile, and has a telephone in the hand: own choice.
  const limit: TimeLimit = context.help ? 'typing' : context.limit;
  const row = sessionDelays[limit];
  return Math.round(row[which] * (isEased(context) ? row.easeFactor : 1) * context.pace);
}

/** How long the card of the visit is waited for after the last extension: as for any card. */
export const tapAgainDelay = (context: SessionContext): number =>
  Math.round(sessionDelays.tap.idleMs * (isEased(context) ? sessionDelays.tap.easeFactor : 1) * context.pace);

/** Who reads large letters, listens, or moves by keys takes longer, also while a headset is being plugged in again. */
export const isEased = ({ modes, headsetOut, keys }: SessionContext): boolean =>
  modes.largeText || modes.speech.output !== 'off' || headsetOut || keys;
