import { type Clock, sleep } from '../../contract/clock.ts';
import type { DeviceError } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { CardDispenser, CardPosition } from '../../drivers/card-dispenser/card-dispenser.ts';

/** Between two looks at a device that does not answer; its facade reconnects with a back-off of its own. */
const pauseMs = 250;
/** Between two looks that shall agree. */
const blinkMs = 200;

/**
 * Looks at the card path, waiting for a link that is lost or still being made. Moves nothing.
 * @param budgetMs how long the device may stay away; the last refusal is returned after it, or at once when `signal` is aborted
 */
export async function lookWithin(
  dispenser: CardDispenser,
  clock: Clock,
  budgetMs: number,
  signal?: AbortSignal,
): Promise<Result<CardPosition, DeviceError>> {
  const endMs = clock.monoMs() + budgetMs;
  for (;;) {
    const queueMs = Math.max(1, endMs - clock.monoMs());
    const look = await dispenser.refresh({ queueMs, ...(signal === undefined ? {} : { signal }) });
    if (look.ok || signal?.aborted || clock.monoMs() >= endMs) return look;
    await sleep(clock, Math.min(pauseMs, endMs - clock.monoMs()), signal);
  }
}

/** The look that confirms an empty path: one alone may be a sensor that blinked (docs/protocols/card-dispenser.md, 5.2). Otherwise as `lookWithin`. */
export async function secondLook(
  dispenser: CardDispenser,
  clock: Clock,
  budgetMs: number,
  signal?: AbortSignal,
): Promise<Result<CardPosition, DeviceError>> {
  await sleep(clock, blinkMs, signal);
  return await lookWithin(dispenser, clock, budgetMs, signal);
}

/** As `lookWithin`; that there is no card counts only when two looks say so. */
export async function lookTwice(
  dispenser: CardDispenser,
  clock: Clock,
  budgetMs: number,
): Promise<Result<CardPosition, DeviceError>> {
  const look = await lookWithin(dispenser, clock, budgetMs);
  return look.ok && look.value === 'none' ? await secondLook(dispenser, clock, budgetMs) : look;
}

/** Resolves at the next change of the device's status, after `maxMs`, or when `signal` is aborted, whatever comes first. */
export function statusChange(
  dispenser: CardDispenser,
  clock: Clock,
  maxMs: number,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      unsubscribe();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(maxMs, done);
    const unsubscribe = dispenser.onStatus(done);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** The bin that abandoned cards go to takes no more, as far as the sensors say. */
export function isBinFull(dispenser: CardDispenser): boolean {
  const { retain } = dispenser.status().bins;
  return retain !== undefined && (retain.level === 'full' || retain.health !== 'ok');
}
