import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsqr from 'jsqr';
import { describe, expect, it } from 'vitest';
import { languages } from '../../contract/text.ts';
import { fillTemplate, templateFields } from '../../drivers/receipt-printer/render/fill-template.ts';
import { loadTexts } from '../catalogue/texts.ts';
import { newVisit, type Result } from '../session/context.ts';
import { card, cardsFound, identity, lossItem } from '../session/testing/session-fixtures.ts';
import { receiptFields } from './receipt-fields.ts';
import { qrModules, receiptQrPayload } from './receipt-qr.ts';

// The package is CommonJS: its function stands under `default` in some loaders.
const readQr = 'default' in jsqr ? jsqr.default : jsqr;
const config = join(import.meta.dirname, '../../kiosk-config');
const texts = loadTexts(join(config, 'texts'));

function fields(result: Result, away = false, language: (typeof languages)[number] = 'zh-CN') {
  const visit = {
    ...newVisit('v', lossItem),
    card,
    found: away ? ({ kind: 'away' } as const) : cardsFound(2),
    answers: away ? {} : { card: 'card-1' },
    receiptNo: 'TH0017-261123-0042-3',
    capturedAt: '2026-11-23T06:03:12.000Z',
    result,
  };
  return receiptFields(visit, { texts, language, identity, qrPayload: 'YTJ1:x', copy: 0, cityHotline: '12345' });
}

describe('receipt', () => {
  it('shows nobody: name and numbers are masked', () => {
    const all =
      JSON.stringify(fields({ state: 'stored' }, true)) + JSON.stringify(fields({ state: 'effective', at: '' }));
    expect(all).not.toContain(card.number);
    expect(all).not.toContain('赟');
    expect(all).toContain('黎**');
    expect(all).toContain('**************0026');
  });

  it('says "not yet in effect" with hotlines unless the department has answered', () => {
    for (const state of ['stored', 'delivered', 'accepted'] as const) {
      expect(fields({ state }, true).notEffective).toBe('尚未生效');
      expect(fields({ state }, true).hotline).toContain('12333');
    }
    expect(fields({ state: 'effective', at: '' })).toMatchObject({
      notEffective: '',
      hotline: '',
      stateWord: '已挂失',
    });
    expect(fields({ state: 'unknown' })).toMatchObject({ stateWord: '结果待确认', next: '请勿重复办理，可扫码查询' });
  });

  it('fills every place of the template in every language, and no other', () => {
    for (const language of languages) {
      const template = readFileSync(join(config, `receipts/ss.card.loss.${language}.receipt`), 'utf8');
      for (const state of ['stored', 'unknown', 'delivered', 'accepted'] as const) {
        expect(fillTemplate(template, fields({ state }, true, language)).ok).toBe(true);
      }
      const known = templateFields(template).map((field) => field.name);
      expect(Object.keys(fields({ state: 'stored' }, true, language)).sort()).toEqual([...known].sort());
    }
  });

  it('has a QR that a phone reads: number, item, state and signature, no person', () => {
    const payload = receiptQrPayload(
      { receiptNo: 'TH0017-261123-0042-3', itemId: 'ss.card.loss', state: 'effective' },
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
