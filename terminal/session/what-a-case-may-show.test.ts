import { describe, expect, it } from 'vitest';
import type { CaseView } from '../../contract/pulls/cases.ts';
import { caseFound, caseView } from './testing/case-fixtures.ts';
import { card, found, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, verifyBySms } from './testing/session-rig.ts';

const receiptNo = 'TH0017-261123-0042-3';
const matter = (section: string): CaseView['matters'][number] => ({
  matterId: 'm',
  titleZh: '税务登记',
  titleEn: 'Tax',
  department: 'gz.tax',
  state: 'needMore',
  daysUsed: null,
  daysAllowed: null,
  startedAt: null,
  dueAt: null,
  settledAt: null,
  documentZh: null,
  documentEn: null,
  reason: null,
  section,
  pickup: null,
});

function toNumber(r: SessionRig) {
  r.begin('u.progress');
  if (r.name() === 'u.progress/D2-by') {
    r.choose('by', 'receipt');
    r.press('continue');
  }
  expect(r.name()).toContain('u.progress/D2-receiptNo');
}
function toStatus(r: SessionRig, view: CaseView) {
  toNumber(r);
  r.service.send({ type: 'SCANNED', text: receiptNo });
  caseFound(r, view);
}
/** The right code was typed, and the case is asked for with it. */
function toOpening(r: SessionRig) {
  toStatus(r, caseView());
  r.press('bySms');
  r.type('last4', '0114');
  r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '*******0114' });
  r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: readAt });
}
/** Offline, to an application that waits in this machine's own queue. */
function toQueued(r: SessionRig) {
  r.service.send({ type: 'ONLINE', online: false });
  toNumber(r);
  r.service.send({ type: 'SCANNED', text: receiptNo });
  r.service.send({ type: 'QUEUED', receiptNo, n: 3, at: readAt });
  r.service.send({ type: 'PULLED', path: 'case.detail', pulled: { status: 'away' } });
  r.service.send({ type: 'PULLS_DONE' });
}

describe('J7: progress', () => {
  it('offline an application of this machine is told as queued, with its place and time, and as nothing more', () => {
    const r = sessionRig();
    toQueued(r);
    expect(r.name()).toBe('u.progress/U1-queued');
    expect(r.text()).toContain('在本机排队，第 3 件');
    expect(r.text()).toContain('14:03');
    expect(r.service.snapshot().screen.tone).toBe('waiting');
  });

  it('whoever goes back from an application in the queue and asks for another number is told of that one, and not of the one before', () => {
    const r = sessionRig();
    toQueued(r);
    r.press('back');
    const another = 'TH0017-261123-0041-5';
    r.service.send({ type: 'ONLINE', online: true });
    r.service.send({ type: 'SCANNED', text: another });
    expect(r.service.context().visit?.asking).toEqual([{ path: 'case.detail', params: { receiptNo: another } }]);
    caseFound(r, null);
    expect(r.name()).toBe('u.progress/N1-progress.block.none');
  });

  it('a forged receipt and a code that cannot be read are two things', () => {
    const r = sessionRig();
    toNumber(r);
    r.service.send({ type: 'SCANNED', text: 'YTJ1:forged' });
    expect(r.service.context().visit?.fieldError).toBe('progress.badSignature');
    r.service.send({ type: 'SCANNED', text: 'invalid' });
    expect(r.service.context().visit?.fieldError).toBe('progress.unreadable');
  });

  it('the slip of a joint application is scanned where its number may be typed; a forged one, and what is none, are no number', () => {
    const r = sessionRig();
    r.begin('joint.track');
    r.press('continue');
    r.press('agree');
    expect(r.name()).toBe('joint.track/D2-caseNo');
    const error = () => r.service.context().visit?.fieldError;
    r.service.send({ type: 'SCANNED', text: 'YTJ1:forged' });
    expect(error()).toBe('progress.badSignature');
    r.service.send({ type: 'SCANNED', text: 'invalid' });
    expect(error()).toBe('progress.unreadable');
    r.service.send({ type: 'SCANNED', text: `YTJ1:${receiptNo}:biz.open:inProgress:${'A'.repeat(86)}` });
    expect(r.service.context().visit?.answers.caseNo).toBe(receiptNo);
    expect(r.name()).toBe('joint.track/C1');
  });

  it('the code of a joint slip goes to the hub with its number, and what the hub calls forged is no case', () => {
    const r = sessionRig();
    r.begin('joint.track');
    r.press('continue');
    r.press('agree');
    const qr = `YTJ1:GZ2026XM000103:joint.track:ready:PY0003:${'A'.repeat(86)}`;
    r.service.send({ type: 'SCANNED', text: qr });
    expect(r.service.context().visit?.answers.caseNo).toBe('GZ2026XM000103');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    expect(r.service.context().visit?.asking).toEqual([
      { path: 'case.detail', params: { caseNo: 'GZ2026XM000103', qr, subject: 'yes' } },
    ]);
    const pulled = { status: 'denied', source: 'gz.data', asOf: '2026-11-23', data: null } as const;
    r.service.send({ type: 'PULLED', path: 'case.detail', pulled });
    r.service.send({ type: 'PULLS_DONE' });
    expect(r.text()).toContain('不是本市');
  });

  it('the end of the number and the code that is sent there open the case without an ID card; a code never sent opens nothing', () => {
    const r = sessionRig();
    toStatus(r, caseView());
    expect(r.name()).toBe('u.progress/U1-status');
    r.press('bySms');
    r.type('last4', '12');
    expect(r.name()).toBe('u.progress/U1-last4');
    r.type('last4', '0114');
    expect(r.name()).toBe('u.progress/C2-sms-asking');
    r.service.send({ type: 'SMS_SENT', codeId: 'code-1', to: '*******0114' });
    r.service.send({ type: 'NOT_VERIFIED', method: 'sms', why: 'failed' });
    expect(r.name()).toBe('u.progress/U1-last4');
    expect(r.service.context().visit?.caseCode).toBeNull();
    r.type('last4', '0114');
    r.service.send({ type: 'SMS_SENT', codeId: 'code-2', to: '*******0114' });
    r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: readAt });
    expect(r.service.context().visit?.asking).toEqual([
      { path: 'case.detail', params: { receiptNo, codeId: 'code-2' } },
    ]);
    caseFound(r, caseView({ level: 'detail' }));
    expect(r.name()).toBe('u.progress/U1-detail');
    // Whoever has the phone sees; acts take the person.
    expect(r.text()).not.toContain('withdraw');
  });

  it('a hub that is away while the case is opened has not taken it back', () => {
    const r = sessionRig();
    toOpening(r);
    r.service.send({ type: 'PULLED', path: 'case.detail', pulled: { status: 'away' } });
    r.service.send({ type: 'PULLS_DONE' });
    expect(r.name()).toBe('u.progress/U1-status');
  });

  it('a right code is not used up by a hub that did not answer: the page says so, and one touch asks once more with it', () => {
    const r = sessionRig();
    toOpening(r);
    r.service.send({ type: 'PULLED', path: 'case.detail', pulled: { status: 'away' } });
    r.service.send({ type: 'PULLS_DONE' });
    expect(r.text()).toContain('track.bySms.away');
    expect(r.press('bySms').ok).toBe(true);
    expect(r.service.context().visit?.asking).toEqual([{ path: 'case.detail', params: { receiptNo, codeId: 'c' } }]);
    caseFound(r, caseView({ level: 'detail' }));
    expect(r.name()).toBe('u.progress/U1-detail');
    expect(r.text()).not.toContain('track.bySms.away');
    // Answered with no more than before: that code does not open this case.
    const other = sessionRig();
    toOpening(other);
    caseFound(other, caseView());
    expect(other.text()).not.toContain('track.bySms.away');
  });
});

describe('补正', () => {
  it('opens the part that a department named, and nothing else of the form; only that part is sent', () => {
    const r = sessionRig();
    const view = caseView({ level: 'detail', mine: true, may: ['supplement'], matters: [matter('tax')] });
    toStatus(r, caseView());
    r.press('continue');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    caseFound(r, view);
    expect(r.name()).toBe('u.progress/U1-detail');
    expect(r.text()).not.toContain('link:biz.open');
    r.press('mend');
    const { visit } = r.service.context();
    expect(visit).toMatchObject({ item: { id: 'biz.open' }, mending: { receiptNo, section: 'tax' } });
    expect(r.name()).toBe('biz.open/C2');
    verifyBySms(r);
    caseFound(r, null);
    const seen = new Set<string>();
    for (let i = 0; i < 30 && !r.name().endsWith('E1-mend'); i += 1) {
      const { screen } = r.service.snapshot();
      seen.add(screen.name);
      for (const block of screen.blocks) {
        const option = block.type === 'choice' ? block.options[0] : undefined;
        if (block.type === 'choice' && block.selected === null && option !== undefined) r.choose(block.name, option.id);
        if (block.type === 'digits') r.type(block.name, '13800138000');
        if (block.type === 'counter') r.type(block.name, String(block.min));
        if (block.type === 'date') r.type(block.name, block.min);
        if (block.type === 'text') r.type(block.name, '测试');
      }
      r.press('continue');
    }
    expect(r.name(), [...seen].join(' ')).toBe('biz.open/E1-mend');
    expect([...seen].filter((name) => /T1|B1|B2|E2|biz.open\/E1$/.test(name))).toEqual([]);
    r.press('act');
    expect(r.calls).toContain('act');
    expect(r.service.context().visit?.act).toBe('supplement');
    expect(r.calls).not.toContain('saveDraft');
    r.service.send({ type: 'ACT_DONE', ok: true, data: { open: '1' }, reason: '' });
    expect(r.name()).toBe('biz.open/F2-supplement');
    // Another part is still asked for: who has handed in this one does not leave thinking that this was all.
    expect(r.text()).toContain('还有 1 部分待补正');
  });

  it('the table says of every matter what it needs or hands out, and the day that goes with its state', () => {
    const r = sessionRig();
    const one = (state: CaseView['matters'][number]['state'], change = {}) => ({
      ...matter('tax'),
      ...{ state, dueAt: '2026-12-14', documentZh: '营业执照', documentEn: 'Licence', reason: null, ...change },
    });
    const settledAt = '2026-11-20';
    const matters = [
      one('waiting'),
      one('inProgress'),
      one('needMore', { reason: 'payer' }),
      one('ready', { settledAt, pickup: '一窗通取专窗' }),
      one('done', { settledAt }),
      one('refused', { settledAt, reason: 'payer' }),
      one('withdrawn', { settledAt }),
      one('expired', { settledAt }),
    ];
    toStatus(r, caseView());
    r.press('continue');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    caseFound(r, caseView({ level: 'detail', mine: true, dueOn: '2026-12-01', matters }));
    const shown = r.service.snapshot().screen.blocks.flatMap((block) => (block.type === 'lanes' ? block.lanes : []));
    expect(shown.map(({ note, date }) => `${note?.text ?? ''}|${date?.text ?? ''}`)).toEqual([
      '|',
      '|最迟 2026年12月14日',
      '纳税人类型与登记信息不符|请在 2026年12月14日前补正',
      '营业执照 · 一窗通取专窗|2026年11月20日办好',
      '营业执照|2026年11月20日办结',
      '纳税人类型与登记信息不符|2026年11月20日决定',
      '|2026年11月20日撤回',
      '|2026年11月20日过期',
    ]);
    // One asks for more, one may be handed in anew after its refusal.
    expect(r.service.snapshot().screen.lead?.text).toBe('要补正：税务登记、税务登记');
    // What waits for the citizen is expected on no day.
    expect(r.text()).not.toContain('预计办结');
  });
});

describe('补正 of an application without parts', () => {
  it('asks its questions once more and hands them in under the old number, instead of a second application that only finds the first', async () => {
    const r = sessionRig();
    toStatus(r, caseView({ itemId: 'id.resperm.endorse' }));
    r.press('continue');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    caseFound(r, caseView({ itemId: 'id.resperm.endorse', level: 'detail', mine: true, may: ['supplement'] }));
    expect(r.text()).not.toContain('link:id.resperm.endorse');
    r.press('mend');
    expect(r.service.context().visit).toMatchObject({
      item: { id: 'id.resperm.endorse' },
      mending: { receiptNo, section: null },
    });
    verifyBySms(r);
    const seen = new Set<string>();
    for (let i = 0; i < 30 && !r.name().endsWith('E1-mend'); i += 1) {
      seen.add(r.name());
      caseFound(r, null);
      if (r.name().endsWith('/D2-mobileCode')) {
        r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '138****8000' });
        r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: readAt });
      }
      for (const block of r.service.snapshot().screen.blocks) {
        const option = block.type === 'choice' ? block.options[0] : undefined;
        if (block.type === 'choice' && block.selected === null && option !== undefined) r.choose(block.name, option.id);
        if (block.type === 'digits' && !block.name.endsWith('Code')) r.type(block.name, '13800138000');
        if (block.type === 'text') r.type(block.name, '测试');
      }
      if (!r.press('agree').ok) r.press('continue');
    }
    expect(r.name(), [...seen].join(' ')).toBe('id.resperm.endorse/E1-mend');
    expect([...seen].filter((name) => /B1|B2|E1|F1/.test(name))).toEqual([]);
    expect(r.calls).not.toContain('store');
    // Who was identified longer ago than three minutes is identified once more, as before any other act of this level (H15).
    for (let i = 0; i < 10; i += 1) {
      await r.clock.advance(20_000);
      r.touch({ kind: 'present' });
    }
    r.press('act');
    expect(r.name()).toBe('id.resperm.endorse/C1-again');
    r.press('back');
    expect(r.name()).toBe('id.resperm.endorse/E1-mend');
    r.press('act');
    const at = new Date(r.clock.wallMs()).toISOString();
    r.service.send({ type: 'CARD_READ', card, at, verdict: 'good' });
    expect(r.calls).not.toContain('act');
    r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '138****8000' });
    r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at });
    expect(r.calls).toContain('act');
    expect(r.service.context().visit?.act).toBe('supplement');
    r.service.send({ type: 'ACT_DONE', ok: true, data: {}, reason: '' });
    expect(r.name()).toBe('id.resperm.endorse/F2-supplement');
  });
});

describe('J8: rating', () => {
  it('a bad rating takes a reason, and is answered by what happens with it', () => {
    const r = sessionRig();
    r.begin('u.rate');
    r.service.send({ type: 'SCANNED', text: receiptNo });
    for (const { path } of r.service.context().visit?.asking ?? []) {
      const reasons = [{ code: 'slow', nameZh: '慢', nameHk: '慢', nameEn: 'slow' }];
      r.service.send({ type: 'PULLED', path, pulled: found({ version: 1, reasons }) });
    }
    r.service.send({ type: 'PULLS_DONE' });
    expect(r.name()).toBe('u.rate/G2');
    r.choose('level', '2');
    expect(r.name()).toBe('u.rate/D2-reasons');
    r.press('continue');
    expect(r.name()).toBe('u.rate/D2-reasons');
    expect(r.press('skip').ok && r.name() !== 'u.rate/D2-reasons').toBe(false);
    r.choose('reasons', 'slow');
    for (let i = 0; i < 8 && r.name().startsWith('u.rate/D2'); i += 1) {
      if (!r.press('skip').ok) r.press('continue');
    }
    r.service.send({ type: 'ACT_DONE', ok: true, data: {}, reason: '' });
    expect(r.name()).toBe('u.rate/G2-thanks');
    expect(r.text()).toContain('15 个工作日');
  });

  it('a case that was rated is not rated again: at the hub’s word before the faces, at the own store’s word after them', () => {
    const r = sessionRig();
    r.begin('u.rate');
    r.service.send({ type: 'SCANNED', text: receiptNo });
    caseFound(r, caseView({ rated: true }));
    expect(r.name()).toBe('u.rate/N1-rate.already');
    const offline = sessionRig();
    offline.service.send({ type: 'ONLINE', online: false });
    offline.begin('u.rate');
    offline.service.send({ type: 'SCANNED', text: receiptNo });
    offline.service.send({ type: 'QUEUED', receiptNo, n: 1, at: readAt });
    for (const { path } of offline.service.context().visit?.asking ?? [])
      offline.service.send({ type: 'PULLED', path, pulled: { status: 'away' } });
    offline.service.send({ type: 'PULLS_DONE' });
    // What waits in the own queue may be rated: it was done here.
    expect(offline.name()).toBe('u.rate/G2');
    offline.choose('level', '5');
    offline.service.send({ type: 'ACT_DONE', ok: false, data: {}, reason: 'already' });
    expect(offline.name()).toBe('u.rate/G2-notTaken');
    expect(offline.text()).toContain('已评价过');
  });
});

describe('project approvals', () => {
  it('the city cannot be asked: that is told, and never that there is no such project', () => {
    const r = sessionRig();
    r.begin('joint.track');
    r.press('continue');
    r.press('agree');
    r.type('caseNo', 'GZ2026XM000101');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    r.service.send({ type: 'PULLED', path: 'case.detail', pulled: { status: 'away' } });
    r.service.send({ type: 'PULLS_DONE' });
    expect(r.name()).toBe('joint.track/D1-offline');
    // Nothing is registered here: who only asks may ask once more, or end.
    expect(r.text()).not.toContain('先登记');
    expect(r.text()).not.toContain('没有查到');
    expect(r.text()).not.toContain('24 小时');
  });

  it('where several things wait at one place, the place is said once', () => {
    const r = sessionRig();
    r.begin('joint.track');
    r.press('continue');
    r.press('agree');
    r.type('caseNo', 'GZ2026XM000103');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    const ready = { ...matter('x'), state: 'ready' as const, section: null, pickup: '一窗通取专窗' };
    const matters = [ready, { ...ready, matterId: 'n' }, { ...ready, matterId: 'o', pickup: '别处' }];
    caseFound(r, caseView({ itemId: 'joint.track', level: 'detail', state: 'ready', mine: true, matters }));
    expect(r.name()).toBe('joint.track/U1-detail');
    expect(r.text().split('一窗通取专窗').length - 1).toBe(1);
    expect(r.text()).toContain('别处');
  });
});
