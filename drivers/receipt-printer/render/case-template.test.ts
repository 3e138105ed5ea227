import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fillTemplate, templateFields } from './fill-template.ts';
import { sampleLanguages } from './receipt-samples.test-data.ts';
import { previewLines, printed } from './render-rig.test-data.ts';

const common = {
  title: '广州市政务服务一体机',
  itemTitle: '人社业务回执',
  time: '2026-11-23 14:03:12',
  receiptNo: 'TH0017-261123-0042-3',
  maskedName: '黎**',
  maskedId: '**************0026',
  next: '联网后送出核对，结果用短信告知。请勿重复办理，可扫码查询',
  query: '任一一体机扫码 / 穗好办 / 12345',
  machine: '天河区石牌街01号机',
  keeper: '020-12345678',
  qr: `YTJ1:TH0017-261123-0042-3:job.skill.subsidy:stored:${'Ab1_-'.repeat(17)}x`,
  disclaimer: '本回执不是证书。离线受理件以核验结果为准。',
} as const;

/** docs/domain/journeys.md §8: what each variant adds, and what must be on its paper. */
const variants = {
  accepted: { values: { stateWord: '已受理', promise: '20 个工作日', fee: '0 元' }, says: ['已受理', '20个工作日'] },
  subsidyOffline: {
    values: { stateWord: '已暂存·待核验', subsidyPending: '资格待核' },
    says: ['已暂存·待核验', '资格待核'],
  },
  unknown: { values: { stateWord: '结果待确认' }, says: ['结果待确认', '请勿重复办理'] },
  lossOffline: {
    values: { stateWord: '已暂存·待核验', notEffective: '尚未生效', hotline: '12333', bankHotline: '发卡银行 95500' },
    says: ['尚未生效', '12333', '95500'],
  },
  joint: {
    values: { stateWord: '办理中', matters: '申请营业执照　市场监管局　半天\n刻制印章　市公安局　1 个工作日' },
    says: ['申请营业执照', '刻制印章　市公安局　1个工作日'],
  },
  appointment: {
    values: {
      stateWord: '已预约',
      place: '天河区政务服务中心',
      date: '2026-11-30',
      slot: '09:00–10:00',
      window: '一窗通取专窗',
      bring: '身份证、本回执',
    },
    says: ['天河区政务服务中心', '2026-11-30', '09:00–10:00', '一窗通取专窗', '身份证、本回执'],
  },
  reprint: {
    values: { stateWord: '已办结', reprint: '补打 1', maskedCard: '************1234' },
    says: ['补打1', '1234'],
  },
} as const;

const cases = sampleLanguages.flatMap((language) =>
  (Object.keys(variants) as (keyof typeof variants)[]).flatMap((variant) =>
    ([48, 32] as const).map((columns) => ({ language, variant, columns })),
  ),
);

describe.each(cases)('receipt of most items, $language $variant $columns columns', ({ language, variant, columns }) => {
  const { values, says } = variants[variant];
  const filled = fillTemplate(template('case', language), { ...common, ...values });
  if (!filled.ok) throw new Error(JSON.stringify(filled.error));
  const paper = printed(filled.value, { columns });
  const all = paper.lines.join('').replaceAll(' ', '');

  test('what the variant is about stands on the paper, and nothing is cut off', () => {
    for (const words of says) expect(all).toContain(words);
    expect(paper.unprintable).toEqual([]);
    expect(Math.max(...paper.lines.map((line) => Array.from(line).length))).toBeLessThanOrEqual(columns);
  });

  test('the preview says what the paper says', () => {
    expect(previewLines(filled.value, { columns }).join('')).toContain('TH0017-261123-0042-3');
  });

  test('lines of other variants are not there', () => {
    for (const [other, { says: theirs }] of Object.entries(variants)) {
      if (other === 'joint' && variant !== 'joint') for (const words of theirs) expect(all).not.toContain(words);
    }
    if (!('notEffective' in values)) expect(all).not.toContain('尚未生效');
  });
});

test.each(sampleLanguages)('slips of queries carry the facts below each other and no case: %s', (language) => {
  for (const stem of ['ss.card.query', 'ss.contrib.query']) {
    const markup = template(stem, language);
    const names = templateFields(markup).map((field) => field.name);
    expect(names).not.toContain('receiptNo');
    const { title, itemTitle, time, maskedName, maskedId, machine, keeper } = common;
    const facts = '卡号　尾号 1234\n状态　正常';
    const filled = fillTemplate(markup, { title, itemTitle, time, maskedName, maskedId, machine, keeper, facts });
    if (!filled.ok) throw new Error(JSON.stringify(filled.error));
    const lines = printed(filled.value).lines.map((line) => line.trimEnd());
    expect(lines).toContain('卡号　尾号 1234');
    expect(lines).toContain('状态　正常');
  }
});

test('the three languages of a template have the same fields', () => {
  for (const stem of ['case', 'ss.card.query', 'ss.contrib.query']) {
    const [first, ...others] = sampleLanguages.map((language) => templateFields(template(stem, language)));
    for (const fields of others) expect(fields).toEqual(first);
  }
});

function template(stem: string, language: string): string {
  return readFileSync(new URL(`../../../kiosk-config/receipts/${stem}.${language}.receipt`, import.meta.url), 'utf8');
}
