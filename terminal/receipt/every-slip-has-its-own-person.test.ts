import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languages } from '../../contract/text.ts';
import { checkMarkup } from '../../drivers/receipt-printer/render/check-markup.ts';
import { fillTemplate } from '../../drivers/receipt-printer/render/fill-template.ts';
import { newVisit, type Visit } from '../session/context.ts';
import { caseView } from '../session/testing/case-fixtures.ts';
import { found, identity, party } from '../session/testing/session-fixtures.ts';
import { sessionRig, shippedItems, texts } from '../session/testing/session-rig.ts';
import { slipFields } from './slip-fields.ts';
import { type Slip, slipsOf } from './slips.ts';

const receipts = join(import.meta.dirname, '../../kiosk-config/receipts');
const context = sessionRig().service.context();
const sign = () => 'A'.repeat(86);

function visitOf(id: string, page: string, change: Partial<Visit> = {}): Visit {
  const item = shippedItems.find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(id);
  return newVisit('v', item, { actor: party, step: item.steps.findLastIndex((step) => step.page === page), ...change });
}

/** The slip in one language, filled: a template that cannot be filled would print nothing. */
function paper(slip: Slip, language: (typeof languages)[number] = 'zh-CN'): string {
  const template = readFileSync(join(receipts, `${slip.stem}.${language}.receipt`), 'utf8');
  const fields = slipFields(template, slip, {
    texts,
    context,
    language,
    identity,
    qrPayload: slip.qr,
    copy: 0,
    cityHotline: '12345',
  });
  const markup = fillTemplate(template, fields);
  if (!markup.ok) throw new Error(`${slip.stem} ${language}`);
  const wrong = checkMarkup(markup.value);
  if (wrong !== null) throw new Error(`${slip.stem} ${language}: line ${wrong.line}, ${wrong.reason}`);
  return markup.value;
}

describe('slips', () => {
  it('a case that has ended, or waits for the citizen, is expected on no day, on paper as on the page', () => {
    const visit = visitOf('u.progress', 'tracker');
    for (const [state, isExpected] of [
      ['accepted', true],
      ['inProgress', true],
      ['needMore', false],
      ['ready', false],
      ['done', false],
      ['withdrawn', false],
      ['refused', false],
    ] as const) {
      const view = caseView({ state, level: 'detail', dueOn: '2026-12-01' });
      const printed = paper({ stem: 'pickup', visit, qr: 'x', about: { kind: 'case', view } });
      expect(`${state} ${printed.includes('预计')}`).toBe(`${state} ${isExpected}`);
    }
  });

  it('nobody is sent to collect what is not ready: the receipt is printed once more', () => {
    const visit = (state: 'inProgress' | 'refused' | 'ready') =>
      visitOf('u.progress', 'tracker', {
        answers: { case: caseView().receiptNo },
        pulls: { 'case.list': found({ cases: [caseView({ state, level: 'detail', may: ['print'], mine: true })] }) },
      });
    for (const state of ['inProgress', 'refused'] as const) {
      const [slip] = slipsOf(context, visit(state), sign);
      expect(`${state} ${slip?.stem}`).toBe(`${state} case`);
      for (const language of languages) expect(paper(slip as Slip, language).length).toBeGreaterThan(200);
      expect(paper(slip as Slip)).not.toContain('领取');
    }
    expect(slipsOf(context, visit('ready'), sign)[0]?.stem).toBe('pickup');
  });

  it('the paper of a case names the one for whom it is, not whoever looks it up for them', () => {
    const subject = { name: '陈**', idLast4: '0150' };
    const view = caseView({ state: 'ready', level: 'detail', subject });
    const printed = paper({
      stem: 'pickup',
      visit: visitOf('u.progress', 'tracker'),
      qr: 'x',
      about: { kind: 'case', view },
    });
    expect(printed).toContain('0150');
    expect(printed).not.toContain('黎');
  });

  it('entries are called usable again only where the hub says that it keeps them', () => {
    const of = (itemId: string, nextZh: string) => {
      const view = caseView({ itemId, state: 'expired', level: 'detail', nextZh });
      const visit = visitOf('u.progress', 'tracker');
      return paper({ stem: 'case', visit, qr: 'x', about: { kind: 'case', view } });
    };
    const kept = '填过的资料还在，可再次使用';
    expect(of('biz.open', kept).replace(/\s/g, '')).toContain(kept);
    for (const item of ['biz.open', 'hlth.birth.reg', 'ss.card.replace']) {
      expect(of(item, '需要时可重新办理')).toContain('已过期');
      expect(of(item, '需要时可重新办理')).not.toContain('再次使用');
    }
  });

  it('every absent signer has a slip with the own code; who has signed has none, and nobody’s name stands in full', () => {
    const signer = (name: string, idLast4: string, signed: boolean) => ({
      name,
      idLast4,
      signed,
      phoneCode: `demo://sign/${idLast4}`,
    });
    const draft = {
      draftId: 'd',
      version: 1,
      until: '2026-11-30T06:00:00.000Z',
      parts: 8,
      isBehind: false,
      signers: [signer('陈喆', '0150', false), signer('何婉', '0105', false), signer('黎赟', '0026', true)],
    };
    const slips = slipsOf(context, visitOf('biz.open', 'sign', { draft }), sign);
    expect(slips.map(({ stem, qr }) => `${stem} ${qr}`)).toEqual([
      'signer demo://sign/0150',
      'signer demo://sign/0105',
    ]);
    for (const slip of slips)
      for (const language of languages) expect(paper(slip, language)).not.toMatch(/陈喆|何婉|黎赟/);
    expect(paper(slips[0] as Slip)).toContain('0150');
  });

  it('F-20: the code on paper leads to the first receipt, and says of it only that the hub has it', () => {
    const result = { state: 'duplicate', existingReceipt: 'TH0017-261123-0001-0' } as const;
    const visit = visitOf('civil.elder.card', 'submit', { receiptNo: 'TH0017-261123-0042-3', result });
    const [slip] = slipsOf(context, visit, sign);
    expect(slip?.qr).toMatch(/^YTJ1:TH0017-261123-0001-0:civil\.elder\.card:delivered:A{86}$/);
    if (slip === undefined) throw new Error('no slip');
    for (const language of languages) {
      const words = paper(slip, language).replaceAll('\\x2d', '-');
      expect(words).toContain('"TH0017-261123-0001-0"');
      expect(words).not.toContain('0042-3');
    }
  });

  it('a case on paper has its own number, state and QR, not those of the visit', () => {
    const view = {
      receiptNo: 'PY0003-261123-0001-5',
      itemId: 'ss.card.replace',
      level: 'detail',
      state: 'ready',
      matters: [],
      done: 1,
      of: 1,
      submittedOn: '2026-11-20',
      dueOn: null,
      settledAt: null,
      nextZh: '请来领取',
      nextEn: 'Please collect',
      reason: null,
      signers: { signed: 0, of: 0 },
      may: ['print'],
      mine: true,
      rated: false,
    };
    const visit = visitOf('u.progress', 'tracker', {
      answers: { case: view.receiptNo },
      pulls: { 'case.list': found({ cases: [view] }) },
    });
    const [slip] = slipsOf(context, visit, sign);
    if (slip === undefined) throw new Error('no slip');
    expect(slip.stem).toBe('pickup');
    // Another machine gave the number: the code names the one that has signed it.
    expect(slip.qr).toMatch(/^YTJ1:PY0003-261123-0001-5:ss\.card\.replace:ready:TH0017:A{86}$/);
    const settings = {
      texts,
      context,
      language: 'zh-CN',
      identity,
      qrPayload: slip.qr,
      copy: 0,
      cityHotline: '12345',
    } as const;
    expect(slipFields('{{receiptNo}} {{stateWord}}', slip, settings)).toEqual({
      receiptNo: 'PY0003-261123-0001-5',
      stateWord: '可领取',
    });
    for (const language of languages) expect(paper(slip, language).length).toBeGreaterThan(200);
  });

  it('a booking prints place and time; one that was given back prints no appointment', () => {
    const data = {
      bookingNo: 'BK-1',
      place: '天河政务中心',
      address: 'x',
      date: '2026-12-01',
      from: '09:00',
      to: '09:30',
      window: '3',
    };
    const booked = visitOf('svc.book', 'submit', {
      receiptNo: 'BK-1',
      result: { state: 'effective', at: '2026-11-23T06:03:12.000Z', data },
    });
    const [slip] = slipsOf(context, booked, sign);
    expect(slip?.stem).toBe('appointment');
    expect(paper(slip as Slip)).toContain('天河政务中心');
    const cancelled = { ...booked, result: { state: 'effective' as const, at: '', data: {} } };
    const [given] = slipsOf(context, cancelled, sign);
    expect([given?.stem, given?.qr]).toEqual(['case', '']);
    // Nothing is found by its number any more: no code stands there, and nobody is told to scan one.
    for (const language of languages) expect(paper(given as Slip, language)).not.toMatch(/\{code:|扫码|掃碼|Scan/);
  });

  it('the guide prints who and what of the service that is open, and nobody', () => {
    const [slip] = slipsOf(context, visitOf('u.guide', 'guide', { answers: { guide: 'ss.card.apply' } }), sign);
    if (slip === undefined) throw new Error('no slip');
    expect(slip.stem).toBe('checklist');
    expect(paper(slip)).toContain('监护人');
    expect(paper(slip)).not.toContain('黎');
    for (const language of languages) expect(paper(slip, language)).not.toContain('{{');
  });
});
