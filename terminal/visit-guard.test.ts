import { describe, expect, it } from 'vitest';
import { deviceError } from '../contract/device.ts';
import { noLog } from '../contract/log.ts';
import { ClaimManager } from './devices/claims.ts';
import { newVisit, type SessionContext } from './session/context.ts';
import { lossItem } from './session/testing/session-fixtures.ts';
import { makeHubSide, temporaryStore } from './store/testing/temporary-store.ts';
import { cutsTold, keepPapersMark, takeCrashMark, untoldCuts, visitGuard, werePapersLeft } from './visit-guard.ts';

const noClaim = deviceError('E_CLAIM_REQUIRED', 'notStarted', { deviceId: '', phase: 'queued', epoch: 0 });

describe('visit guard', () => {
  it('a visit that is cut by a crash is known at each boot until the next visit begins: power that comes back comes and goes', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const claims = new ClaimManager(['idReader'], temporary.clock);
    visitGuard(temporary.store, claims, ['idReader'], noClaim, noLog).open(newVisit('v1', lossItem));
    expect(takeCrashMark(temporary.reopen())).toBe(true);
    const store = temporary.reopen();
    expect(takeCrashMark(store)).toBe(true);
    const guard = visitGuard(store, new ClaimManager(['idReader'], temporary.clock), ['idReader'], noClaim, noLog);
    guard.open(newVisit('v2', lossItem));
    guard.end('done');
    expect(takeCrashMark(temporary.reopen())).toBe(false);
  });

  it('each visit that was cut is counted for the hub once, over any number of boots, until the hub was told', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    let store = temporary.store;
    const boot = () => {
      store = temporary.reopen();
      takeCrashMark(store);
    };
    const visit = (id: string) => {
      const claims = new ClaimManager(['idReader'], temporary.clock);
      visitGuard(store, claims, ['idReader'], noClaim, noLog).open(newVisit(id, lossItem));
    };
    visit('v1');
    boot();
    boot();
    visit('v2');
    boot();
    expect(untoldCuts(store.meta)).toBe(2);
    cutsTold(store.meta);
    boot();
    expect(untoldCuts(store.meta)).toBe(0);
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

  it.each([
    ['the power goes while its pages lie in the tray', { document: { state: 'settled', pagesOut: 2, of: 2 } }, false],
    ['it has ended and nobody has said that they were taken', null, true],
  ])(
    'pages of a certificate that may lie in the tray are known at the next boot, until the next visit begins: %s',
    async (_, more, papersLeft) => {
      const { identity } = await makeHubSide();
      using temporary = temporaryStore(identity);
      let context = { visit: null, papersLeft: false } as unknown as SessionContext;
      let changed: () => void = () => undefined;
      const session = {
        context: () => context,
        onChange: (listener: () => void) => {
          changed = listener;
          return () => undefined;
        },
      };
      const becomes = (next: object) => {
        context = next as SessionContext;
        changed();
      };
      const visit = newVisit('v1', lossItem);
      keepPapersMark(session, temporary.store.meta);
      becomes({ visit, papersLeft: false });
      expect(werePapersLeft(temporary.store)).toBe(false);
      becomes({ visit: more === null ? null : { ...visit, ...more }, papersLeft });
      const store = temporary.reopen();
      expect(werePapersLeft(store)).toBe(true);
      context = { visit: null, papersLeft: true } as unknown as SessionContext;
      keepPapersMark(session, store.meta);
      expect(werePapersLeft(store)).toBe(true);
      becomes({ visit, papersLeft: false });
      expect(werePapersLeft(store)).toBe(false);
    },
  );

  it('no device is used without an open visit', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const guard = visitGuard(temporary.store, new ClaimManager([], temporary.clock), [], noClaim, noLog);
    expect(await guard.claim()).toMatchObject({ ok: false, error: { code: 'E_CLAIM_REQUIRED' } });
  });
});
