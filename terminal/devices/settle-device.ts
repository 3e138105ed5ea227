import { sleep } from '../../contract/clock.ts';
import type { ErrorCode } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import type { CardPosition } from '../../drivers/card-dispenser/card-dispenser.ts';
import type { CustodyRow } from '../store/ledger.ts';
import { isBinFull, lookWithin, secondLook, statusChange } from './await-device.ts';
import { type CardDeps, motionAct, recordSeen, resolveMotion } from './dispense-act.ts';
import { openOrphan, recoverPath, tellCaptured } from './recover-path.ts';
import { logRetracted } from './retracted-log.ts';

/** A device whose link is lost is asked again this often; its facade reconnects by itself. */
const lookBudgetMs = 10_000;
/** While a person must act first: a status change wakes at once, this is the backstop. */
const blockedPauseMs = 60_000;
/** Motions that did not bring the card to safety, within the window; then only a changed status gives another try (wear). */
const motionLimit = 3;
const motionWindowMs = 600_000;
/** Faults of this program, or of the disk below it, in one take-over; after them nothing is tried, and nothing moved, until the program starts anew. */
const throwLimit = 3;

/**
 * Brings the card path of one device to order: acts whose end nobody knows, then open custody against the sensors, then what no record knows
 * (docs/design/device-model.md, journal and custody rules 9 and 10). Looks before it moves; what stands in the way goes to the bin, nothing is
 * destroyed, nothing is offered to somebody else.
 * What throws on the way ends one try and not the service: the next one begins as the next start would, with the journal and the sensors, before anything moves. Never rejects.
 * @param onBlocked hears why a person must act first, each reason once
 * @returns `settled` = path empty and no duty left; `closed` = aborted before that
 */
export async function settleDevice(
  deps: CardDeps,
  signal: AbortSignal,
  onBlocked: (code: ErrorCode) => void = () => undefined,
): Promise<'settled' | 'closed'> {
  const { dispenser, clock, log } = deps;
  const tries: Try[] = [];
  let lastEpochAtExit: number | null = null;
  let lastReason: ErrorCode | null = null;
  let throws = 0;
  while (!signal.aborted) {
    const step = await settleStep(deps, signal, tries, lastEpochAtExit).catch((error: unknown): Step => {
      // A program that ends closes its store.
      if (!signal.aborted) logThrown(error, dispenser.id, log);
      return 'threw';
    });
    if (step === 'settled') return 'settled';
    if (step === 'again') {
      // Something may have moved: what is gone from the exit now need not be in a hand.
      lastEpochAtExit = null;
      continue;
    }
    if (signal.aborted) break;
    const code = step === 'threw' ? 'E_INTERNAL' : step.code;
    if (code !== lastReason) {
      lastReason = code;
      log('custody.device.blocked', { deviceId: dispenser.id, code });
      onBlocked(code);
    }
    if (step === 'threw') {
      throws += 1;
      // What was being done is not known: what is gone from the exit next time need not be in a hand.
      lastEpochAtExit = null;
      if (throws >= throwLimit) await aborted(signal);
      else await sleep(clock, blockedPauseMs, signal);
      continue;
    }
    lastEpochAtExit = dispenser.position() === 'exit' ? dispenser.status().epoch : null;
    await statusChange(dispenser, clock, blockedPauseMs, signal);
  }
  return 'closed';
}

type Step = 'settled' | 'again' | 'threw' | { readonly code: ErrorCode };

/** No text of the error: it may hold what stands in a row. */
export function logThrown(error: unknown, deviceId: string, log: Log): void {
  log('custody.settle.threw', { deviceId, error: error instanceof Error ? error.name : typeof error });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** @param lastEpochAtExit connection on which the card was last seen at the exit, nothing moved since; null = it was not */
async function settleStep(
  deps: CardDeps,
  signal: AbortSignal,
  tries: Try[],
  lastEpochAtExit: number | null,
): Promise<Step> {
  const { dispenser, store, clock } = deps;
  for (const act of store.acts.openMotions(dispenser.id)) {
    if (act.state === 'intended') await resolveMotion(act, deps);
  }
  const look = await lookWithin(dispenser, clock, lookBudgetMs, signal);
  if (!look.ok) return { code: look.error.code };
  for (const act of store.acts.openMotions(dispenser.id)) {
    const { place } = await resolveMotion(act, deps);
    if (place === 'bin' && act.custodyId !== null) logRetracted(act.custodyId, deps);
  }
  if (store.acts.openMotions(dispenser.id).some(({ state }) => state !== 'unknown')) return { code: 'E_INTERNAL' };
  // The look may be older than what was just resolved; nothing was moved in between, so it still holds.
  const position = dispenser.position();
  const record = store.custody.open(dispenser.id)[0] ?? null;
  if (record === null) return await withoutRecord(position, deps, signal, tries);
  switch (position) {
    case 'none': {
      const second = await secondLook(dispenser, clock, lookBudgetMs, signal);
      if (!second.ok) return { code: second.error.code };
      if (second.value !== 'none') return 'again';
      // Watched without a gap: only a hand can have taken it.
      const type = lastEpochAtExit === dispenser.status().epoch ? 'taken' : 'vanished';
      return (await recordSeen(record.id, { type }, 'reconcile', deps)) ? 'again' : { code: 'E_INTERNAL' };
    }
    case 'exit':
    case 'inside':
      if (!(await noteWhere(record, position, deps))) return { code: 'E_INTERNAL' };
      return await bringIn(record, position, deps, tries);
    case 'unknown':
      return await clearUnknown(record, deps, tries);
  }
}

/** A card that no record knows belongs to somebody: it gets a record of its own before it is moved (rule 10). */
async function withoutRecord(position: CardPosition, deps: CardDeps, signal: AbortSignal, tries: Try[]): Promise<Step> {
  if (position === 'none') return 'settled';
  if (position === 'unknown') return await clearUnknownPath(deps, signal, tries);
  return (await openOrphan(position, deps)) === null ? { code: 'E_INTERNAL' } : 'again';
}

/** Nobody knows whether there is a card, and the device refuses every visit like that: one recovery tells. */
async function clearUnknownPath(deps: CardDeps, signal: AbortSignal, tries: Try[]): Promise<Step> {
  const second = await secondLook(deps.dispenser, deps.clock, lookBudgetMs, signal);
  if (!second.ok) return { code: second.error.code };
  if (second.value !== 'unknown' || signal.aborted) return 'again';
  if (isBinFull(deps.dispenser)) return { code: 'E_BIN_FULL' };
  const reason = spent(deps, tries);
  if (reason !== null) return { code: reason };
  const recovered = await recoverPath(null, deps);
  if (recovered === null) return { code: 'E_INTERNAL' };
  if (recovered.outcome === 'done' || recovered.outcome === 'indeterminate') return 'again';
  return failed(tries, recovered.fault?.code ?? 'E_MEDIA_JAM');
}

/** Where the card stands decides later what it is called: taken back after it was within reach, or never offered. */
async function noteWhere(record: CustodyRow, position: 'exit' | 'inside', deps: CardDeps): Promise<boolean> {
  if (record.session === null) return true;
  if (position === 'exit' && record.state === 'held')
    return await recordSeen(record.id, { type: 'presented' }, 'reconcile', deps);
  if (position === 'inside' && record.state === 'offered')
    return await recordSeen(record.id, { type: 'withdrawn' }, 'reconcile', deps);
  return true;
}

async function bringIn(record: CustodyRow, position: 'exit' | 'inside', deps: CardDeps, tries: Try[]): Promise<Step> {
  const { dispenser } = deps;
  const act = { custodyId: record.id, session: record.session, lastSeen: position };
  const isFull = isBinFull(dispenser);
  if (isFull && (position === 'inside' || !dispenser.capabilities.hasRetract)) return { code: 'E_BIN_FULL' };
  const mustReset = !isFull && tries.at(-1)?.mustReset === true;
  const reason = spent(deps, tries);
  if (reason !== null) return { code: reason };
  // A unit that shows a fault refuses every motion until it is reset (docs/protocols/card-dispenser.md, 3.3); the reset takes the card away as well.
  if (mustReset) return await recover(record, deps, tries);
  // With a full bin: out of reach of strangers, and the device stays off until somebody empties it.
  const moved = await motionAct({ ...act, motion: isFull ? 'retract' : 'capture' }, deps);
  tellCaptured(record.id, moved, deps);
  if (moved.outcome === 'done' || moved.outcome === 'indeterminate' || moved.state !== record.state) return 'again';
  if (moved.fault?.code === 'E_BIN_FULL' && position === 'exit') return 'again';
  return failed(tries, moved.fault?.code ?? 'E_MEDIA_JAM');
}

/** Somewhere on the way: one recovery, which sends a card in the way to the bin, and the sensors decide again. */
async function clearUnknown(record: CustodyRow, deps: CardDeps, tries: Try[]): Promise<Step> {
  if (isBinFull(deps.dispenser)) return { code: 'E_BIN_FULL' };
  const reason = spent(deps, tries);
  if (reason !== null) return { code: reason };
  return await recover(record, deps, tries);
}

async function recover(record: CustodyRow, deps: CardDeps, tries: Try[]): Promise<Step> {
  const recovered = await recoverPath(record, deps);
  if (recovered === null) return { code: 'E_INTERNAL' };
  if (recovered.outcome === 'done' || recovered.outcome === 'indeterminate') return 'again';
  return failed(tries, recovered.fault?.code ?? 'E_MEDIA_JAM');
}

/** Faults that stay until a reset. */
const resettable: ReadonlySet<ErrorCode> = new Set(['E_HARDWARE', 'E_MEDIA_JAM'] as const);

/** One motion for safety and why the one before did not do. */
interface Try {
  readonly atMs: number;
  code: ErrorCode;
  /** It failed on a fault that stays until a reset. */
  mustReset: boolean;
}

/** Null = go ahead. */
function spent({ clock }: CardDeps, tries: Try[]): ErrorCode | null {
  const now = clock.monoMs();
  while (tries[0] !== undefined && now - tries[0].atMs >= motionWindowMs) tries.shift();
  if (tries.length >= motionLimit) return tries.at(-1)?.code ?? 'E_MEDIA_JAM';
  tries.push({ atMs: now, code: 'E_MEDIA_JAM', mustReset: false });
  return null;
}

function failed(tries: Try[], code: ErrorCode): Step {
  const last = tries.at(-1);
  if (last !== undefined) {
    last.code = code;
    last.mustReset = resettable.has(code);
  }
  return { code };
}
