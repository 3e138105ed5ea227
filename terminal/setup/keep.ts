import type { Store } from '../store/store.ts';
import { newProgress, type Progress, readProgress, storedProgress } from './progress.ts';

/** Meta keys of the store. */
const progressKey = 'setup.progress';
/** The wizard itself has asked for the start that comes: whoever opened it is still there. */
const restartKey = 'setup.restart';
/** This machine was set up, or was there before there was a wizard. */
const doneKey = 'setup.done';

type Keeper = Pick<Store, 'meta' | 'identity' | 'trustedWallMs'>;

/**
 * How this start of the service begins: with the set-up and how far it had come, or by serving citizens (null).
 *
 * A machine that nobody has claimed and that was never set up begins in the wizard, and goes on there after each power cut: it has no staff list yet, and nothing that a PIN could protect. One
 * that serves citizens comes here only by the word of a technician; when it starts for any other reason than the wizard's own, it serves, and the technician's page offers to go on.
 *
 * @param isWanted false = as before there was a wizard: the code of the enrolment stands on the citizens' page
 */
export function setupAtStart(store: Keeper, isWanted: boolean): Progress | null {
  const isOwnRestart = store.meta.get(restartKey) === 'yes';
  if (isOwnRestart) store.meta.set(restartKey, 'no');
  const kept = keptProgress(store);
  if (kept !== null) return kept.by === null || isOwnRestart ? kept : null;
  if (!isWanted || store.identity() !== null || store.meta.get(doneKey) !== null) return null;
  const fresh = newProgress(null, new Date(store.trustedWallMs()).toISOString());
  return keepProgress(store, fresh) ? fresh : null;
}

/** The set-up that was begun and not ended; null = none. */
export function keptProgress({ meta }: Pick<Keeper, 'meta'>): Progress | null {
  const text = meta.get(progressKey);
  return text === null || text === '' ? null : readProgress(text);
}

/** True = durable. */
export function keepProgress({ meta }: Pick<Keeper, 'meta'>, progress: Progress): boolean {
  return meta.set(progressKey, storedProgress(progress)).ok;
}

/** The start that comes is the wizard's own. */
export function keepRestart({ meta }: Pick<Keeper, 'meta'>): void {
  meta.set(restartKey, 'yes');
}

/** The set-up has ended, or was given up by whoever opened it. */
export function endSetup({ meta }: Pick<Keeper, 'meta'>): void {
  // `done` first: a power cut between the two leaves a wizard that ends once more, never a machine that begins anew.
  meta.set(doneKey, 'yes');
  meta.set(progressKey, '');
}
