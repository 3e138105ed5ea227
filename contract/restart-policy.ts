/** How soon a lost process is started again. One table, so that field data can tune it. */
export const restartDelays = {
  /** The first restart is almost at once: the usual cause is a single crash and a citizen may be waiting. */
  firstMs: 200,
  /** A service that cannot start (disk full, broken release) must not burn the processor. */
  maxMs: 10_000,
  /** A run of this length counts as healthy; the next loss is a first one again. */
  healthyAfterMs: 60_000,
} as const;

export interface RestartState {
  /** Losses in a row without a healthy run between them. */
  readonly losses: number;
}

export const noLosses: RestartState = { losses: 0 };

/**
 * Decides when to start again after a loss. Pure.
 * @param ranMs how long the lost run lasted, in monotonic milliseconds
 * @returns the next state and the delay before the next start: 0.2 s, doubling to 10 s
 */
export function afterLoss(
  state: RestartState,
  ranMs: number,
): { readonly state: RestartState; readonly delayMs: number } {
  const losses = ranMs >= restartDelays.healthyAfterMs ? 1 : state.losses + 1;
  // Exponents past 30 would overflow nothing in JavaScript, but Infinity * 0 surprises; the cap comes first.
  const doublings = Math.min(losses - 1, 30);
  return { state: { losses }, delayMs: Math.min(restartDelays.maxMs, restartDelays.firstMs * 2 ** doublings) };
}
