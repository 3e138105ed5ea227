import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsqr from 'jsqr';
import { describe, expect, it } from 'vitest';
import type { ServiceItem } from '../../contract/catalogue/item.ts';
import { languages } from '../../contract/text.ts';
import { fillTemplate } from '../../drivers/receipt-printer/render/fill-template.ts';
import { newVisit, type Result, type ResultState, type Visit } from '../session/context.ts';
import { card, cardsFound, identity, lossVisit, party } from '../session/testing/session-fixtures.ts';
import { sessionRig, shippedItems, texts } from '../session/testing/session-rig.ts';
import { samplePulled } from '../session/testing/world.ts';
import { allFields, receiptFields } from './receipt-fields.ts';
import { qrModules, receiptQrPayload } from './receipt-qr.ts';

// The package is CommonJS: its function stands under `default` in some loaders.
const readQr = 'default' in jsqr ? jsqr.default : jsqr;
const config = join(import.meta.dirname, '../../kiosk-config');
const context = sessionRig().service.context();

const settings = (language: (typeof languages)[number] = 'zh-CN', copy = 0) =>
  ({ texts, context, language, identity, qrPayload: 'YTJ1:x', copy, cityHotline: '12345' }) as const;

const at = '2026-11-23T06:03:12.000Z';
function resultOf(state: ResultState): Result {
  switch (state) {
    case 'stored':
    case 'delivered':
    case 'unknown':
      return { state };
    case 'effective':
      return { state, at, data: {} };
    case 'duplicate':
      return { state, existingReceipt: 'TH0017-261123-0001-0' };
    case 'refused':
      return { state, reason: 'cardUnknown' };
    default:
      return { state, dueOn: '2026-12-01', data: {} };
  }
}

function lossPaper(state: ResultState, away = false): Visit {
  return lossVisit({
    pulls: { 'hrss.cards': away ? { status: 'away' } : cardsFound(2) },
    answers: away ? { action: 'report' } : { action: 'report', card: 'card-1' },
    receiptNo: 'TH0017-261123-0042-3',
    capturedAt: at,
    result: resultOf(state),
  });
}
const fields = (state: ResultState, away = false) => allFields(lossPaper(state, away), settings());

function itemOf(id: string): ServiceItem {
  const item = shippedItems.find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(id);
  return item;
}

describe('receipt', () => {
  it('shows nobody: name and numbers are masked', () => {
    const all = JSON.stringify(fields('stored', true)) + JSON.stringify(fields('effective'));
    expect(all).not.toContain(card.number);
    expect(all).not.toContain('赟');
    expect(all).toContain('黎**');
    expect(all).toContain('**************0026');
  });

  it('says "not yet in effect" with hotlines unless the department has answered', () => {
    for (const state of ['stored', 'delivered', 'accepted'] as const) {
      expect(fields(state, true).notEffective).toBe('尚未生效');
      expect(fields(state, true).hotline).toContain('12333');
      expect(fields(state, true).bankHotline).not.toBe('');
    }
    expect(fields('effective')).toMatchObject({ notEffective: '', hotline: '', stateWord: '已挂失' });
    expect(fields('unknown')).toMatchObject({ stateWord: '结果待确认', next: '请勿重复办理，可扫码查询' });
  });

  it('what the hub does not take is not said to be asked for again, or to be found by a scan, on page or paper', () => {
    const setAside: Result = { state: 'unknown', isSetAside: true };
    for (const item of shippedItems) {
      const visit = newVisit('v', item, { actor: party, receiptNo: 'TH0017-261123-0042-3', result: setAside });
      const screen = sessionRig().pageOf({ ...context, visit }, { visit: { finished: 'done' } });
      const words = [screen.lead?.text, ...Object.values(allFields(visit, settings()))].join(' ');
      expect(`${item.id} ${words}`).not.toMatch(/继续询问|扫码查询|没有收到答复/);
      expect(words.match(/中心没有收下/g)).toHaveLength(2);
      expect(screen.blocks.some(({ type }) => type === 'hotlines')).toBe(true);
    }
  });

  it('a subsidy that nobody could check says so beside its state', () => {
    const visit = newVisit('v', itemOf('job.skill.subsidy'), { actor: party, result: { state: 'stored' } });
    expect(allFields(visit, settings()).subsidyPending).toBe('资格待核');
    expect(allFields({ ...visit, result: resultOf('accepted') }, settings()).subsidyPending).toBe('');
  });

  it('a sensitive service stands on paper under its neutral name and without a card number', () => {
    const item = itemOf('hlth.birth.reg');
    const visit = newVisit('v', item, { actor: party, result: resultOf('accepted') });
    expect(allFields(visit, settings()).itemTitle).toBe(item.receiptTitle?.['zh-CN']);
    expect(JSON.stringify(allFields(visit, settings()))).not.toContain(item.title['zh-CN']);
  });

  it('an appointment says where, when and what to bring', () => {
    const data = {
      bookingNo: 'BK-1',
      place: '天河区政务中心',
      date: '2026-12-01',
      from: '09:00',
      to: '09:30',
      window: '3',
    };
    const visit = newVisit('v', itemOf('svc.book'), { actor: party, result: { state: 'effective', at, data } });
    expect(allFields(visit, settings())).toMatchObject({
      place: '天河区政务中心',
      date: '2026年12月1日',
      slot: '09:00–09:30',
      window: '3',
    });
  });

  it('whoever has an appointment is not told that nothing is left to do, and looks it up where bookings are', () => {
    const data = { bookingNo: 'BK-1', place: 'x', date: '2026-12-01', from: '09:00', to: '09:30', window: '3' };
    const visit = newVisit('v', itemOf('svc.book'), { actor: party, result: { state: 'effective', at, data } });
    for (const language of languages) {
      const { next, query } = allFields(visit, settings(language));
      expect(next).not.toBe(texts.text(language, 'r.next.done').text);
      expect(next).toContain('10');
      // No machine finds a booking by its code.
      expect(query).not.toMatch(/扫码|掃碼|QR/);
    }
  });

  it('what was refused, withdrawn or has expired promises nothing any more', () => {
    for (const item of shippedItems) {
      for (const state of ['refused', 'withdrawn', 'expired'] as const) {
        const visit = newVisit('v', item, { actor: party, result: resultOf(state) });
        expect(`${item.id} ${state} ${allFields(visit, settings()).promise}`).toBe(`${item.id} ${state} `);
      }
    }
    const visit = newVisit('v', itemOf('med.res.stop'), { actor: party, result: { state: 'stored' } });
    expect(allFields(visit, settings('en')).promise).toBe('1 working day');
  });

  it('F-20: of what was applied for twice the paper names the first receipt, and no other number', () => {
    for (const language of languages) {
      const item = itemOf('civil.elder.card');
      const visit = newVisit('v', item, {
        actor: party,
        receiptNo: 'TH0017-261123-0042-3',
        result: resultOf('duplicate'),
      });
      const all = allFields(visit, settings(language));
      expect(all.receiptNo).toBe('TH0017-261123-0001-0');
      expect(JSON.stringify(all)).not.toContain('0042-3');
      // No day is promised anew: the first one was taken in earlier.
      expect(all.promise).toBe('');
    }
  });

  it('F-20: what was applied for before and is done, or can be collected, is called "under way" by neither page nor paper', () => {
    for (const item of shippedItems) {
      for (const existing of ['done', 'ready'] as const) {
        const result: Result = { state: 'duplicate', existingReceipt: 'TH0017-261123-0001-0', existing };
        const visit = newVisit('v', item, { actor: party, receiptNo: 'TH0017-261123-0042-3', result });
        const page = JSON.stringify(sessionRig().pageOf({ ...context, visit }, { visit: { finished: 'done' } }));
        const paper = JSON.stringify(allFields(visit, settings()));
        for (const words of [page, paper]) expect(`${item.id} ${words}`).not.toContain('在办理');
        expect(page).toContain(existing === 'done' ? '先前那一件：已办结' : '先前那一件：可领取');
      }
    }
  });

  it('a copy says that it is one', () => {
    expect(allFields(lossPaper('effective'), settings('zh-CN', 2)).reprint).toContain('2');
  });

  it('fills every place of every shipped template, in every language and state', () => {
    const states = [
      'stored',
      'unknown',
      'delivered',
      'accepted',
      'effective',
      'refused',
      'duplicate',
      'ready',
    ] as const;
    for (const file of readdirSync(join(config, 'receipts'))) {
      const [, stem = '', language = ''] = /^(.+)\.(zh-CN|zh-HK|en)\.receipt$/.exec(file) ?? [];
      const template = readFileSync(join(config, 'receipts', file), 'utf8');
      const spoken = languages.find((candidate) => candidate === language) ?? 'zh-CN';
      const items = shippedItems.filter(
        (item) => item.receipt === stem || item.steps.some((step) => 'slip' in step && step.slip === stem),
      );
      for (const item of items) {
        for (const state of states) {
          const pulls = Object.fromEntries(
            ['hrss.cards', 'case.detail', 'hpf.account'].map((path) => [path, samplePulled(path as 'hrss.cards', 5)]),
          );
          const visit = newVisit('v', item, {
            actor: party,
            pulls,
            capturedAt: at,
            result: resultOf(state),
            receiptNo: 'TH0017-261123-0042-3',
          });
          const filled = fillTemplate(template, receiptFields(template, visit, settings(spoken)));
          expect(filled.ok ? '' : `${file} ${item.id} ${JSON.stringify(filled.error)}`).toBe('');
        }
      }
    }
  });

  it('has a QR that a phone reads: number, item, state and signature, no person', () => {
    const payload = receiptQrPayload(
      { receiptNo: 'TH0017-261123-0042-3', itemId: 'ss.card.loss', state: 'effective' },
      'TH0017',
      () => 'A+/='.repeat(22),
    );
    const { size, modules } = qrModules(payload);
    const scale = 4;
    const side = (size + 8) * scale;
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const column = Math.floor(x / scale) - 4;
        const row = Math.floor(y / scale) - 4;
        const inside = column >= 0 && row >= 0 && column < size && row < size;
        if (inside && modules[row * size + column] === '1') pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
      }
    }
    expect(readQr(pixels, side, side)?.data).toBe(payload);
    expect(payload).toMatch(/^YTJ1:TH0017-261123-0042-3:ss\.card\.loss:effective:[A-Za-z0-9_-]+$/);
  });
});
