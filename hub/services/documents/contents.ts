import type { DocumentRequest } from '../../../contract/hub-services.ts';
import { maskIdNumber, maskName } from '../../../contract/mask.ts';
import type { PullData, PullPath } from '../../../contract/pulls/pulls.ts';
import type { DocumentRefusal } from '../../cases/refusal-codes.ts';
import { addMonths } from '../../city/months.ts';
import { regionName } from '../../city/reference.ts';
import { type AnsweredPerson, codesOf, personIn, rowsOf, textOf } from '../../worker/items/item-rule.ts';
import { type Block, type DocumentContent, hidden, plain, type Value, yuan } from './content.ts';

/** What a certificate is made from: pulls as a machine would make them, the city's day, and the code of a voucher that was approved. */
export interface DocumentSource {
  readonly today: string;
  readonly request: DocumentRequest;
  pull<P extends PullPath>(path: P, params?: Record<string, string>): Promise<PullData<P> | null>;
  /** ID numbers of those whose name and number belong together, as the register has them; others are left out. */
  members(people: readonly AnsweredPerson[]): Promise<readonly string[]>;
  voucher(): Promise<{ readonly code: string; readonly dueDate: string } | null>;
}

/** `noRecord`: there is nothing to certify. */
export type Composed =
  | { readonly state: 'composed'; readonly content: DocumentContent }
  | { readonly state: 'noRecord' }
  | { readonly state: 'refused'; readonly reason: DocumentRefusal };

type Composer = (source: DocumentSource) => Promise<Composed>;

const insNames: Readonly<Record<string, readonly [string, string]>> = {
  pension: ['养老保险', 'Pension'],
  medical: ['医疗保险', 'Medical'],
  unemployment: ['失业保险', 'Unemployment'],
  injury: ['工伤保险', 'Work injury'],
  maternity: ['生育保险', 'Maternity'],
};
const stateNames: Readonly<Record<string, readonly [string, string]>> = {
  active: ['正常参保', 'Insured'],
  paused: ['暂停参保', 'Paused'],
  none: ['未参保', 'Not insured'],
  paid: ['已缴', 'Paid'],
  owed: ['欠缴', 'Owed'],
  exempt: ['免缴', 'Exempt'],
};
const purposeNames: Readonly<Record<string, string>> = {
  gov: '政府部门办事',
  loan: '银行贷款',
  school: '入学',
  house: '购房',
  othercity: '其他城市办事',
};

/** Signs of what somebody typed: laying out a megabyte of it would hold up every other machine. */
const purposeAtMost = 100;

/** The certificates of the catalogue (S06–S10, S15, S19, S20, S23). */
export const composers: Readonly<Record<string, Composer>> = {
  'cert.ss.insured': insured,
  'cert.ss.history': history,
  'cert.med.history': medicalHistory,
  'cert.unit.insured': unitInsured,
  'cert.unit.history': unitHistory,
  'hpf.cert': fund,
  'lic.copy': licenceCopy,
  'prop.search': property,
  'med.maternity.voucher': maternity,
};

async function insured(source: DocumentSource): Promise<Composed> {
  const cert = await source.pull('hrss.cert');
  if (cert === null) return { state: 'noRecord' };
  const wanted = codesOf(source.request.answers, 'insType');
  const types = cert.types.filter((one) => wanted.length === 0 || wanted.includes(one.type));
  if (types.length === 0) return { state: 'noRecord' };
  const isBilingual = textOf(source.request.answers, 'language') === 'zhen';
  const both = ([zh, en]: readonly [string, string]) => (isBilingual ? `${zh} ${en}` : zh);
  return composed(source, '个人参保证明', isBilingual ? 'Certificate of Social Insurance' : '', '广州市社会保险', [
    whoIs(source),
    { kind: 'fields', rows: [{ label: isBilingual ? '单位 Employer' : '参保单位', value: plain(cert.unit) }] },
    {
      kind: 'table',
      columns: [
        { label: isBilingual ? '险种 Type' : '险种', share: 3 },
        { label: isBilingual ? '状态 State' : '状态', share: 2 },
        { label: isBilingual ? '参保时间 Since' : '参保时间', share: 2 },
        { label: isBilingual ? '累计月数 Months' : '累计缴费月数', share: 2 },
      ],
      rows: types.map((one) => [
        plain(both(insNames[one.type] ?? [one.type, one.type])),
        plain(both(stateNames[one.state] ?? [one.state, one.state])),
        plain(one.since),
        plain(String(one.months)),
      ]),
    },
  ]);
}

async function history(source: DocumentSource): Promise<Composed> {
  const { from, to } = period(source);
  const insType = codesOf(source.request.answers, 'insType').join(',');
  const contrib = await source.pull('hrss.contrib', { from, to, ...(insType === '' ? {} : { insType }) });
  const rows = (contrib?.years ?? [])
    .flatMap((year) => year.rows)
    .filter((row) => row.month >= from && row.month <= to);
  if (rows.length === 0) return { state: 'noRecord' };
  const sorted = [...rows].sort((a, b) => (a.month + a.type < b.month + b.type ? -1 : 1));
  return composed(source, '个人社会保险缴费历史', '', '广州市社会保险', [
    whoIs(source),
    { kind: 'fields', rows: [{ label: '起止年月', value: plain(`${from} 至 ${to}`) }] },
    {
      kind: 'table',
      columns: [
        { label: '年月', share: 2 },
        { label: '险种', share: 2 },
        { label: '缴费基数（元）', share: 2.4 },
        { label: '个人（元）', share: 2 },
        { label: '单位（元）', share: 2 },
        { label: '状态', share: 1.4 },
        { label: '单位名称', share: 4 },
      ],
      rows: sorted.map((row) => [
        plain(row.month),
        plain(insNames[row.type]?.[0] ?? row.type),
        hidden(yuan(row.baseFen)),
        hidden(yuan(row.personFen)),
        hidden(yuan(row.unitFen)),
        plain(stateNames[row.state]?.[0] ?? row.state),
        plain(row.unit),
      ]),
    },
  ]);
}

async function medicalHistory(source: DocumentSource): Promise<Composed> {
  const { from, to } = period(source);
  const contrib = await source.pull('med.contrib');
  const [first, last] = [from.slice(0, 4), to.slice(0, 4)];
  const years = (contrib?.years ?? []).filter(({ year }) => year >= first && year <= last);
  if (years.length === 0) return { state: 'noRecord' };
  return composed(source, '个人医疗保险缴费历史', '', '广州市医疗保障', [
    whoIs(source),
    // The department knows whole years: more months than the asked-for ones would stand under these.
    { kind: 'fields', rows: [{ label: '起止年度', value: plain(`${first} 至 ${last}`) }] },
    {
      kind: 'table',
      columns: [
        { label: '年度', share: 2 },
        { label: '缴费月数', share: 2 },
        { label: '个人缴费（元）', share: 3 },
        { label: '单位缴费（元）', share: 3 },
      ],
      rows: years.map((year) => [
        plain(year.year),
        plain(String(year.months)),
        hidden(yuan(year.personFen)),
        hidden(yuan(year.unitFen)),
      ]),
    },
  ]);
}

/** Who may ask for a company, and that the company is theirs: never by a typed code. */
async function unitOf(source: DocumentSource) {
  const units = await source.pull('hrss.units');
  const unit = units?.units.find((one) => one.uscc === textOf(source.request.answers, 'unit'));
  if (unit === undefined) return { state: 'noRecord' } as const;
  return unit.role === 'none'
    ? ({ state: 'refused', reason: 'notAuthorised' } as const)
    : ({ state: 'unit', unit } as const);
}

async function unitInsured(source: DocumentSource): Promise<Composed> {
  const found = await unitOf(source);
  if (found.state !== 'unit') return found;
  const { unit } = found;
  const month = monthIn(source.request.answers, 'month') ?? unit.lastClosedMonth;
  if (month > unit.lastClosedMonth) return { state: 'refused', reason: 'monthOpen' };
  return composed(source, '单位参保证明', '', '广州市社会保险', [
    unitFields(unit),
    {
      kind: 'fields',
      rows: [
        { label: '截止年月', value: plain(month) },
        { label: '参保人数', value: plain(String(unit.insured)) },
        { label: '参保状态', value: plain('正常参保') },
      ],
    },
  ]);
}

async function unitHistory(source: DocumentSource): Promise<Composed> {
  const found = await unitOf(source);
  if (found.state !== 'unit') return found;
  const { unit } = found;
  const { from, to } = period(source);
  const last = [to, unit.lastClosedMonth].sort()[0] ?? to;
  if (from > last) return { state: 'noRecord' };
  const wanted = codesOf(source.request.answers, 'insType');
  const types = Object.keys(insNames).filter((type) => wanted.length === 0 || wanted.includes(type));
  const rows: Value[][] = [];
  for (let month = from; month <= last; month = addMonths(month, 1)) {
    for (const type of types)
      rows.push([plain(month), plain(insNames[type]?.[0] ?? type), plain(String(unit.insured)), plain('已缴')]);
  }
  if (rows.length === 0) return { state: 'noRecord' };
  return composed(source, '单位社会保险缴费历史', '', '广州市社会保险', [
    unitFields(unit),
    { kind: 'fields', rows: [{ label: '起止年月', value: plain(`${from} 至 ${last}`) }] },
    {
      kind: 'table',
      columns: [
        { label: '年月', share: 2 },
        { label: '险种', share: 3 },
        { label: '参保人数', share: 2 },
        { label: '状态', share: 2 },
      ],
      rows,
    },
  ]);
}

async function fund(source: DocumentSource): Promise<Composed> {
  const account = await source.pull('hpf.account');
  if (account === null) return { state: 'noRecord' };
  return composed(source, '住房公积金缴存证明', '', '广州住房公积金', [
    whoIs(source),
    {
      kind: 'fields',
      rows: [
        { label: '个人账号', value: plain(`尾号 ${account.accountLast4}`) },
        { label: '缴存单位', value: plain(account.unit) },
        { label: '开户日期', value: plain(account.since) },
        { label: '账户状态', value: plain(account.state === 'active' ? '正常' : '封存') },
        { label: '月缴存额（元）', value: hidden(yuan(account.monthlyFen)) },
        { label: '账户余额（元）', value: hidden(yuan(account.balanceFen)) },
      ],
    },
  ]);
}

async function licenceCopy(source: DocumentSource): Promise<Composed> {
  const { answers } = source.request;
  const licId = textOf(answers, 'licId') || textOf(answers, 'kind') || textOf(answers, 'licence');
  const list = await source.pull('lic.list');
  const entry = list?.licences.find((one) => one.licId === licId);
  if (entry === undefined) return { state: 'noRecord' };
  if (!entry.printable) return { state: 'refused', reason: 'notPrintable' };
  const licence = await source.pull('lic.data', { licId });
  if (licence === null) return { state: 'noRecord' };
  const rows = licence.rows.map((row) => ({ label: row.labelZh, value: hidden(row.value) }));
  const content = await composed(source, `${licence.nameZh}(电子证照打印件)`, '', entry.issuer, [
    { kind: 'fields', rows },
  ]);
  const purpose = textOf(answers, 'purpose').slice(0, purposeAtMost) || '查询';
  return content.state === 'composed'
    ? { ...content, content: { ...content.content, watermark: `仅供${purpose}使用 ${source.today}` } }
    : content;
}

/** Of the register's counts only the asked area's: `gz` is the whole city, so adding it to its districts would count twice. */
async function property(source: DocumentSource): Promise<Composed> {
  const { answers, person } = source.request;
  const area = textOf(answers, 'area') || 'gz';
  // Who has not agreed is not looked up, whatever else the row says.
  const agreed = rowsOf(answers, 'family').filter((row) => row.agree === 'yes');
  const named = textOf(answers, 'withFamily') === 'no' ? [] : agreed.flatMap((row) => personIn(row) ?? []);
  const family = (await source.members(named)).join(',');
  const estate = await source.pull('pnr.estate', { area, ...(family === '' ? {} : { family }) });
  const total = estate?.areas.find((one) => one.area === area)?.count;
  if (total === undefined) return { state: 'noRecord' };
  const asked = estate?.asked ?? [person.name];
  return composed(source, '不动产登记查询结果', '', '广州不动产登记', [
    whoIs(source),
    {
      kind: 'fields',
      rows: [
        { label: '查询人员', value: { text: asked.join('、'), masked: asked.map(maskName).join('、') } },
        { label: '查询范围', value: plain(area === 'gz' ? '广州市' : regionName(area)) },
        { label: '查询结果', value: hidden(total === 0 ? '查无不动产登记信息' : `共有不动产登记信息 ${total} 条`) },
      ],
    },
    { kind: 'text', text: '本结果反映查询时本市不动产登记簿的记载。' },
  ]);
}

async function maternity(source: DocumentSource): Promise<Composed> {
  const voucher = await source.voucher();
  if (voucher === null) return { state: 'noRecord' };
  return composed(source, '生育保险就医确认凭证', '', '广州市医疗保障', [
    whoIs(source),
    {
      kind: 'fields',
      rows: [
        { label: '凭证编号', value: plain(voucher.code) },
        { label: '预产期', value: hidden(voucher.dueDate) },
      ],
    },
    { kind: 'text', text: '请在选定医院就医时出示本凭证。' },
  ]);
}

async function composed(
  source: DocumentSource,
  title: string,
  titleEn: string,
  issuer: string,
  blocks: readonly Block[],
): Promise<Composed> {
  const { answers } = source.request;
  const code = textOf(answers, 'purpose');
  const purpose = (code === 'other' ? textOf(answers, 'purposeText') : purposeOf(code)).slice(0, purposeAtMost);
  const copies = Number(textOf(answers, 'copies') || '1');
  const last: Block = {
    kind: 'text',
    text: `${purpose === '' ? '' : `用途:${purpose}。`}签发日期:${source.today}。本证明由演示系统签发。`,
  };
  return {
    state: 'composed',
    content: {
      title,
      titleEn,
      issuer,
      purpose,
      blocks: [...blocks, last],
      watermark: '',
      copies: Number.isInteger(copies) ? Math.min(3, Math.max(1, copies)) : 1,
    },
  };
}

function whoIs(source: DocumentSource): Block {
  const { name, idNumber } = source.request.person;
  return {
    kind: 'fields',
    rows: [
      { label: '姓名', value: { text: name, masked: maskName(name) } },
      { label: '证件号码', value: { text: idNumber, masked: maskIdNumber(idNumber) } },
    ],
  };
}

function unitFields(unit: { readonly nameZh: string; readonly uscc: string }): Block {
  return {
    kind: 'fields',
    rows: [
      { label: '单位名称', value: plain(unit.nameZh) },
      { label: '统一社会信用代码', value: plain(unit.uscc) },
    ],
  };
}

const purposeOf = (code: string): string =>
  (Object.hasOwn(purposeNames, code) ? purposeNames[code] : undefined) ?? code;

/** A month that was asked for; null = none, or it is no month. */
function monthIn(answers: DocumentRequest['answers'], key: string): string | null {
  const text = textOf(answers, key);
  return /^(19|20)\d{2}-(0[1-9]|1[0-2])$/.test(text) ? text : null;
}

/** Asked months, or the last 24. */
function period(source: DocumentSource): { readonly from: string; readonly to: string } {
  const month = source.today.slice(0, 7);
  const from = monthIn(source.request.answers, 'from') ?? addMonths(month, -23);
  const to = monthIn(source.request.answers, 'to') ?? month;
  return from <= to ? { from, to } : { from: to, to: from };
}
