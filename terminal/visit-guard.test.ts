import { describe, expect, it } from 'vitest';
import { deviceError } from '../contract/device.ts';
import { noLog } from '../contract/log.ts';
import { ClaimManager } from './devices/claims.ts';
import { newVisit } from './session/context.ts';
import { lossItem } from './session/testing/session-fixtures.ts';
import { makeHubSide, temporaryStore } from './store/testing/temporary-store.ts';
import { takeCrashMark, visitGuard } from './visit-guard.ts';

const noClaim = deviceError('E_CLAIM_REQUIRED', 'notStarted', { deviceId: '', phase: 'queued', epoch: 0 });

describe('visit guard', () => {
  it('a visit that is cut by a crash is known at the next boot, once', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const claims = new ClaimManager(['idReader'], temporary.clock);
    visitGuard(temporary.store, claims, ['idReader'], noClaim, noLog).open(newVisit('v1', lossItem));
    const store = temporary.reopen();
    expect(takeCrashMark(store)).toBe(true);
    expect(takeCrashMark(store)).toBe(false);
  });

  it('a visit that ends in order leaves no mark and gives its devices back; ending twice is harmless', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const claims = new ClaimManager(['idReader', 'receiptPrinter'], temporary.clock);
    const guard = visitGuard(temporary.store, claims, ['idReader', 'receiptPrinter'], noClaim, noLog);
    guard.open(newVisit('v1', lossItem));
    expect((await guard.claim()).ok).toBe(true);
    expect(claims.held.length).toBe(2);
    guard.end('done');
    guard.end('exit');
    await temporary.clock.advance(0);
    expect(claims.held).toEqual([]);
    expect(takeCrashMark(temporary.store)).toBe(false);
  });

  it('no device is used without an open visit', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const guard = visitGuard(temporary.store, new ClaimManager([], temporary.clock), [], noClaim, noLog);
    expect(await guard.claim()).toMatchObject({ ok: false, error: { code: 'E_CLAIM_REQUIRED' } });
  });
});
