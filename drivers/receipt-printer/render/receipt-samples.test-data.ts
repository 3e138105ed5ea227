import { readFileSync } from 'node:fs';
import { fillTemplate } from './fill-template.ts';

/** For tests: the variants of the card-loss receipt in each language, with synthetic values. */
export const sampleLanguages = ['zh-CN', 'zh-HK', 'en'] as const;
export const sampleVariants = ['effective', 'accepted', 'offline', 'unknown'] as const;
export type SampleLanguage = (typeof sampleLanguages)[number];
export type SampleVariant = (typeof sampleVariants)[number];

const common = {
  time: '2026-11-23 14:03:12',
  receiptNo: 'TH0017-261123-0042-3',
  maskedName: '黎**',
  maskedId: '**************0026',
  maskedCard: '************1234',
  qr: 'https://hub.example/r/TH0017-261123-0042-3',
} as const;

const words = {
  'zh-CN': {
    title: '广州市政务服务一体机',
    itemTitle: '社保卡挂失',
    promise: '即时',
    fee: '0 元',
    next: '银行账户需另行挂失,请致电 95588',
    query: '任一一体机扫码 / 穗好办 / 12345',
    machine: '天河区石牌街01号机',
    keeper: '020-12345678',
    disclaimer: '本回执不是证书。离线受理件以核验结果为准。',
    effective: '已挂失',
    accepted: '已受理',
    offline: '已暂存 · 待核验',
    unknown: '结果待确认',
    notEffective: '尚未生效',
    hotline: '12333',
    bankHotline: '95588 (XX 银行)',
    doNotRepeat: '请勿重复办理,可扫码查询',
  },
  'zh-HK': {
    title: '廣州市政務服務一體機',
    itemTitle: '社會保障卡掛失',
    promise: '即時',
    fee: '0 元',
    next: '銀行賬戶需另行掛失,請致電 95588',
    query: '任一一體機掃碼 / 穗好辦 / 12345',
    machine: '天河區石牌街01號機',
    keeper: '020-12345678',
    disclaimer: '本回執不是證書。離線受理件以核驗結果為準。',
    effective: '已掛失',
    accepted: '已受理',
    offline: '已暫存 · 待核驗',
    unknown: '結果待確認',
    notEffective: '尚未生效',
    hotline: '12333',
    bankHotline: '95588 (XX 銀行)',
    doNotRepeat: '請勿重複辦理,可掃碼查詢',
  },
  en: {
    title: 'Guangzhou Government Services',
    itemTitle: 'Report a lost social security card',
    promise: 'At once',
    fee: 'CNY 0',
    next: 'Report the bank account as well: call 95588',
    query: 'Scan at any machine / Suihaoban app / 12345',
    machine: 'Tianhe District, Shipai Street, machine 01',
    keeper: '020-12345678',
    disclaimer: 'This receipt is not a certificate. Requests stored offline are subject to checking.',
    effective: 'Blocked',
    accepted: 'Accepted',
    offline: 'Stored, to be checked',
    unknown: 'Result not confirmed yet',
    notEffective: 'Not in effect yet',
    hotline: '12333',
    bankHotline: '95588 (XX Bank)',
    doNotRepeat: 'Please do not apply again. Scan the code to check the result.',
  },
} as const satisfies Record<SampleLanguage, Record<string, string>>;

export function sampleTemplate(language: SampleLanguage): string {
  return readFileSync(
    new URL(`../../../kiosk-config/receipts/ss.card.loss.${language}.receipt`, import.meta.url),
    'utf8',
  );
}

/** A filled receipt. `changes` replace or add fields, for example `maskedName` or `reprint`. */
export function sampleMarkup(
  language: SampleLanguage = 'zh-CN',
  variant: SampleVariant = 'effective',
  changes: Readonly<Record<string, string>> = {},
): string {
  const { effective, accepted, offline, unknown, notEffective, hotline, bankHotline, doNotRepeat, ...texts } =
    words[language];
  const stateWord = { effective, accepted, offline, unknown }[variant];
  const extra =
    variant === 'offline' ? { notEffective, hotline, bankHotline } : variant === 'unknown' ? { next: doNotRepeat } : {};
  const filled = fillTemplate(sampleTemplate(language), { ...common, ...texts, stateWord, ...extra, ...changes });
  if (!filled.ok) throw new Error(`sample receipt: ${JSON.stringify(filled.error)}`);
  return filled.value;
}
