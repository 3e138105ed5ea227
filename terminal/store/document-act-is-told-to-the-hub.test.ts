import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DocumentBody, RateBody } from '../../contract/envelope.ts';
import { receiptNumber } from '../../contract/receipt-number.ts';
import { parse } from '../../contract/validate.ts';
import type { DocumentIntent } from './store.ts';
import { allBytes, makeHubSide, takeAll, temporaryStore } from './testing/temporary-store.ts';

const intent = (): DocumentIntent => ({
  id: randomUUID(),
  kind: 'document',
  deviceId: 'documentPrinter',
  documentId: 'doc-1',
  pages: 3,
  copy: 0,
  receiptNo: null,
  session: 's-1',
});
/** Five stars and not a word. */
const praise = {
  ...{ level: 5, reasons: [], text: '', callback: null, reasonsVersion: 1 },
  ...{ at: '2026-11-23T06:00:00.000Z', session: 's' },
} as const;
const before = { at: '2026-11-23T06:00:00.000Z', values: { job: 7 } };

describe('print of a hub document', () => {
  it('pages that did not come out reach the hub, so that the code is voided', async () => {
    const hub = await makeHubSide();
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    const act = intent();
    expect(store.acts.intend(act).ok).toBe(true);
    store.acts.sent(act.id, before);
    expect((await store.acts.settle(act.id, 'partial', before, 'reply', { pagesOut: 2 })).ok).toBe(true);
    const [message] = takeAll(store);
    if (message === undefined) throw new Error('no message');
    expect(message).toMatchObject({ topic: 'act.document', orderKey: 'doc-1', prio: 1 });
    const body = await hub.open(message, store.epoch);
    expect(parse(DocumentBody, body).ok).toBe(true);
    expect(body).toMatchObject({ documentId: 'doc-1', outcome: 'partial', pagesOut: 2, pages: 3, actId: act.id });
  });

  it('a power cut between pages: the act is found again, once, and is no motion of a card', async () => {
    const hub = await makeHubSide();
    using temporary = temporaryStore(hub.identity);
    const act = intent();
    temporary.store.acts.intend(act);
    temporary.store.acts.sent(act.id, before);
    const store = temporary.reopen();
    expect(store.acts.unsettledDocuments().map(({ id, state, pages }) => ({ id, state, pages }))).toEqual([
      { id: act.id, state: 'sent', pages: 3 },
    ]);
    expect(store.acts.openMotions('documentPrinter')).toEqual([]);
    expect(store.acts.unsettled()).toEqual([]);
    expect((await store.acts.settle(act.id, 'indeterminate', null, 'reconcile')).ok).toBe(true);
    expect(store.acts.unsettledDocuments()).toEqual([]);
  });

  it('an act is settled once: a second word about it changes nothing', async () => {
    const hub = await makeHubSide();
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    const act = intent();
    store.acts.intend(act);
    store.acts.sent(act.id, before);
    await store.acts.settle(act.id, 'done', null, 'reply', { pagesOut: 3 });
    expect((await store.acts.settle(act.id, 'partial', null, 'reconcile')).ok).toBe(false);
    expect(takeAll(store)).toHaveLength(1);
  });
});

describe('rating', () => {
  it('names the case and nobody, and what was written in it cannot be read on the disk', async () => {
    const hub = await makeHubSide();
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    const rated = await store.rate({
      receiptNo: 'TH0017-261123-0042-3',
      level: 1,
      reasons: ['slow'],
      text: '等了很久 canary',
      callback: '13800138000',
      reasonsVersion: 4,
      at: '2026-11-23T06:00:00.000Z',
      session: 's-1',
    });
    expect(rated.ok).toBe(true);
    const [message] = takeAll(store);
    if (message === undefined) throw new Error('no message');
    expect(message).toMatchObject({ topic: 'case.rate', receiptNo: 'TH0017-261123-0042-3' });
    const body = await hub.open(message, store.epoch);
    expect(parse(RateBody, body).ok).toBe(true);
    expect(body).toMatchObject({ level: 1, text: '等了很久 canary' });
    expect(allBytes(temporary.dir).includes('canary')).toBe(false);
    expect(allBytes(temporary.dir).includes('13800138000')).toBe(false);
  });

  it('a second one of the same case is refused, whether or not the first has been delivered', async () => {
    const hub = await makeHubSide();
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    const rate = (receiptNo: string) => store.rate({ ...praise, receiptNo });
    expect((await rate('TH0017-261123-0042-3')).ok).toBe(true);
    expect(await rate('TH0017-261123-0042-3')).toMatchObject({ ok: false, error: { code: 'alreadyRated' } });
    const [message] = takeAll(store);
    store.outbox.settle([{ id: message?.id ?? '', verdict: 'accepted' }]);
    expect(await rate('TH0017-261123-0042-3')).toMatchObject({ ok: false, error: { code: 'alreadyRated' } });
  });

  it('a case that another machine has taken is rated as well: the hub would refuse its number outside, and the citizen was thanked for nothing', async () => {
    const hub = await makeHubSide();
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    const receiptNo = receiptNumber('PY0003', '261123', 1);
    const rate = () => store.rate({ ...praise, receiptNo });
    expect((await rate()).ok).toBe(true);
    const [message] = takeAll(store);
    if (message === undefined) throw new Error('no message');
    expect(message).toMatchObject({ topic: 'case.rate', receiptNo: null });
    expect(await hub.open(message, store.epoch)).toMatchObject({ receiptNo, level: 5 });
    expect(await rate()).toMatchObject({ ok: false, error: { code: 'alreadyRated' } });
  });

  it('is refused before enrolment instead of being lost', async () => {
    using temporary = temporaryStore(null);
    const rated = await temporary.store.rate({ ...praise, receiptNo: 'TH0017-261123-0042-3' });
    expect(rated).toMatchObject({ ok: false, error: { code: 'notEnrolled' } });
  });
});
