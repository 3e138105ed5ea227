import { describe, expect, it } from 'vitest';
import { deviceError, type Evidence } from '../../contract/device.ts';
import { noLog } from '../../contract/log.ts';
import { err, ok } from '../../contract/result.ts';
import type { ReceiptPrinter } from '../../drivers/receipt-printer/receipt-printer.ts';
import { newVisit } from '../session/context.ts';
import { lossItem } from '../session/testing/session-fixtures.ts';
import { makeHubSide, submitOk, temporaryStore } from '../store/testing/temporary-store.ts';
import { visitGuard } from '../visit-guard.ts';
import { ClaimManager } from './claims.ts';
import { printAct } from './print-act.ts';
import { printerThat } from './testing/fake-printer.test-data.ts';

const before: Evidence = { at: '2026-11-23T14:03:12+08:00', values: { paper: 'ok' } };
const noClaim = deviceError('E_CLAIM_REQUIRED', 'notStarted', { deviceId: '', phase: 'queued', epoch: 0 });
const request = (receiptNo: string) => ({ receiptNo, markup: 'x', copy: 0, session: 'v1' });

async function rig(print: ReceiptPrinter['print']) {
  const { identity } = await makeHubSide();
  const temporary = temporaryStore(identity);
  const { store } = temporary;
  const claims = new ClaimManager(['idReader', 'receiptPrinter'], temporary.clock);
  const guard = visitGuard(store, claims, ['idReader'], noClaim, noLog, 'receiptPrinter');
  const { receiptNo } = await submitOk(store);
  guard.open(newVisit('v1', lossItem));
  const start = () =>
    printAct(request(receiptNo), { printer: printerThat(print), store, log: noLog, claim: () => guard.printer('v1') });
  return { temporary, store, claims, guard, receiptNo, start, [Symbol.dispose]: () => temporary[Symbol.dispose]() };
}

/** A printer that is waited for, then prints; it looks at the signal as drivers must, or not at all. */
function slowPrinter(o: { readonly looksAtSignal: boolean }) {
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const state = { bytesLeft: false, isReady: () => isReady() };
  const print: ReceiptPrinter['print'] = async (_job, { hooks, signal }) => {
    await ready;
    if (o.looksAtSignal && signal?.aborted) {
      return err(
        deviceError('E_CANCELLED', 'notStarted', { deviceId: 'receiptPrinter', phase: 'preparing', epoch: 1 }),
      );
    }
    hooks.sent(before);
    state.bytesLeft = true;
    return ok({ before, after: before, unprintable: [], slip: 'unknown' });
  };
  return { state, print };
}

describe('a print that is waited for when its visit ends', () => {
  it.each([{ looksAtSignal: true }, { looksAtSignal: false }])(
    'never comes out in front of the next citizen ($looksAtSignal)',
    async ({ looksAtSignal }) => {
      const { state, print } = slowPrinter({ looksAtSignal });
      using r = await rig(print);
      const printing = r.start();
      await r.temporary.clock.advance(0);
      r.guard.end('exit');
      r.guard.open(newVisit('v2', lossItem));
      state.isReady();
      expect(await printing).toEqual({ outcome: 'notStarted', code: 'E_CANCELLED', unprintable: false });
      expect(state.bytesLeft).toBe(false);
      expect(r.store.acts.forReceipt(r.receiptNo)).toMatchObject([{ state: 'confirmed', outcome: 'notStarted' }]);
    },
  );

  it('asked for after the end, or by a visit that is over: refused, nothing journalled', async () => {
    const { print } = slowPrinter({ looksAtSignal: true });
    using r = await rig(print);
    r.guard.end('done');
    expect(await r.start()).toMatchObject({ outcome: 'notStarted', code: 'E_CLAIM_REQUIRED' });
    r.guard.open(newVisit('v2', lossItem));
    expect(await r.start()).toMatchObject({ outcome: 'notStarted', code: 'E_CLAIM_REQUIRED' });
    expect(r.store.acts.forReceipt(r.receiptNo)).toEqual([]);
  });

  it('a print that has begun ends by itself, and keeps the printer from the next visit until then', async () => {
    let finish: () => void = () => undefined;
    const paper = new Promise<void>((resolve) => {
      finish = resolve;
    });
    using r = await rig(async (_job, { hooks }) => {
      hooks.sent(before);
      await paper;
      return ok({ before, after: before, unprintable: [], slip: 'unknown' });
    });
    const printing = r.start();
    await r.temporary.clock.advance(0);
    r.guard.end('exit');
    await r.temporary.clock.advance(0);
    expect(r.claims.held).toEqual(['receiptPrinter']);
    finish();
    expect(await printing).toMatchObject({ outcome: 'done' });
    await r.temporary.clock.advance(0);
    expect(r.claims.held).toEqual([]);
  });
});

it('two prints of a visit that both found the printer taken share one claim: the next visit gets it', async () => {
  const print: ReceiptPrinter['print'] = async (_job, { hooks }) => {
    hooks.sent(before);
    return ok({ before, after: before, unprintable: [], slip: 'unknown' });
  };
  using r = await rig(print);
  r.guard.end('exit');
  await r.temporary.clock.advance(0);
  const recovery = { owner: 'boot', purpose: 'reconcile', waitMs: 0, priority: 'recovery' } as const;
  const other = await r.claims.claim(['receiptPrinter'], recovery);
  expect(other.ok).toBe(true);
  r.guard.open(newVisit('v1', lossItem));
  const printing = [r.start(), r.start()];
  await r.temporary.clock.advance(11_000);
  if (other.ok) other.value.release();
  await r.temporary.clock.until(Promise.all(printing));
  r.guard.end('exit');
  await r.temporary.clock.advance(0);
  expect(r.claims.held).toEqual([]);
});
