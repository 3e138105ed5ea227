import { describe, expect, it } from 'vitest';
import { deviceError, type Evidence } from '../../contract/device.ts';
import { noLog } from '../../contract/log.ts';
import { err, ok } from '../../contract/result.ts';
import { makeHubSide, submitOk, type TemporaryStore, temporaryStore } from '../store/testing/temporary-store.ts';
import { ClaimManager } from './claims.ts';
import { printAct, reconcilePrints } from './print-act.ts';
import { printerThat } from './testing/fake-printer.test-data.ts';

const before: Evidence = { at: '2026-11-23T14:03:12+08:00', values: { paper: 'ok' } };
const request = (receiptNo: string) => ({ receiptNo, markup: 'x', copy: 0, session: null });

const claimsOf = (temporary: TemporaryStore) => new ClaimManager(['receiptPrinter'], temporary.clock);

describe('print act', () => {
  it('is durable as "intended" before the printer is asked, and as "sent" before the first byte', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const { store } = temporary;
    const { receiptNo } = await submitOk(store);
    const seen: string[] = [];
    const state = () => store.acts.forReceipt(receiptNo)[0]?.state ?? 'none';
    const printer = printerThat(async (_job, { hooks }) => {
      seen.push(state());
      hooks.sent(before);
      seen.push(state());
      return ok({ before, after: before, unprintable: [], slip: 'unknown' });
    });
    const settled = await printAct(request(receiptNo), { printer, store, log: noLog });
    expect(seen).toEqual(['intended', 'sent']);
    expect(settled).toEqual({ outcome: 'done', code: null, unprintable: false });
    expect(store.acts.forReceipt(receiptNo)).toMatchObject([{ state: 'confirmed', outcome: 'done', by: 'reply' }]);
  });

  it('a link that is lost after the first byte stays "unknown" and is never printed again by itself', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const { store } = temporary;
    const { receiptNo } = await submitOk(store);
    let prints = 0;
    const printer = printerThat(
      async (_job, { hooks }) => {
        prints += 1;
        hooks.sent(before);
        return err(
          deviceError('E_LINK_LOST', 'indeterminate', { deviceId: 'receiptPrinter', phase: 'moving', epoch: 1 }),
        );
      },
      async () => ({ outcome: 'indeterminate', evidence: before }),
    );
    const settled = await printAct(request(receiptNo), { printer, store, log: noLog });
    expect(settled).toMatchObject({ outcome: 'indeterminate', code: 'E_LINK_LOST' });
    await reconcilePrints({ printer, claims: claimsOf(temporary), store: temporary.reopen(), log: noLog });
    expect(prints).toBe(1);
  });

  it('power cut before the first byte: "notStarted" at boot; after it: unknown; neither prints', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const first = await submitOk(temporary.store);
    const second = await submitOk(temporary.store);
    const intend = (id: string, receiptNo: string) =>
      temporary.store.acts.intend({ id, kind: 'print', deviceId: 'receiptPrinter', receiptNo, copy: 0, session: null });
    expect(intend('act-1', first.receiptNo).ok && intend('act-2', second.receiptNo).ok).toBe(true);
    temporary.store.acts.sent('act-2', before);
    const store = temporary.reopen();
    const printer = printerThat(
      async () => {
        throw new Error('nothing may be printed at boot');
      },
      async () => ({ outcome: 'indeterminate', evidence: before }),
    );
    await reconcilePrints({ printer, claims: claimsOf(temporary), store, log: noLog });
    expect(store.acts.forReceipt(first.receiptNo)).toMatchObject([
      { state: 'confirmed', outcome: 'notStarted', by: 'reconcile' },
    ]);
    expect(store.acts.forReceipt(second.receiptNo)).toMatchObject([{ state: 'unknown', outcome: 'indeterminate' }]);
  });

  it('two prints that nobody could settle: the one slip at the exit proves the last of them, whatever the clock did between', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const receipts = [await submitOk(temporary.store), await submitOk(temporary.store)];
    for (const [index, { receiptNo }] of receipts.entries()) {
      const id = `act-${index}`;
      const act = { id, kind: 'print', deviceId: 'receiptPrinter', receiptNo, copy: 0, session: null } as const;
      expect(temporary.store.acts.intend(act).ok).toBe(true);
      temporary.store.acts.sent(id, before);
      temporary.clock.jumpWall(-3_600_000);
    }
    const store = temporary.reopen();
    const printer = printerThat(
      async () => {
        throw new Error('nothing may be printed at boot');
      },
      async () => ({ outcome: 'done', evidence: before }),
    );
    await reconcilePrints({ printer, claims: claimsOf(temporary), store, log: noLog });
    const outcomes = receipts.map(({ receiptNo }) => store.acts.forReceipt(receiptNo)[0]?.outcome);
    expect(outcomes).toEqual(['indeterminate', 'done']);
  });

  it('a disk that does not take "sent": nothing leaves, the act is settled, and the service goes on', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const { store } = temporary;
    const { receiptNo } = await submitOk(store);
    let bytesLeft = false;
    const printer = printerThat(async (_job, { hooks }) => {
      hooks.sent(before);
      bytesLeft = true;
      return ok({ before, after: before, unprintable: [], slip: 'unknown' });
    });
    const sent = () => {
      throw new Error('disk full');
    };
    const full = { ...store, acts: { ...store.acts, sent } };
    const settled = await printAct(request(receiptNo), { printer, store: full, log: noLog });
    expect(settled).toEqual({ outcome: 'notStarted', code: 'E_INTERNAL', unprintable: false });
    expect(bytesLeft).toBe(false);
    expect(store.acts.forReceipt(receiptNo)).toMatchObject([{ state: 'confirmed', outcome: 'notStarted' }]);
  });

  it('a print that a fault of this program cut off is settled in the same start by what the printer shows, and nothing prints; it holds up no update meanwhile', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const { store } = temporary;
    const { receiptNo } = await submitOk(store);
    let prints = 0;
    const printer = printerThat(
      async (_job, { hooks }) => {
        prints += 1;
        hooks.sent(before);
        throw new TypeError('a fault of this program');
      },
      async () => ({ outcome: 'done', evidence: before }),
    );
    await expect(printAct(request(receiptNo), { printer, store, log: noLog })).rejects.toThrow(TypeError);
    const [open] = store.acts.unsettled();
    expect(open).toMatchObject({ state: 'sent', bootId: store.bootId });
    store.acts.disown([open?.id ?? '']);
    expect(store.acts.unsettled()).toMatchObject([{ state: 'sent', bootId: '' }]);
    const claims = claimsOf(temporary);
    await reconcilePrints({ printer, claims, store, log: noLog });
    expect(store.acts.forReceipt(receiptNo)).toMatchObject([{ state: 'confirmed', outcome: 'done', by: 'reconcile' }]);
    expect([prints, claims.held, store.acts.unsettled()]).toEqual([1, [], []]);
  });

  it('what throws while prints are settled ends neither the start nor the service: it is said, and nobody prints there', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const { store } = temporary;
    const { receiptNo } = await submitOk(store);
    const act = { id: 'a-1', kind: 'print', deviceId: 'receiptPrinter', receiptNo, copy: 0, session: null } as const;
    store.acts.intend(act);
    store.acts.sent('a-1', before);
    const throws = () => Promise.reject(new TypeError('张三'));
    const claims = claimsOf(temporary);
    const logged: unknown[] = [];
    await reconcilePrints({
      printer: printerThat(throws, throws),
      ...{ claims, store, log: (id, fields) => logged.push([id, fields]) },
    });
    expect(claims.held).toEqual(['receiptPrinter']);
    expect(logged).toEqual([['custody.settle.threw', { deviceId: 'receiptPrinter', error: 'TypeError' }]]);
  });

  it.each([
    [['partial'], 1],
    [['indeterminate', 'notStarted'], 1],
    [['partial', 'done'], 0],
    [[], 0],
  ] as const)(
    'a program that is started anew behind prints that ended %j tells the printer %i times that half a slip may hang there',
    async (ends, told) => {
      const { identity } = await makeHubSide();
      using temporary = temporaryStore(identity);
      const { receiptNo } = await submitOk(temporary.store);
      for (const outcome of ends) {
        const printer = printerThat(async (_job, { hooks }) => {
          hooks.sent(before);
          const at = { deviceId: 'receiptPrinter', phase: 'moving', epoch: 1 } as const;
          return outcome === 'done'
            ? ok({ before, after: before, unprintable: [], slip: 'unknown' })
            : err(deviceError('E_SUPPLY_OUT', outcome, at));
        });
        await printAct(request(receiptNo), { printer, store: temporary.store, log: noLog });
      }
      const store = temporary.reopen();
      let calls = 0;
      const printer = {
        ...printerThat(async () => {
          throw new Error('nothing may be printed at boot');
        }),
        recallUnfinished: () => {
          calls += 1;
        },
      };
      await reconcilePrints({ printer, claims: claimsOf(temporary), store, log: noLog });
      expect(calls).toBe(told);
    },
  );

  it('without a printer nothing is journalled and nothing claims to be printed', async () => {
    const { identity } = await makeHubSide();
    using temporary = temporaryStore(identity);
    const { receiptNo } = await submitOk(temporary.store);
    const settled = await printAct(request(receiptNo), { printer: null, store: temporary.store, log: noLog });
    expect(settled).toMatchObject({ outcome: 'notStarted', code: 'E_NO_DEVICE' });
    expect(temporary.store.acts.forReceipt(receiptNo)).toEqual([]);
  });
});
