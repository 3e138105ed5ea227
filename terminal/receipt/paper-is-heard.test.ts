import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Language, languages } from '../../contract/text.ts';
import { newVisit } from '../session/context.ts';
import { party } from '../session/testing/session-fixtures.ts';
import { sessionRig, shippedItems, texts } from '../session/testing/session-rig.ts';
import { heardFields, paperInWords } from './paper-in-words.ts';

/** Receipts are spoken as far as they are needed to complete or check the act (EN 301 549 5.1.3.16, Section 508 402.2.2). */
const dir = join(import.meta.dirname, '../../kiosk-config/receipts');
const context = sessionRig().service.context();

/** Said by the page of the result itself: its heading, its number, what comes next. */
const onThePage = ['stateWord', 'receiptNo', 'next'];
/** Who, when and where: neither rule asks for them, and whoever holds the paper was there. */
const leftOut = ['maskedName', 'maskedId', 'time', 'machine'];

/** Lines `label |{{field}}` of a template. */
const labelled = (stem: string, language: Language): readonly (readonly [label: string, field: string])[] =>
  [
    ...readFileSync(join(dir, `${stem}.${language}.receipt`), 'utf8').matchAll(
      /^(?:\{\{\?\w+\}\})?([^|\n{]*) ?\|[^{\n]*\{\{(\w+)\}\}/gm,
    ),
  ].map(([, label = '', field = '']) => [label.trim(), field]);
const receipts = ['case', 'ss.card.loss', 'appointment'];

describe('what the paper says is heard', () => {
  it('there are the receipts that this test reads', () => {
    const files = readdirSync(dir);
    for (const stem of receipts)
      for (const language of languages) expect(files).toContain(`${stem}.${language}.receipt`);
  });

  it.each(receipts)('%s: every line with a label is spoken, stands on the page, or is left out by name', (stem) => {
    for (const language of languages) {
      const lines = labelled(stem, language);
      expect(lines.length).toBeGreaterThan(8);
      const silent = lines
        .map(([, field]) => field)
        .filter((field) => ![...heardFields, ...onThePage, ...leftOut].includes(field));
      expect(silent).toEqual([]);
    }
  });

  it('a receipt in force: service, card, fee and where to ask, in the language of the ear', () => {
    const item = shippedItems.find(({ id }) => id === 'ss.card.loss');
    if (item === undefined) throw new Error('no such item');
    const visit = newVisit('v', item, {
      actor: party,
      receiptNo: 'TH0017-261123-0042-3',
      result: { state: 'effective', at: '2026-11-23T06:03:12.000Z', data: {} },
      step: item.steps.findLastIndex(({ page }) => page === 'submit'),
    });
    const say = paperInWords({ dir, texts, cityHotline: '12345', context: () => context });
    const heard = (language: Language) => say(visit, language).map(({ label, value }) => `${label.text} ${value.text}`);
    expect(heard('zh-CN')).toContain('事项 社保卡挂失与解挂');
    expect(heard('zh-CN').some((line) => line.startsWith('查询 '))).toBe(true);
    expect(heard('zh-HK').some((line) => line.startsWith('管理員 '))).toBe(true);
    expect(heard('en').some((line) => line.startsWith('Fee '))).toBe(true);
    // Nobody's name or number, and nothing without a value.
    expect(heard('zh-CN').join()).not.toMatch(/黎|440199/);
    expect(say(visit, 'zh-CN').every(({ value }) => value.text !== '')).toBe(true);
    // A template that is gone costs its words, not the page.
    const without = paperInWords({ dir: join(dir, 'nowhere'), texts, cityHotline: '12345', context: () => context });
    expect(without(visit, 'zh-CN')).toEqual([]);
  });
});
