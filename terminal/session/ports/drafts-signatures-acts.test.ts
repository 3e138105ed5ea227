import { describe, expect, it } from 'vitest';
import type { DraftReply, DraftRequest, SignatureRequest } from '../../../contract/hub-services.ts';
import { err, ok } from '../../../contract/result.ts';
import { temporaryStore } from '../../store/testing/temporary-store.ts';
import { forgedScan } from '../session-ports.ts';
import { actPort } from './act-port.ts';
import { draftPort, signPort, summaryDigest } from './draft-port.ts';
import { usableText } from './scan-port.ts';
import { actor, away, contextWith, itemWith, portRig, visitAt } from './testing/port-rig.test-data.ts';

const item = itemWith('ss.card.loss');
const saved: DraftReply = {
  state: 'saved',
  draftId: 'd-1',
  version: 2,
  until: '2026-11-30T00:00:00.000Z',
  answers: { capital: '100', people: [{ name: '黎赟' }], nonsense: 7 },
  signers: [],
};
const draft = { draftId: 'd-1', version: 2, until: saved.until, signers: [] };

describe('drafts', () => {
  it('a save whose answer is lost makes no second draft: the number stays the same in this visit', async () => {
    using temporary = temporaryStore(null);
    const puts: { readonly id: string; readonly request: DraftRequest }[] = [];
    const rig = portRig(temporary, {
      saveDraft: (id, request) => {
        puts.push({ id, request });
        return Promise.resolve(puts.length === 1 ? err(away) : ok({ ...saved, draftId: id }));
      },
    });
    const visit = visitAt(item, 'check', { answers: { reason: 'lost' } });
    draftPort(rig)(visit, rig.send);
    await temporary.clock.advance(10);
    draftPort(rig)(visit, rig.send);
    await temporary.clock.advance(10);
    expect(puts[0]?.id).toBe(puts[1]?.id);
    expect(puts[1]?.request).toMatchObject({ version: 0, answers: { reason: 'lost' } });
    expect(rig.events.map((event) => (event.type === 'DRAFT' ? event.state : event.type))).toEqual(['away', 'saved']);
  });

  it('one that is taken up again brings its answers, and only what can be an answer', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary, { draft: () => Promise.resolve(ok(saved)) });
    draftPort(rig)(visitAt(item, 'check', { answers: { draft: 'd-1' } }), rig.send);
    await temporary.clock.advance(10);
    expect(rig.events).toEqual([
      { type: 'DRAFT', state: 'saved', draft, answers: { capital: '100', people: [{ name: '黎赟' }] } },
    ]);
  });

  it('somebody else’s draft is not shown', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary, { saveDraft: () => Promise.resolve(ok({ ...saved, state: 'notYours' as const })) });
    draftPort(rig)(visitAt(item, 'check'), rig.send);
    await temporary.clock.advance(10);
    expect(rig.events).toEqual([{ type: 'DRAFT', state: 'notYours', draft: null }]);
  });
});

describe('signature', () => {
  it('any change of an answer, a person or an agreement is another digest', () => {
    const deps = { context: () => contextWith() };
    const visit = visitAt(item, 'check', { answers: { action: 'report', reason: 'lost' } });
    const digest = summaryDigest(deps, visit);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(summaryDigest(deps, { ...visit, page: 3, query: 'x' })).toBe(digest);
    const consent = { kind: 'item', textVersion: 1, language: 'zh-CN', at: '', result: 'given' as const };
    for (const changed of [
      { ...visit, answers: { ...visit.answers, reason: 'stolen' } },
      { ...visit, subject: { ...actor, idNumber: '440199201703100076' } },
      { ...visit, consents: [consent] },
      { ...visit, draft },
    ]) {
      expect(summaryDigest(deps, changed)).not.toBe(digest);
    }
  });

  it('nobody signs who was not verified: a card alone is no signature', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary);
    signPort(rig)(visitAt(item, 'check', { actor: { ...actor, level: 'L1', verified: null } }), rig.send);
    await temporary.clock.advance(10);
    expect(rig.events).toMatchObject([{ type: 'NOT_VERIFIED', why: 'failed' }]);
  });

  it('with a draft the hub keeps it beside the version; a version that changed meanwhile is not signed', async () => {
    using temporary = temporaryStore(null);
    const requests: SignatureRequest[] = [];
    let state: DraftReply['state'] = 'saved';
    const rig = portRig(temporary, {
      sign: (_id, request) => {
        requests.push(request);
        return Promise.resolve(ok({ ...saved, state }));
      },
    });
    const visit = visitAt(item, 'check', { draft, answers: { action: 'report', reason: 'lost' } });
    signPort(rig)(visit, rig.send);
    await temporary.clock.advance(10);
    state = 'conflict';
    signPort(rig)(visit, rig.send);
    await temporary.clock.advance(10);
    expect(requests[0]).toMatchObject({ version: 2, method: 'face', person: { idNumber: actor.idNumber } });
    expect(rig.events.map(({ type }) => type)).toEqual(['DRAFT', 'SIGNED', 'DRAFT', 'NOT_VERIFIED']);
  });
});

describe('acts', () => {
  const run = async (calls: Parameters<typeof portRig>[1], more: Parameters<typeof visitAt>[2]) => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary, calls);
    actPort(rig)(visitAt(item, 'check', more), rig.send);
    await temporary.clock.advance(10);
    return rig.events[0];
  };
  const slot = {
    bookingNo: 'B-7',
    place: '天河中心',
    address: '测试路 1 号',
    date: '2026-12-01',
    from: '09:00',
    to: '09:30',
    window: '3',
  };

  it('a booking is there, or it is said why not', async () => {
    const more = { act: 'book' as const, answers: { service: 's', place: 'p', slot: '1', date: '2026-12-01' } };
    expect(await run({ book: () => Promise.resolve(ok({ state: 'booked' as const, ...slot })) }, more)).toMatchObject({
      ok: true,
      data: { bookingNo: 'B-7', window: '3' },
    });
    expect(await run({ book: () => Promise.resolve(ok({ state: 'full' as const, ...slot })) }, more)).toMatchObject({
      ok: false,
      reason: 'full',
    });
    expect(await run({}, more)).toMatchObject({ ok: false, reason: 'away' });
  });

  it('withdrawing needs somebody who is identified, and is not done when the hub says no', async () => {
    const calls = { caseAct: () => Promise.resolve(ok({ state: 'notAllowed' as const, matters: [] })) };
    const answers = { receiptNo: 'TH0017-261123-0042-3' };
    expect(await run(calls, { act: 'withdraw', answers })).toMatchObject({ ok: false, reason: 'notAllowed' });
    expect(await run(calls, { act: 'withdraw', answers, actor: null })).toMatchObject({
      ok: false,
      reason: 'identity',
    });
    expect(await run(calls, { act: 'withdraw' })).toMatchObject({ ok: false, reason: 'incomplete' });
  });

  it('a rating that cannot be stored is not thanked for', async () => {
    const more = { act: 'rate' as const, receiptNo: 'TH0017-261123-0042-3', answers: { level: '2' } };
    expect(await run({}, more)).toMatchObject({ ok: false, reason: 'notStored' }); // not enrolled
    expect(await run({}, { ...more, answers: { level: '9' } })).toMatchObject({ ok: false, reason: 'incomplete' });
  });
});

describe('what a scanned code may be', () => {
  const own = { kiosk: () => 'TH0017', verifyOwn: (_text: string, signature: string) => signature.startsWith('GOOD') };
  const receipt = (kiosk: string, word: string) =>
    `YTJ1:${kiosk}-261123-0042-3:ss.card.loss:effective:${word.padEnd(86, 'A')}`;

  it('a receipt of this machine must carry its signature; others are the hub’s to check', () => {
    expect(usableText(receipt('TH0017', 'GOOD'), own)).toBe(receipt('TH0017', 'GOOD'));
    expect(usableText(receipt('TH0017', 'FORGED'), own)).toBe(forgedScan);
    expect(usableText(receipt('PY0003', 'ANY'), own)).toBe(receipt('PY0003', 'ANY'));
    expect(usableText(receipt('TH0017', 'GOOD').slice(0, -1), own)).toBe(forgedScan);
  });

  it('an address is data and never a link; control characters and endless codes go nowhere', () => {
    expect(usableText('https://example.invalid/pay', own)).toBe('invalid');
    expect(usableText('javascript://x', own)).toBe('invalid');
    expect(usableText('TH0017\u0000', own)).toBe('invalid');
    expect(usableText('A'.repeat(5_000), own)).toHaveLength(400);
    expect(usableText(' TH0017-261123-0042-3 ', own)).toBe('TH0017-261123-0042-3');
  });
});
