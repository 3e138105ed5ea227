import { describe, expect, it } from 'vitest';
import type { DraftReply, DraftRequest, SignatureRequest } from '../../../contract/hub-services.ts';
import { err, ok } from '../../../contract/result.ts';
import { temporaryStore } from '../../store/testing/temporary-store.ts';
import type { HubCallError } from '../../sync/hub-call-error.ts';
import { forgedScan, invalidScan } from '../session-ports.ts';
import { texts } from '../testing/session-rig.ts';
import { actPort } from './act-port.ts';
import { draftPort, signPort, summaryDigest } from './draft-port.ts';
import { usableText } from './scan-port.ts';
import { actor, away, contextWith, itemWith, portRig, visitAt } from './testing/port-rig.test-data.ts';

const item = itemWith('ss.card.loss');
const company = itemWith('biz.open');
const saved: DraftReply = {
  state: 'saved',
  draftId: 'd-1',
  version: 2,
  section: 3,
  done: ['who', 'what', 'people'],
  until: '2026-11-30T00:00:00.000Z',
  answers: { capital: '100', people: [{ name: '黎赟' }], nonsense: 7 },
  signers: [],
};
const draft = { draftId: 'd-1', version: 2, until: saved.until, signers: [], parts: 3, isBehind: false };
const words = { texts, cityHotline: () => '12345' };

const refusal = (status: number, hubError: HubCallError['hubError']): HubCallError => ({
  ...{ code: 'http', detail: '', isSigned: true, status },
  ...(hubError === undefined ? {} : { hubError }),
});

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
    const visit = visitAt(item, 'check', { answers: { action: 'report', reason: 'lost' } });
    draftPort({ ...rig, ...words })(visit, rig.send);
    await temporary.clock.advance(10);
    draftPort({ ...rig, ...words })(visit, rig.send);
    await temporary.clock.advance(10);
    expect(puts[0]?.id).toBe(puts[1]?.id);
    expect(puts[1]?.request).toMatchObject({ version: 0, answers: { action: 'report', reason: 'lost' } });
    expect(rig.events.map((event) => (event.type === 'DRAFT' ? event.state : event.type))).toEqual(['away', 'saved']);
  });

  it('a save whose answer was lost is the same save once more: nobody is told that something newer was saved elsewhere', async () => {
    using temporary = temporaryStore(null);
    const keys: string[] = [];
    const rig = portRig(temporary, {
      saveDraft: (id, { key }) => {
        keys.push(key);
        return Promise.resolve(keys.length < 3 ? err({ code: 'timeout', detail: '' }) : ok({ ...saved, draftId: id }));
      },
    });
    const save = draftPort({ ...rig, ...words });
    const saving = async (reason: string) => {
      save(visitAt(item, 'check', { answers: { action: 'report', reason } }), rig.send);
      await temporary.clock.advance(10);
    };
    for (const reason of ['lost', 'lost', 'stolen', 'stolen']) await saving(reason);
    expect(keys[1]).toBe(keys[0]);
    // Something else was filled in; and what was answered is saved anew, so that the hub says what it holds by then.
    expect(new Set(keys.slice(1)).size).toBe(3);
  });

  it('a save that the hub itself refuses is told as refused and not as no answer; one that may have been taken before stays unknown', async () => {
    const statesOf = async (...errors: readonly HubCallError[]) => {
      using temporary = temporaryStore(null);
      const left = [...errors];
      const rig = portRig(temporary, { saveDraft: () => Promise.resolve(err(left.shift() ?? away)) });
      const save = draftPort({ ...rig, ...words });
      for (const _ of errors) {
        save(visitAt(item, 'check'), rig.send);
        await temporary.clock.advance(10);
      }
      return rig.of('DRAFT').map(({ state }) => state);
    };
    const lost: HubCallError = { code: 'timeout', detail: '' };
    expect(await statesOf(refusal(400, 'badRequest'))).toEqual(['refused']);
    expect(await statesOf(refusal(503, 'unavailable'))).toEqual(['away']);
    expect(await statesOf({ ...refusal(400, 'badRequest'), isSigned: false })).toEqual(['away']);
    expect(await statesOf(refusal(400, 'badRequest'), away, refusal(400, 'badRequest'))).toEqual([
      'refused',
      'away',
      'refused',
    ]);
    expect(await statesOf(lost, away, refusal(400, 'badRequest'))).toEqual(['away', 'away', 'away']);
  });

  it('one that is taken up again brings its answers, and only what can be an answer', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary, { draft: () => Promise.resolve(ok(saved)) });
    draftPort({ ...rig, ...words })(visitAt(item, 'check', { answers: { draft: 'd-1' } }), rig.send);
    await temporary.clock.advance(10);
    expect(rig.events).toEqual([
      {
        type: 'DRAFT',
        state: 'saved',
        draft,
        answers: { capital: '100', people: [{ name: '黎赟' }] },
        done: ['who', 'what', 'people'],
      },
    ]);
  });

  it('what is kept is what would be sent: no answer that does not apply, none that may not stand, and not the number of the draft', async () => {
    using temporary = temporaryStore(null);
    const puts: DraftRequest[] = [];
    const rig = portRig(temporary, {
      saveDraft: (id, request) => {
        puts.push(request);
        return Promise.resolve(ok({ ...saved, draftId: id }));
      },
    });
    const answers = { draft: 'd-1', role: 'legalRep', mandate: 'given', type: 'llc', capital: '1', nameCore: '云雀飞' };
    const sections = { open: null, field: 0, row: null, done: ['applicant', 'company', 'pickup'] };
    draftPort({ ...rig, ...words })(visitAt(company, 'sections', { answers, draft, sections }), rig.send);
    await temporary.clock.advance(10);
    expect(puts[0]?.answers).toEqual({ role: 'legalRep', type: 'llc', nameCore: '云雀飞' });
    // The eighth part is finished, the third is not: kept up to the second.
    expect(puts[0]).toMatchObject({ version: 2, section: 2, done: ['applicant', 'company', 'pickup'] });
    expect(puts[0]).not.toHaveProperty('summary');
  });

  it('before it is signed, what stands on the page goes along in every language, so that the others sign the same', async () => {
    using temporary = temporaryStore(null);
    const puts: DraftRequest[] = [];
    const rig = portRig(temporary, {
      saveDraft: (id, request) => {
        puts.push(request);
        return Promise.resolve(ok({ ...saved, draftId: id }));
      },
    });
    const person = { name: '陈喆', idNumber: '440199199107040150' };
    const answers = {
      type: 'llc',
      capital: '10000000',
      shareholders: [{ who: person, ratio: '10000', amount: '10000000', due: '2030-01-01', way: 'cash' }],
    };
    draftPort({ ...rig, ...words })(visitAt(company, 'sign', { answers, draft }), rig.send);
    await temporary.clock.advance(10);
    const rows = puts[0]?.summary?.['zh-CN'] ?? [];
    expect(rows).toContainEqual({ label: '注册资本', value: '¥100,000.00' });
    expect(rows.find(({ label }) => label === '股东')?.value).toMatch(/^陈\*\*.*100%/);
    expect(JSON.stringify(puts[0]?.summary)).not.toMatch(/陈喆|0150/);
    expect(puts[0]?.summary?.en.length).toBe(rows.length);
  });

  it('a newer one that was saved elsewhere is fetched and not saved over', async () => {
    using temporary = temporaryStore(null);
    let saves = 0;
    const rig = portRig(temporary, {
      saveDraft: () => {
        saves += 1;
        return Promise.resolve(ok({ ...saved, version: 5, state: 'conflict' as const }));
      },
      draft: () => Promise.resolve(ok({ ...saved, version: 5 })),
    });
    const visit = visitAt(item, 'check', { answers: { reason: 'lost' }, draft });
    draftPort({ ...rig, ...words })(visit, rig.send);
    await temporary.clock.advance(10);
    const [conflict] = rig.of('DRAFT');
    expect(conflict).toMatchObject({ state: 'conflict', draft: { version: 5, isBehind: true } });
    draftPort({ ...rig, ...words })({ ...visit, draft: conflict?.draft ?? null }, rig.send);
    await temporary.clock.advance(10);
    expect(saves).toBe(1);
    expect(rig.of('DRAFT')[1]).toMatchObject({ answers: { capital: '100' }, draft: { version: 5, isBehind: false } });
  });

  it('a picture of a paper is in no draft: it is taken again, and an empty word for it is never sent', async () => {
    using temporary = temporaryStore(null);
    const kept = { ...saved, answers: { capital: '100', premisesPhoto: 'captured' } };
    const rig = portRig(temporary, { draft: () => Promise.resolve(ok(kept)) });
    draftPort({ ...rig, ...words })(visitAt(company, 'sections', { answers: { draft: 'd-1' } }), rig.send);
    await temporary.clock.advance(10);
    expect(rig.of('DRAFT')[0]?.answers).toEqual({ capital: '100' });
  });

  it('somebody else’s draft is not shown', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary, { saveDraft: () => Promise.resolve(ok({ ...saved, state: 'notYours' as const })) });
    draftPort({ ...rig, ...words })(visitAt(item, 'check'), rig.send);
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

describe('a signature that the hub does not take', () => {
  const lost: HubCallError = { code: 'timeout', detail: '' };
  const whysOf = async (...errors: readonly HubCallError[]) => {
    using temporary = temporaryStore(null);
    const left = [...errors];
    const rig = portRig(temporary, { sign: () => Promise.resolve(err(left.shift() ?? away)) });
    const sign = signPort(rig);
    for (const _ of errors) {
      sign(visitAt(item, 'check', { draft }), rig.send);
      await temporary.clock.advance(10);
    }
    return rig.of('NOT_VERIFIED').map(({ why }) => why);
  };

  it('is told as not signed where the hub itself refuses it, and as unknown only where nobody knows', async () => {
    expect(await whysOf(refusal(404, 'notFound'))).toEqual(['failed']);
    expect(await whysOf(refusal(400, 'badRequest'))).toEqual(['retry']);
    expect(await whysOf(lost)).toEqual(['away']);
    expect(await whysOf(refusal(503, 'unavailable'))).toEqual(['away']);
    expect(await whysOf({ ...refusal(404, 'notFound'), isSigned: false })).toEqual(['away']);
    expect(await whysOf(away)).toEqual(['away']);
  });

  it('is not told as not signed when a try before it had no answer, unless the draft is gone', async () => {
    expect(await whysOf(lost, away, refusal(400, 'badRequest'))).toEqual(['away', 'away', 'away']);
    expect(await whysOf(lost, refusal(404, 'notFound'), refusal(400, 'badRequest'))).toEqual([
      'away',
      'failed',
      'retry',
    ]);
  });
});

describe('several signers', () => {
  const signer = (name: string, idLast4: string, signed: boolean) => ({ name, idLast4, signed, phoneCode: 'x' });

  it('each signature goes out under the one who gave it, with a key of its own, and the hub says who is missing', async () => {
    using temporary = temporaryStore(null);
    const requests: SignatureRequest[] = [];
    const rig = portRig(temporary, {
      sign: (_id, request) => {
        requests.push(request);
        return Promise.resolve(
          ok({ ...saved, signers: [signer('黎赟', '0026', true), signer('陈喆', '0150', requests.length > 1)] }),
        );
      },
    });
    const visit = visitAt(company, 'sign', { draft, answers: { type: 'llc' } });
    signPort(rig)(visit, rig.send);
    await temporary.clock.advance(10);
    const other = { ...actor, name: '陈喆', idNumber: '440199199107040150' };
    signPort(rig)({ ...visit, signer: other }, rig.send);
    await temporary.clock.advance(10);
    expect(requests.map(({ person }) => person.name)).toEqual(['黎赟', '陈喆']);
    expect(new Set(requests.map(({ key }) => key)).size).toBe(2);
    expect(rig.of('DRAFT').map((event) => event.draft?.signers.filter(({ signed }) => signed).length)).toEqual([1, 2]);
  });

  it('what somebody else filled in is signed as it was shown: another version or another row is another digest', async () => {
    const rows = [{ label: '注册资本', value: '¥100,000.00' }];
    const digestOf = async (version: number, shown = rows) => {
      using temporary = temporaryStore(null);
      const requests: SignatureRequest[] = [];
      const rig = portRig(temporary, {
        sign: (_id, request) => {
          requests.push(request);
          return Promise.resolve(ok(saved));
        },
      });
      const summary = { 'zh-CN': shown, 'zh-HK': shown, en: shown };
      const view = { receiptNo: 'TH0017-261123-0042-3', signing: { draftId: 'd-1', version, until: '', summary } };
      const data = { status: 'found' as const, source: 'gz.data', asOf: '', data: { case: view } };
      const progress = itemWith('u.progress');
      const step = progress.steps.findLastIndex((one) => one.page === 'tracker' && one.case.startsWith('pull/'));
      const visit = visitAt(progress, 'tracker', { step, act: 'sign', draft, pulls: { 'case.detail': data } });
      signPort(rig)(visit, rig.send);
      await temporary.clock.advance(10);
      return requests[0]?.digest;
    };
    const digest = await digestOf(2);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestOf(2)).toBe(digest);
    expect(await digestOf(3)).not.toBe(digest);
    expect(await digestOf(2, [{ label: '注册资本', value: '¥1.00' }])).not.toBe(digest);
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

  it('an act without an answer is not told as not done: it may have been', async () => {
    const lost = () => Promise.resolve(err({ code: 'unreachable' as const, detail: 'ECONNRESET' }));
    const slotOf = { service: 's', place: 'p', slot: '1', date: '2026-12-01' };
    expect(await run({ book: lost }, { act: 'book', answers: slotOf })).toMatchObject({ ok: false, reason: 'unknown' });
    const answers = { receiptNo: 'TH0017-261123-0042-3' };
    expect(await run({ caseAct: lost }, { act: 'withdraw', answers })).toMatchObject({ ok: false, reason: 'unknown' });
    expect(await run({}, { act: 'withdraw', answers })).toMatchObject({ ok: false, reason: 'away' });
  });

  it('an act that the hub itself refuses is not told as a hub that could not be reached; behind a try without an answer nobody knows', async () => {
    const answers = { receiptNo: 'TH0017-261123-0042-3' };
    const refused = () => Promise.resolve(err(refusal(404, 'notFound')));
    expect(await run({ caseAct: refused }, { act: 'withdraw', answers })).toMatchObject({ ok: false, reason: 'other' });
    const slotOf = { service: 's', place: 'p', slot: '1', date: '2026-12-01' };
    expect(await run({ book: refused }, { act: 'book', answers: slotOf })).toMatchObject({
      ok: false,
      reason: 'other',
    });
    using temporary = temporaryStore(null);
    const left: HubCallError[] = [{ code: 'timeout', detail: '' }, refusal(404, 'notFound')];
    const rig = portRig(temporary, { caseAct: () => Promise.resolve(err(left.shift() ?? away)) });
    const act = actPort(rig);
    for (let i = 0; i < 2; i += 1) {
      act(visitAt(item, 'check', { act: 'withdraw', answers }), rig.send);
      await temporary.clock.advance(10);
    }
    expect(rig.of('ACT_DONE').map(({ reason }) => reason)).toEqual(['unknown', 'unknown']);
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
  const receipt = (kiosk: string, word: string) =>
    `YTJ1:${kiosk}-261123-0042-3:ss.card.loss:effective:${word.padEnd(86, 'A')}`;

  it('a receipt whose signature the key of today did not make is not called forged: its machine may have had another key when it was printed; the hub knows all of them', () => {
    for (const kiosk of ['TH0017', 'PY0003']) expect(usableText(receipt(kiosk, 'ANY'))).toBe(receipt(kiosk, 'ANY'));
    // A slip about it that another machine has printed, and that of a joint application, which always names who printed it.
    const printedBy = receipt('TH0017', 'ANY').replace(':effective:', ':effective:PY0003:');
    expect(usableText(printedBy)).toBe(printedBy);
    const joint = (by: string) => `YTJ1:GZ2026XM000103:joint.track:ready${by}:${'A'.repeat(86)}`;
    expect(usableText(joint(':TH0017'))).toBe(joint(':TH0017'));
  });

  it('what begins as a receipt of this city and is none is forged, whoever might have signed it', () => {
    expect(usableText(`YTJ1:GZ2026XM000103:joint.track:ready:${'A'.repeat(86)}`)).toBe(forgedScan);
  });

  it('half of a receipt, cut in the reading, is unreadable and not forged', () => {
    for (const bytes of [20, 64, 110]) expect(usableText(receipt('TH0017', 'ANY').slice(0, bytes))).toBe(invalidScan);
    expect(usableText(receipt('TH0017', 'ANY').slice(0, -1))).toBe(invalidScan);
  });

  it('an address is data and never a link; control characters and endless codes go nowhere', () => {
    expect(usableText('https://example.invalid/pay')).toBe('invalid');
    expect(usableText('javascript://x')).toBe('invalid');
    expect(usableText('TH0017\u0000')).toBe('invalid');
    expect(usableText('A'.repeat(5_000))).toHaveLength(400);
    expect(usableText(' TH0017-261123-0042-3 ')).toBe('TH0017-261123-0042-3');
  });
});
