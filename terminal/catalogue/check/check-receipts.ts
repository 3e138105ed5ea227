import { languages } from '../../../contract/text.ts';
import { fillTemplate, templateFields } from '../../../drivers/receipt-printer/render/fill-template.ts';
import { createGlyphSource } from '../../../drivers/receipt-printer/render/glyph.ts';
import { renderEscpos, renderPreview } from '../../../drivers/receipt-printer/render/render-receipt.ts';
import type { Finding } from './finding.ts';
import { at, type CatalogueConfig, type ReceiptFile } from './read-config.ts';

/** Values that the program gives to templates (drivers/receipt-printer/README.md), as long as they get. `always`: on every paper of this kind. */
const common = {
  title: '广州市政务服务一体机',
  itemTitle: '灵活就业人员养老保险缴费明细查询与打印',
  time: '2026-11-23 14:03:12',
  maskedName: '黎**',
  maskedId: '**************0026',
  machine: '天河区石牌街政务服务中心一楼 01 号机',
  keeper: '020-00000000',
};
const kinds = {
  receipt: {
    always: {
      ...common,
      stateWord: '已暂存·待核验',
      receiptNo: 'TH0017-261123-0042-3',
      next: '联网后送出核对，结果用短信告知。请勿重复办理，可扫码查询',
      query: '任一一体机扫码 / 穗好办 / 12345',
      qr: `YTJ1:TH0017-261123-0042-3:job.skill.subsidy:stored:${'Ab1_-'.repeat(17)}x`,
      disclaimer: '本回执不是证书。离线受理件以核验结果为准。',
      promise: '12 个工作日',
      fee: '¥20.00',
    },
    sometimes: {
      reprint: '补打 1',
      pendingWord: '待核验',
      subsidyPending: '资格待核',
      notEffective: '尚未生效',
      maskedCard: '************1234',
      place: '天河区政务服务中心',
      date: '2026-11-30',
      slot: '09:00–10:00',
      window: '一窗通取专窗',
      bring: '身份证、本回执',
      hotline: '12333',
      bankHotline: '发卡银行 95500',
      matters: '申请营业执照　市场监管局　半天\n刻制印章　市公安局　1 个工作日',
    },
  },
  slip: {
    always: { ...common, facts: '卡号　尾号 1234\n状态　正常' },
    sometimes: {
      source: '市人社局 2026-11-23',
      place: '天河区政务服务中心',
      date: '2026-11-30',
      slot: '09:00–10:00',
      window: '一窗通取专窗',
      bring: '身份证',
      query: '任一一体机扫码',
      disclaimer: '本单不是证明',
      reprint: '补打 1',
    },
  },
} as const satisfies Record<string, { always: Record<string, string>; sometimes: Record<string, string> }>;
type Kind = keyof typeof kinds;

/** Every template that an item names is there in all languages, knows only what the program gives, and fits both widths of paper. */
export function checkReceipts(config: CatalogueConfig): readonly Finding[] {
  const findings: Finding[] = [];
  const used = new Map<string, Kind>();
  const need = (file: CatalogueConfig['items'][number], path: string, stem: string, kind: Kind) => {
    used.set(stem, kind);
    for (const language of languages) {
      if (!config.receipts.some((receipt) => receipt.stem === stem && receipt.language === language)) {
        findings.push(at(file, path, 'receipt', `receipts/${stem}.${language}.receipt is missing`));
      }
    }
  };
  for (const file of config.items) {
    need(file, '/receipt', file.item.receipt, 'receipt');
    for (const [i, step] of file.item.steps.entries()) {
      if ((step.page === 'view' || step.page === 'tracker') && step.slip !== undefined)
        need(file, `/steps/${i}/slip`, step.slip, step.page === 'view' ? 'slip' : 'receipt');
    }
  }
  for (const receipt of config.receipts) {
    if (!(languages as readonly string[]).includes(receipt.language)) {
      findings.push(inReceipt(receipt, 0, `${receipt.file}: the name must end with one of ${languages.join(', ')}`));
      continue;
    }
    const kind = used.get(receipt.stem);
    if (kind !== undefined) findings.push(...checkTemplate(receipt, kind));
  }
  return findings;
}

function checkTemplate(receipt: ReceiptFile, kind: Kind): readonly Finding[] {
  const { always, sometimes } = kinds[kind];
  const fields = templateFields(receipt.template);
  const known: Readonly<Record<string, string>> = { ...sometimes, ...always };
  const strange = fields.find((field) => known[field.name] === undefined);
  if (strange !== undefined)
    return [inReceipt(receipt, lineWith(receipt, strange.name), `nobody gives a value for ${strange.name}`)];
  const fixed = fields.find((field) => field.required && !(field.name in always));
  if (fixed !== undefined) {
    return [
      inReceipt(
        receipt,
        lineWith(receipt, fixed.name),
        `${fixed.name} is not always there: its line must begin with {{?${fixed.name}}}`,
      ),
    ];
  }
  const values = Object.fromEntries(fields.map((field) => [field.name, known[field.name]]));
  const filled = fillTemplate(receipt.template, values);
  if (!filled.ok)
    return [inReceipt(receipt, 'line' in filled.error ? filled.error.line : 0, `does not fill: ${filled.error.code}`)];
  return ([48, 32] as const).flatMap((columns) => checkPaper(receipt, filled.value, values, columns));
}

let glyphs: ReturnType<typeof createGlyphSource> | null = null;

function checkPaper(
  receipt: ReceiptFile,
  markup: string,
  values: Readonly<Record<string, string | undefined>>,
  columns: 48 | 32,
): readonly Finding[] {
  glyphs ??= createGlyphSource();
  const profile = { columns, cut: 'partial', inlineGlyph: true, glyphs } as const;
  const paper = renderEscpos(markup, profile);
  if (!paper.ok) {
    const line = 'line' in paper.error ? paper.error.line : 0;
    return [inReceipt(receipt, line, `cannot be printed on ${columns} columns: ${JSON.stringify(paper.error)}`)];
  }
  if (paper.value.unprintable.length > 0)
    return [inReceipt(receipt, 0, `no font has ${paper.value.unprintable.join(' ')}`)];
  const shown = counts(
    renderPreview(markup, profile)
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&#xa0;', ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  );
  for (const [name, value] of Object.entries(values)) {
    if (name === 'qr' || value === undefined) continue;
    const lost = [...counts(value)].find(([letter, count]) => (shown.get(letter) ?? 0) < count);
    if (lost !== undefined)
      return [
        inReceipt(receipt, lineWith(receipt, name), `${name} does not fit ${columns} columns: "${lost[0]}" is cut off`),
      ];
  }
  return [];
}

/** How often each character stands in a text, blanks aside: columns of a table wrap into each other, so words are no measure. */
function counts(text: string): Map<string, number> {
  const map = new Map<string, number>();
  // The printer's code page has the wide form of some signs (￥).
  for (const letter of text.normalize('NFKC').replaceAll(/\s/g, '')) map.set(letter, (map.get(letter) ?? 0) + 1);
  return map;
}

function lineWith(receipt: ReceiptFile, field: string): number {
  const index = receipt.template
    .split('\n')
    .findIndex((line) => line.includes(`{{${field}}}`) || line.includes(`{{?${field}}}`));
  return index + 1;
}

const inReceipt = (receipt: ReceiptFile, line: number, reason: string): Finding => ({
  level: 'error',
  rule: 'receipt',
  file: receipt.file,
  line,
  path: '',
  reason,
});
