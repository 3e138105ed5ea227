import { describe, expect, it } from 'vitest';
import { deviceError, type Evidence } from '../../contract/device.ts';
import { noLog } from '../../contract/log.ts';
import { newVisit } from '../session/context.ts';
import { lossItem } from '../session/testing/session-fixtures.ts';
import { makeHubSide, submitOk, temporaryStore } from '../store/testing/temporary-store.ts';
import { visitGuard } from '../visit-guard.ts';
import { ClaimManager } from './claims.ts';
import { printAct, reconcilePrints } from './print-act.ts';
import { printerThat } from './testing/fake-printer.test-data.ts';

const before: Evidence = { at: '2026-11-23T14:03:12+08:00', values: { media: 'none' } };
const noClaim = deviceError('E_CLAIM_REQUIRED', 'notStarted', { deviceId: '', phase: 'queued', epoch: 0 });
const never = async () => {
  throw new Error('nothing may be printed before it is known what was');
};

/** A print that a power cut ended after its first byte; the printer is still away. */
async function cutRig() {
  const { identity } = await makeHubSide();
  const temporary = temporaryStore(identity);
  const { store, clock } = temporary;
  const { receiptNo } = await submitOk(store);
  const act = { id: 'act-1', kind: 'print', deviceId: 'receiptPrinter', receiptNo, copy: 0, session: null } as const;
  if (!store.acts.intend(act).ok) throw new Error('refused');
  store.acts.sent('act-1', before);
  let looks = 0;
  const printer = printerThat(never, async () => {
    looks += 1;
    const isThere = printer.status().link === 'up';
    return { outcome: isThere ? ('done' as const) : ('indeterminate' as const), evidence: before };
  });
  printer.tracker.set({ link: 'offOrAbsent' });
  const claims = new ClaimManager(['idReader', 'receiptPrinter'], clock);
  const stopping = new AbortController();
  const reconciled = reconcilePrints({ printer, claims, store, log: noLog, signal: stopping.signal });
  const guard = visitGuard(store, claims, ['idReader'], noClaim, noLog, 'receiptPrinter');
  return {
    store,
    clock,
    claims,
    printer,
    guard,
    receiptNo,
    reconciled,
    stop: () => stopping.abort(),
    looks: () => looks,
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

describe('a printer that is away at boot', () => {
  it('is reconciled when it comes back, once, and nobody prints before', async () => {
    using r = await cutRig();
    await r.clock.advance(3_600_000);
    expect(r.store.acts.forReceipt(r.receiptNo)).toMatchObject([{ state: 'sent' }]);
    expect([r.looks(), r.claims.held, r.clock.pending]).toEqual([0, ['receiptPrinter'], 0]);
    r.printer.tracker.set({ link: 'up' });
    await r.reconciled;
    expect(r.store.acts.forReceipt(r.receiptNo)).toMatchObject([
      { state: 'confirmed', outcome: 'done', by: 'reconcile' },
    ]);
    expect([r.looks(), r.claims.held]).toEqual([1, []]);
  });

  it('does not end an early visit: it has its reader, its print is refused by name', async () => {
    using r = await cutRig();
    r.guard.open(newVisit('v1', lossItem));
    expect((await r.guard.claim()).ok).toBe(true);
    const request = { receiptNo: r.receiptNo, markup: 'x', copy: 0, session: 'v1' };
    const printing = printAct(request, { ...r, log: noLog, claim: () => r.guard.printer('v1') });
    await r.clock.advance(30_000);
    expect(await printing).toEqual({ outcome: 'notStarted', code: 'E_CLAIM_BUSY', unprintable: false });
    expect((await r.guard.claim()).ok).toBe(true);
  });

  it('a stop while it is waited for leaves the act for the next start', async () => {
    using r = await cutRig();
    r.stop();
    await r.reconciled;
    expect(r.store.acts.forReceipt(r.receiptNo)).toMatchObject([{ state: 'sent' }]);
    expect(r.claims.held).toEqual([]);
  });
});
