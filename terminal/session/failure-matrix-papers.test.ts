import { describe, expect, it } from 'vitest';
import { accepted, identify, rig, stored, toCard, toPay, toPrinting } from './testing/failure-walks.ts';
import { card, documentReply, draft, order, otherCard, printed, readAt } from './testing/session-fixtures.ts';
import { verifyBySms } from './testing/session-rig.ts';

/** Failures of docs/domain/journeys.md §6 and the branches of §3–§5, each with the page that it has to lead to. */
describe('A4 pages', () => {
  it('F-8: pages are counted, a cut job is said to be void and may be printed again', () => {
    const r = rig();
    toPrinting(r);
    r.service.send({ type: 'DOCUMENT', document: { state: 'printing', page: 1, of: 2, reply: documentReply() } });
    expect(r.name()).toBe('syn.acts/G1-printing');
    r.service.send({ type: 'DOCUMENT', document: printed('partial', 1) });
    expect(r.name()).toBe('syn.acts/G1-printed-partial');
    expect(r.press('again').ok).toBe(true);
    r.service.send({ type: 'DOCUMENT', document: printed('done', 2) });
    expect(r.name()).toBe('syn.acts/G1-printed-done');
    r.press('continue');
    expect(r.name()).toBe('syn.acts/F2-effective');
    r.service.send({
      type: 'PRINT_SETTLED',
      visitId: 'v1',
      copy: 0,
      outcome: 'notStarted',
      code: 'E_SUPPLY_OUT',
      unprintable: false,
    });
    expect(r.text()).toContain('print.noReceipt');
    r.press('finish');
    expect(r.text()).toContain('take.pages');
  });

  it('pages of a job that was cut are still to be taken when the next try brings none: named to whoever goes, told to whoever comes', async () => {
    const leftAt = (end: 'continue' | 'exit') => {
      const r = rig();
      toPrinting(r);
      r.service.send({ type: 'DOCUMENT', document: printed('partial', 1) });
      r.press('again');
      r.service.send({ type: 'DOCUMENT', document: { state: 'issuing' } });
      r.service.send({ type: 'DOCUMENT', document: { state: 'away' } });
      if (end === 'continue') r.press('continue');
      else r.touch({ kind: 'exit' });
      return r;
    };
    const going = leftAt('continue');
    expect(JSON.stringify(going.pageOf(going.service.context(), { visit: 'leaving' }))).toContain('文件 1 页');
    const gone = leftAt('exit');
    await gone.clock.advance(4_000);
    expect(gone.text()).toContain('papers.left');
  });

  it('J2: nothing came although the printer says so: one free re-print a job that names the old document, then somebody has to look', () => {
    const r = rig();
    toPrinting(r);
    r.service.send({ type: 'DOCUMENT', document: printed('done', 2) });
    expect(r.text()).toContain('document.notOut');
    expect(r.press('again').ok).toBe(true);
    expect(r.service.context().visit?.reprint).toEqual({ isAsked: true, replaces: ['doc1'], whole: [] });
    r.service.send({ type: 'DOCUMENT', document: printed('done', 2, ['doc2']) });
    const prints = () => r.calls.filter((call) => call === 'printDocument').length;
    expect(prints()).toBe(2);
    expect(r.press('again').ok).toBe(false);
    expect(r.press('notOut').ok).toBe(true);
    expect(r.name()).toBe('syn.acts/N1-document.askKeeper');
    expect(r.service.snapshot().screen.lead?.text).toContain('020-00000000');
    r.press('back');
    expect(r.name()).toBe('syn.acts/G1-printed-done');
    expect(prints()).toBe(2);
  });

  it('J2: a job that did not come out whole uses up nothing of the free re-print', () => {
    const r = rig();
    toPrinting(r);
    r.service.send({ type: 'DOCUMENT', document: printed('partial', 1) });
    r.press('again');
    r.service.send({ type: 'DOCUMENT', document: printed('partial', 1, ['doc1'], ['doc1']) });
    r.press('again');
    r.service.send({ type: 'DOCUMENT', document: printed('done', 2) });
    expect(r.service.context().visit?.reprint).toEqual({ isAsked: false, replaces: [], whole: ['doc1'] });
    expect(r.press('again').ok).toBe(true);
  });

  it('J2: whoever leaves without saying that the pages are taken: the idle page says that some may lie there, without a name, until the next visit', async () => {
    const r = rig();
    toPrinting(r);
    r.service.send({ type: 'DOCUMENT', document: printed('done', 2) });
    await r.clock.advance(46_000);
    await r.clock.advance(31_000);
    expect(r.name()).toBe('Z');
    await r.clock.advance(4_000);
    expect(r.name()).toBe('A0');
    expect(r.service.snapshot().screen.blocks[0]).toMatchObject({ type: 'notice', text: { key: 'papers.left' } });
    r.begin('syn.acts');
    r.touch({ kind: 'exit' });
    await r.clock.advance(4_000);
    expect(r.text()).not.toContain('papers.left');
    const taken = rig();
    toPrinting(taken);
    taken.service.send({ type: 'DOCUMENT', document: printed('done', 2) });
    taken.press('continue');
    taken.service.send({
      type: 'PRINT_SETTLED',
      visitId: 'v1',
      copy: 0,
      outcome: 'done',
      code: null,
      unprintable: false,
    });
    taken.press('finish');
    taken.press('taken');
    await taken.clock.advance(4_000);
    expect(taken.name()).toBe('A0');
    expect(taken.text()).not.toContain('papers.left');
  });
});

it('a printer that works with a fault beside (a cutter that is worn) prints: the button for it stands', () => {
  const r = rig();
  r.begin('u.guide');
  r.press('guide:biz.open');
  const offers = (availability: 'ready' | 'limited' | 'busy' | 'unavailable') => {
    r.service.send({ type: 'DEVICE', capability: 'receiptPrinter', view: { availability, fault: null } });
    return r.service.snapshot().screen.actions.other.some(({ id }) => id === 'print');
  };
  expect([offers('ready'), offers('unavailable'), offers('busy')]).toEqual([true, false, false]);
  expect(offers('limited')).toBe(true);
  expect(r.press('print').ok).toBe(true);
  expect(r.calls).toContain('print v1 0');
});

describe('paper of a stay', () => {
  const slip = (outcome: 'done' | 'notDone') =>
    ({
      ...({ type: 'PRINT_SETTLED', visitId: 'v1', copy: 0, unprintable: false } as const),
      ...{ outcome, code: outcome === 'done' ? null : ('E_SUPPLY_OUT' as const) },
    }) as const;

  it('pages in the tray are still to be taken after the next item of the stay, and are told when nobody took them', async () => {
    const r = rig();
    toPrinting(r);
    r.service.send({ type: 'DOCUMENT', document: printed('done', 2) });
    r.press('continue');
    r.service.send(slip('notDone'));
    r.press('link:u.rate');
    expect(r.name()).toBe('u.rate/D1-asking');
    const leaving = r.pageOf(r.service.context(), { visit: 'leaving' });
    expect(JSON.stringify(leaving)).toContain('take.pages');
    r.touch({ kind: 'exit' });
    await r.clock.advance(4_000);
    expect(r.name()).toBe('A0');
    expect(r.text()).toContain('papers.left');
  });

  it('who leaves while the first page is on its way leaves it to the tray: a job that is cancelled may still put it out', async () => {
    const r = rig();
    toPrinting(r);
    r.service.send({ type: 'DOCUMENT', document: { state: 'printing', page: 0, of: 2, reply: documentReply() } });
    r.touch({ kind: 'exit' });
    await r.clock.advance(4_000);
    expect(r.text()).toContain('papers.left');
  });

  it('who leaves in the middle of sending, or of a card, leaves the pages of the item before to the tray: whoever comes is told', async () => {
    const leavesAt = async (
      walk: (r: ReturnType<typeof rig>) => void,
      end: Parameters<ReturnType<typeof rig>['service']['send']>[0],
    ) => {
      const r = rig();
      walk(r);
      Object.assign(r.service.context().visit ?? {}, { pagesBefore: 2 });
      r.touch({ kind: 'exit' });
      r.service.send(end);
      expect(r.name()).toBe('Z');
      await r.clock.advance(4_000);
      return r.text();
    };
    const toSending = (r: ReturnType<typeof rig>) => {
      toPay(r);
      r.service.send({ type: 'ORDER', order: { state: 'paid', order: order('paid') } });
    };
    expect(await leavesAt(toSending, stored)).toContain('papers.left');
    const toMaking = (r: ReturnType<typeof rig>) => {
      toCard(r);
      r.service.send({ type: 'ISSUE', card: { state: 'working', step: 'print', pinEntered: 6 } });
    };
    const voided = { state: 'settled', end: 'voided', step: 'print', last4: null, refund: true } as const;
    expect(await leavesAt(toMaking, { type: 'ISSUE', card: voided })).toContain('papers.left');
  });

  it('the checklist of one service is not told on the page of the next one', () => {
    const r = rig();
    r.begin('u.guide');
    r.press('guide:biz.open');
    r.press('print');
    // A checklist is no receipt: there is no code to scan instead, and no result that it could change.
    r.service.send(slip('notDone'));
    expect(r.text()).toContain('print.slip.none');
    expect(r.text()).not.toMatch(/扫码|办理结果|回执/);
    r.press('print');
    r.service.send({ ...slip('done'), copy: 1 });
    expect(r.text()).toContain('print.slip.done');
    r.press('back');
    r.press('guide:civil.elder.card');
    expect(r.text()).not.toContain('print.slip');
    r.press('finish');
    expect(r.text()).toContain('take.receipt');
  });

  it('a slip that does not come out while its owner is leaving: the number is shown once more, and that there is no paper', () => {
    const r = rig();
    toPrinting(r);
    r.service.send({ type: 'DOCUMENT', document: printed('done', 2) });
    r.press('continue');
    r.press('finish');
    expect(r.text()).toContain('take.receipt');
    r.service.send(slip('notDone'));
    expect(r.name()).toBe('syn.acts/F2-effective');
    expect(r.text()).toContain('print.noReceipt');
    r.press('finish');
    expect(r.text()).not.toContain('take.receipt');
  });
});

describe('joint applications', () => {
  it('link lost midway: says up to where it is saved, and how to go on', () => {
    const r = rig();
    identify(r, 'syn.sections');
    verifyBySms(r);
    expect(r.name()).toBe('syn.sections/T1-saving');
    r.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
    r.press('task:first');
    r.choose('role', 'lost');
    r.press('continue');
    expect(r.name()).toBe('syn.sections/T1-saving');
    r.service.send({ type: 'DRAFT', draft: null, state: 'away' });
    expect(r.name()).toBe('syn.sections/N1-draft.away');
    expect(r.service.snapshot().screen.lead?.text).toContain('第 1 部分');
  });

  it('who is not here signs on the phone: nobody waits, and a stranger cannot sign', () => {
    const r = rig();
    identify(r, 'syn.sections');
    verifyBySms(r);
    r.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
    r.press('task:first');
    r.choose('role', 'lost');
    r.press('continue');
    r.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
    r.press('recommended');
    r.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
    r.press('task:third');
    r.press('row:add');
    r.choose('who', 'known:0');
    r.press('continue');
    r.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
    r.press('continue');
    expect(r.name()).toBe('syn.sections/E1');
    r.press('submit');
    expect(r.name()).toBe('syn.sections/E2-saving');
    r.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
    r.press('sign');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    r.service.send({ type: 'SIGNED', digest: 'a'.repeat(64), at: readAt });
    expect(r.name()).toBe('syn.sections/E2-others');
    r.press('sign');
    r.service.send({
      type: 'CARD_READ',
      card: { ...otherCard, number: '440199198601010032' },
      at: readAt,
      verdict: 'good',
    });
    expect(r.name()).toBe('syn.sections/N1-sign.notSigner');
    r.press('retry');
    expect(r.name()).toBe('syn.sections/E2-others');
    // Its slips lie in the outlet also when no receipt comes out behind them.
    const slip = { type: 'PRINT_SETTLED', visitId: 'v1', copy: 0, unprintable: false } as const;
    r.press('print');
    r.service.send({ ...slip, outcome: 'done', code: null });
    r.press('continue');
    expect(r.name()).toBe('syn.sections/F1');
    r.service.send(stored);
    r.service.send(accepted);
    r.service.send({ ...slip, outcome: 'notDone', code: 'E_SUPPLY_OUT' });
    const leaving = r.pageOf(r.service.context(), { visit: 'leaving' });
    expect(JSON.stringify(leaving)).toContain('take.receipt');
  });
});
