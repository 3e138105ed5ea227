import { randomUUID } from 'node:crypto';
import { motionAct } from '../devices/dispense-act.ts';
import { recoverPath } from '../devices/recover-path.ts';
import type { TestDeps } from './device-tests.ts';
import { absent, failed, ofOutcome, ofResult, type TestResult } from './test-result.ts';

/** How long a card is waited for, milliseconds. */
const personMs = 20_000;

/** Only which kind of card it was and how long it took: nothing of it is kept, shown or counted. */
export async function readIdCard({ devices }: TestDeps, signal: AbortSignal): Promise<TestResult> {
  if (devices.idReader === null) return absent;
  const read = await devices.idReader.readCard({ userMs: personMs, signal });
  if (!read.ok) return ofOutcome(read.error.outcome, read.error.code);
  const { type } = read.value.card;
  const { readMs } = read.value;
  read.value.wipe();
  return ofResult(read, () => ({
    key: 'tech.found.idCard',
    values: { ms: Math.round(readMs) },
    list: { prefix: 'tech.cardKind', names: [type] },
  }));
}

/** Only the version of its file structure. */
export async function readSmartCard({ devices }: TestDeps, signal: AbortSignal): Promise<TestResult> {
  if (devices.smartCard === null) return absent;
  const read = await devices.smartCard.readSocialSecurityCard({ userMs: personMs, signal });
  if (!read.ok) return ofOutcome(read.error.outcome, read.error.code);
  const { version, readMs } = read.value;
  read.value.wipe();
  return ofResult(read, () => ({
    key: 'tech.found.smartCard',
    values: { version: version ?? '—', ms: Math.round(readMs) },
  }));
}

/** Sensors only. */
export async function lookAtDispenser({ devices }: TestDeps, signal: AbortSignal): Promise<TestResult> {
  if (devices.cardDispenser === null) return absent;
  return ofResult(await devices.cardDispenser.refresh({ signal }), () => null);
}

/** Test: the dispenser moves to its beginning; a card that is on its way goes to the bin, and its record with it. */
export async function resetDispenser({
  devices,
  store,
  clock,
  log,
}: Pick<TestDeps, 'store' | 'clock' | 'log'> & {
  readonly devices: Pick<TestDeps['devices'], 'cardDispenser'>;
}): Promise<TestResult> {
  const dispenser = devices.cardDispenser;
  if (dispenser === null) return absent;
  const record = store.custody.open(dispenser.id)[0] ?? null;
  const reset = await recoverPath(record, { dispenser, store, clock, log });
  if (reset === null) return failed('E_INTERNAL', null, 'partial');
  return ofOutcome(reset.outcome, reset.fault?.code ?? null);
}

/**
 * One blank from the hopper into the bin, two journalled motions. Only where a card is fed out of reach: a unit that hands cards straight to the mouth would give one away.
 */
export async function rejectBlank({ devices, store, clock, log }: TestDeps): Promise<TestResult> {
  const dispenser = devices.cardDispenser;
  if (dispenser === null) return absent;
  if (dispenser.capabilities.feedsTo !== 'inside') return failed('E_UNSUPPORTED', null, 'notStarted');
  const card = { dispenser, store, clock, log };
  const custodyId = randomUUID();
  const opens = {
    ...{ id: custodyId, session: null, deviceId: dispenser.id },
    ...({ kind: 'issuedCard', direction: 'out', receiptNo: null } as const),
  };
  const fed = await motionAct({ motion: 'feed', custodyId, session: null, opens, lastSeen: 'none' }, card);
  if (fed.outcome !== 'done') return ofOutcome(fed.outcome, fed.fault?.code ?? null);
  const kept = await motionAct({ motion: 'capture', custodyId, session: null, lastSeen: 'inside' }, card);
  // The blank is out of the hopper: what the bin did not take is the custodian's when the devices are given back.
  const outcome = kept.outcome === 'done' ? 'done' : kept.outcome === 'indeterminate' ? 'indeterminate' : 'partial';
  const { hopper, retain } = store.bins.counts(dispenser.id);
  const counts = { hopper: hopper?.count ?? null, retain: retain?.count ?? null };
  const found =
    counts.hopper === null || counts.retain === null
      ? { key: 'tech.found.reject.uncounted' }
      : { key: 'tech.found.reject', values: { hopper: counts.hopper, retain: counts.retain } };
  return ofOutcome(outcome, kept.fault?.code ?? null, found);
}
