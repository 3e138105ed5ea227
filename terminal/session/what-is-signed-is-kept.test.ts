import { describe, expect, it } from 'vitest';
import { card, draft, found, otherCard, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, shippedItems, verifyBySms } from './testing/session-rig.ts';
import { syntheticItems } from './testing/synthetic-items.ts';

/** Drafts of joint applications: what is said to be kept is kept, what is signed is what was kept (docs/domain/catalogue.md §4.2). */
const rig = () => sessionRig({ items: [...syntheticItems, ...shippedItems] });
const kept = (r: SessionRig, parts: number, more: Partial<ReturnType<typeof draft>> = {}) =>
  r.service.send({ type: 'DRAFT', draft: { ...draft(true), parts, ...more }, state: 'saved' });
const lost = (r: SessionRig) => r.service.send({ type: 'DRAFT', draft: null, state: 'away' });
const lead = (r: SessionRig) => r.service.snapshot().screen.lead?.text ?? '';

function toList(r: SessionRig) {
  r.begin('syn.sections');
  r.press('agree');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  verifyBySms(r);
  expect(r.name()).toBe('syn.sections/T1-saving');
}

function firstPart(r: SessionRig) {
  r.press('task:first');
  r.choose('role', 'lost');
  r.press('continue');
}

function toSign(r: SessionRig) {
  toList(r);
  kept(r, 0);
  firstPart(r);
  kept(r, 1);
  r.press('recommended');
  kept(r, 2);
  r.press('task:third');
  r.press('row:add');
  r.choose('who', 'known:0');
  r.press('continue');
  kept(r, 3);
  r.press('continue');
  r.press('submit');
  expect(r.name()).toBe('syn.sections/E2-saving');
}

/** At the machine again for what was begun a week ago, up to where the hub hands it out. */
function ofLastWeek() {
  const r = rig();
  r.begin('syn.sections');
  r.press('agree');
  const { visit } = r.service.context();
  if (visit === null) throw new Error('no visit');
  Object.assign(visit.answers, { draft: 'draft-of-last-week' });
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  verifyBySms(r);
  return r;
}

describe('what is kept', () => {
  it('a part that the hub never got is not called kept: neither the first nor a later one', () => {
    const r = rig();
    toList(r);
    kept(r, 0);
    firstPart(r);
    lost(r);
    expect(r.name()).toBe('syn.sections/N1-draft.away.nothing');
    expect(r.text()).not.toContain('已保存');
    r.press('retry');
    kept(r, 1);
    r.press('recommended');
    lost(r);
    expect(r.name()).toBe('syn.sections/N1-draft.away.partly');
    expect(lead(r)).toContain('已保存到第 1 部分');
  });

  it('a save that the hub refuses is told as refused, with what is kept, and not as a connection that is down', () => {
    const refused = () => r.service.send({ type: 'DRAFT', draft: null, state: 'refused' });
    const r = rig();
    toList(r);
    kept(r, 0);
    firstPart(r);
    refused();
    expect(r.name()).toBe('syn.sections/N1-draft.refused.nothing');
    expect(r.text()).not.toContain('已保存');
    r.press('retry');
    kept(r, 1);
    r.press('recommended');
    refused();
    expect(r.name()).toBe('syn.sections/N1-draft.refused');
    expect(lead(r)).toContain('已保存到第 1 部分');
    expect(r.text()).not.toMatch(/网络|答复/);
  });

  it('what was saved before and cannot be fetched is not told as “nothing is saved”: neither at the start nor behind a newer one', () => {
    for (const state of ['away', 'refused'] as const) {
      const r = ofLastWeek();
      r.service.send({ type: 'DRAFT', draft: null, state });
      expect(r.name()).toBe('syn.sections/N1-draft.fetch');
    }
    const r = rig();
    toSign(r);
    r.service.send({ type: 'DRAFT', draft: { ...draft(true), version: 7, isBehind: true }, state: 'conflict' });
    r.press('retry');
    lost(r);
    expect(r.name()).toBe('syn.sections/N1-draft.fetch');
  });

  it('leaving and time-out say what is kept, and a visit without a draft says nothing of it', async () => {
    const r = rig();
    toList(r);
    kept(r, 0);
    firstPart(r);
    kept(r, 1);
    await r.clock.advance(120_000);
    expect(r.name()).toBe('Z');
    expect(lead(r)).toBe('资料已保存到第 1 部分，7 天内可在任一一体机或手机继续');
    await r.clock.advance(3_000);
    toList(r);
    kept(r, 0);
    r.touch({ kind: 'exit' });
    expect(r.name()).toBe('Z');
    expect(lead(r)).not.toContain('已保存');
  });

  it('what was only taken up again is kept until its last save says, and not for seven days from now', () => {
    const r = ofLastWeek();
    const old = { ...draft(true), parts: 1, until: '2026-11-25T06:00:00.000Z' };
    r.service.send({ type: 'DRAFT', state: 'saved', draft: old, answers: { role: 'stolen' }, done: ['first'] });
    expect(r.name()).toBe('syn.sections/T1');
    r.touch({ kind: 'exit' });
    expect(r.name()).toBe('Z');
    expect(lead(r)).toContain('2026年11月25日前');
    expect(lead(r)).not.toContain('7 天');
  });

  it('a newer one that was saved elsewhere is fetched before anything is saved or signed', () => {
    const r = rig();
    toSign(r);
    r.service.send({ type: 'DRAFT', draft: { ...draft(true), version: 7, isBehind: true }, state: 'conflict' });
    expect(r.name()).toBe('syn.sections/N1-draft.conflict');
    r.press('retry');
    expect(r.name()).toBe('syn.sections/T1-saving');
    expect(r.service.context().visit?.draft).toMatchObject({ version: 7, isBehind: true });
    const newer = { role: 'stolen', note: '钱包' };
    const event = { type: 'DRAFT', state: 'saved', answers: newer, done: ['first'] } as const;
    r.service.send({ ...event, draft: { ...draft(true), version: 7 } });
    expect(r.name()).toBe('syn.sections/T1');
    expect(r.service.context().visit?.answers).toMatchObject(newer);
    expect(r.service.context().visit?.sections.done).toEqual(['first']);
  });
});

describe('what is signed', () => {
  it('is kept first: what was changed on the check page is signed as it was changed, and nothing is signed while the hub is away', () => {
    const r = rig();
    toSign(r);
    expect(r.calls.filter((call) => call === 'sign')).toEqual([]);
    lost(r);
    expect(r.name()).toBe('syn.sections/N1-draft.away');
    r.press('retry');
    expect(r.name()).toBe('syn.sections/E2-saving');
    kept(r, 3, { version: 2 });
    expect(r.name()).toBe('syn.sections/E2');
    expect(r.service.context().visit?.draft?.version).toBe(2);
  });

  it('a second signer at another machine sees all of it, lays the own card and is verified; somebody else’s card signs nothing', () => {
    const r = rig();
    toTracker(r);
    r.press('sign');
    expect(r.name()).toBe('u.progress/E2-cosign');
    expect(r.text()).toContain('云溪谷');
    r.press('sign');
    expect(r.name()).toBe('u.progress/C1-sign');
    r.service.send({ type: 'CARD_READ', card: otherCard, at: readAt, verdict: 'good' });
    expect(r.name()).toBe('u.progress/N1-id.other');
    r.press('retry');
    r.press('sign');
    r.press('sign');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    expect(r.name()).toBe('u.progress/C2-signer');
    expect(r.calls).not.toContain('sign');
    verifyBySms(r);
    expect(r.calls).toContain('sign');
    r.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
    r.service.send({ type: 'SIGNED', digest: 'a'.repeat(64), at: readAt });
    expect(r.name()).toBe('u.progress/F2-sign');
    expect(lead(r)).toContain('还有人没有签');
  });

  it('changed or expired meanwhile: says that nothing was signed', () => {
    const r = rig();
    toTracker(r);
    r.press('sign');
    r.press('sign');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    verifyBySms(r);
    r.service.send({ type: 'NOT_VERIFIED', method: 'sms', why: 'failed' });
    expect(r.name()).toBe('u.progress/N1-sign');
    expect(r.text()).toContain('没有签成');
    expect(r.text()).not.toContain('已签名');
  });

  it('refused by the hub: says that it was not signed, and not that it was changed or that nobody knows', () => {
    const r = rig();
    toTracker(r);
    r.press('sign');
    r.press('sign');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    verifyBySms(r);
    r.service.send({ type: 'NOT_VERIFIED', method: 'sms', why: 'retry' });
    expect(r.name()).toBe('u.progress/N1-sign');
    expect(lead(r)).toBe('没有提交任何内容。请再试一次。');
    expect(r.text()).toContain('没有签成');
    expect(r.text()).not.toMatch(/改动|不能确定/);
  });
});

/** u.progress by the own card, at a case that waits for this person. */
function toTracker(r: SessionRig) {
  const rows = [{ label: '字号', value: '云溪谷' }];
  const summary = { 'zh-CN': rows, 'zh-HK': rows, en: rows };
  const view = {
    ...{ receiptNo: 'TH0017-261123-0042-3', itemId: 'biz.open', level: 'detail', state: 'waitSign', matters: [] },
    ...{
      done: 0,
      of: 0,
      submittedOn: '2026-11-23',
      dueOn: null,
      settledAt: null,
      nextZh: '',
      nextEn: '',
      reason: null,
    },
    ...{ signers: { signed: 1, of: 2 }, may: ['sign'], mine: true },
    signing: { draftId: 'd1', version: 3, until: '2026-11-26T06:00:00.000Z', summary },
  };
  r.begin('u.progress');
  r.choose('by', 'id');
  r.press('continue');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  r.service.send({ type: 'PULLED', path: 'case.list', pulled: found({ cases: [view] }) });
  r.service.send({ type: 'PULLS_DONE' });
  if (r.name() !== 'u.progress/U1-detail') r.choose('case', view.receiptNo);
  if (r.name() !== 'u.progress/U1-detail') r.press('continue');
  expect(r.name()).toBe('u.progress/U1-detail');
}
