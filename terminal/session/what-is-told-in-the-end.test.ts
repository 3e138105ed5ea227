import { expect, it } from 'vitest';
import { capabilities } from '../../contract/catalogue/condition.ts';
import { allFields } from '../receipt/receipt-fields.ts';
import { newVisit, type Result, type Visit } from './context.ts';
import { cardsFound, found, identity, party, readAt } from './testing/session-fixtures.ts';
import { sessionRig, shippedItems, texts } from './testing/session-rig.ts';

const context = sessionRig().service.context();

function itemOf(id: string) {
  const item = shippedItems.find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(id);
  return item;
}

/** The done page of an item with these answers and this result. */
function donePage(id: string, result: Result, more: Partial<Visit> = {}) {
  const visit = newVisit('v', itemOf(id), { actor: party, result, ...more });
  const screen = sessionRig().pageOf({ ...context, visit }, { visit: { finished: 'done' } });
  return `${screen.heading.text} ${screen.lead?.text} ${JSON.stringify(screen.blocks)}`;
}
const cancel = { answers: { action: 'cancel' }, touched: ['action'] };

it('a cancellation without an answer may be cancelled: it is not told as a booking that may have been made', () => {
  const words = donePage('svc.book', { state: 'unknown' }, cancel);
  expect(words).toContain('可能已经取消');
  expect(words).not.toContain('已经约上');
  expect(donePage('svc.book', { state: 'unknown' })).toContain('可能已经约上');
});

it('whoever has unblocked a card is not told to block the bank account, and whoever gave a booking back not to come', () => {
  const undo = { answers: { action: 'undo', card: 'card-1' }, touched: ['action', 'card'] };
  for (const state of ['effective', 'duplicate'] as const) {
    const done = { state: 'effective', at: readAt, data: {} } as const;
    const result: Result = state === 'effective' ? done : { state, existingReceipt: 'TH0017-261123-0001-0' };
    for (const pulls of [{}, { 'hrss.cards': cardsFound(1) }]) {
      const visit = newVisit('v', itemOf('ss.card.loss'), { actor: party, result, ...undo, pulls });
      const paper = allFields(visit, {
        texts,
        context,
        language: 'zh-CN',
        identity,
        qrPayload: '',
        copy: 0,
        cityHotline: '12345',
      });
      for (const words of [donePage('ss.card.loss', result, { ...undo, pulls }), `${paper.stateWord} ${paper.next}`])
        expect(`${state} ${words}`).not.toMatch(/另行挂失|此前已挂失/);
      if (state === 'effective') expect(paper.next).toContain('银行账户');
    }
  }
  expect(donePage('svc.book', { state: 'effective', at: readAt, data: {} }, cancel)).not.toContain('提前 10 分钟');
});

it('a hub that is away has not refused anything, and another time would not help', () => {
  for (const more of [{}, cancel]) {
    const words = donePage('svc.book', { state: 'refused', reason: 'away' }, more);
    expect(words).toContain('没有联系上中心');
    expect(words).not.toContain('请向部门查询');
  }
  expect(donePage('svc.book', { state: 'refused', reason: 'already' })).not.toContain('没有预约任何时段');
});

it('where somebody is known already, what was done before is not told as nothing', () => {
  const item = itemOf('biz.open');
  for (const notice of ['consent.refused', 'id.reader', 'id.data', 'id.expired']) {
    const words = (actor: Visit['actor']) => {
      const visit = newVisit('v', item, { actor });
      const { heading, lead } = sessionRig().pageOf({ ...context, visit, notice }, { visit: 'notice' });
      return `${heading.text} ${lead?.text}`;
    };
    expect(words(null)).toMatch(/没有办理任何业务|没有保存|没有读取任何资料/);
    expect(words(party)).not.toMatch(/没有办理任何业务|没有保存|没有读取任何资料/);
  }
});

it('what nobody knows is not told as nothing: no day, no amount, no place called 没有', () => {
  const accepted = { state: 'accepted', dueOn: null, data: {} } as const;
  for (const id of ['med.res.enrol', 'job.skill.subsidy', 'civil.elder.card'])
    for (const result of [
      accepted,
      { state: 'ready', dueOn: null, data: {} },
      { state: 'effective', at: readAt, data: {} },
    ] as const)
      expect(`${id} ${donePage(id, result)}`).not.toMatch(/在 ?没有|预计 没有|到没有/);
  expect(donePage('med.res.enrol', accepted)).toContain('请按时缴费');
});

it('who enrols several is told how many were taken and how many were not', () => {
  const years = [{ year: '2027', open: true, payBy: '2026-12-31', prices: [] }];
  const pulls = { 'med.years': found({ years }) };
  const answers = { year: '2027' };
  const enrolled = (left: string) =>
    donePage('med.res.enrol', { state: 'accepted', dueOn: null, data: { people: '2', left } }, { pulls, answers });
  expect(enrolled('1')).toContain('另有 1 人没有受理');
  expect(enrolled('1')).toContain('请在 2026年12月31日前缴费');
  expect(enrolled('0')).not.toContain('没有受理');
});

it('whose premium the city pays is not told to pay, or to be without cover', () => {
  const years = [{ year: '2027', open: true, payBy: '2026-12-31', prices: [] }];
  const of = (left: string) => {
    const data = { people: '1', left, totalFen: '0', payBy: '2026-12-31' };
    const more = { pulls: { 'med.years': found({ years }) }, answers: { year: '2027' } };
    return donePage('med.res.enrol', { state: 'accepted', dueOn: null, data }, more);
  };
  for (const words of [of('0'), of('1')]) expect(words).not.toMatch(/前缴费|缴费后生效|否则不生效/);
  expect(of('0')).toContain('不用缴费');
  expect(of('1')).toContain('另有 1 人没有受理');
});

it('nobody is sent to another machine for what the city has switched off everywhere', () => {
  const off = [{ item: 'ss.card.loss', reason: 'x' }];
  const place = { placeId: 'YX0001', nameZh: '越秀一号机', nameEn: '', district: '越秀区', address: 'x', phone: 'x' };
  const places = [{ ...place, distanceM: 400, hours: 'x', capabilities: [...capabilities] }];
  for (const item of ['ss.card.loss', 'lic.view']) {
    const r = sessionRig();
    r.service.send({ type: 'SWITCHES', switches: { version: 2, phases: ['live'], off, hubTime: readAt } });
    r.service.send({ type: 'KIOSKS', kiosks: { asOf: '2026-11-23', places } });
    r.begin('u.guide');
    r.service.send({ type: 'PRESS', id: `guide:${item}`, nonce: 'n', at: readAt });
    expect(r.name()).toBe('u.guide/U3-item');
    expect(`${item} ${r.text()}`).toMatch(/暂时停办|尚未开通/);
    expect(`${item} ${r.text()}`).not.toMatch(/越秀一号机|其他一体机|最近的一体机/);
  }
});
