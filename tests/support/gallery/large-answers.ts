import type { PullPath } from '../../../contract/pulls/pulls.ts';
import { pullSchemas } from '../../../contract/pulls/pulls.ts';
import type { Pulled } from '../../../terminal/session/context.ts';
import { today } from '../../../terminal/session/testing/session-fixtures.ts';
import { samplePulled } from '../../../terminal/session/testing/world.ts';

/**
 * What departments say of somebody of whom they know much: full lists, long names, long addresses, rare characters. Invented, like everything of the
 * simulated city. Pages that hold this hold less.
 */
const words: Readonly<Record<string, readonly string[]>> = {
  name: ['阿卜杜热西提·阿卜杜克热木', '欧阳淼', '黎赟', '林㛃'],
  idNumber: ['440199199203150026', '440199199107040150', '440199198605010053'],
  mobile: ['138****8000'],
  address: [
    '广东省广州市增城区荔湖街道示例大道北一千二百八十八号测试花园三期十二栋二单元3004房',
    '广州市天河区测试路1号',
  ],
  district: ['广州市增城区', '广州市天河区'],
  street: ['荔湖街道', '石牌街道'],
  community: ['测试花园社区居民委员会', '示例社区居民委员会'],
  place: ['广州市增城区荔湖街道政务服务中心一窗通取专窗', '天河区测试街政务服务站'],
  pickPlace: ['示例银行增城荔湖第一支行'],
  pickup: ['广州市增城区荔湖街道政务服务中心一窗通取专窗'],
  unit: ['广州示例智能装备制造与工程技术服务有限公司增城分公司', '示例贸易有限公司'],
  phone: ['020-00000000'],
  hours: ['周一至周五 9:00–17:00，周六 9:00–12:00'],
  hotline: ['95xxx'],
  occupation: ['互联网营销师（直播销售员）', '电工'],
  department: ['gz.amr', 'gz.hrss', 'gz.tax', 'gz.ps'],
  fullName: ['广州示例智能装备制造与工程技术服务有限公司'],
  alternatives: ['示例云山智能装备', '示例荔湖智能装备', '示例珠江智能装备'],
  accountLast4: ['0012'],
  slot: ['09:00–09:30'],
  from: ['09:00'],
  to: ['09:30'],
  reason: ['经营场所使用证明与登记的地址不一致，请补充不动产权证或租赁备案'],
  nextZh: ['市场监管部门正在核对经营场所，办好后会发短信到您留的手机号'],
  nextEn: ['The market regulator is checking the premises; a text message follows when it is done'],
  qr: ['YTJ1:TH0017-261123-0042-3:lic.view:ready:4f6a2c'],
  receiptNo: ['TH0017-261123-0042-3'],
};
const namesZh: Readonly<Record<string, string>> = {
  'ref.banks': '示例农村商业银行股份有限公司',
  'ref.outlets': '示例农村商业银行增城荔湖第一支行',
  'med.hospitals': '广州市增城区示例人民医院（荔湖院区）',
  'ref.regions': '增城区荔湖街道测试花园社区',
  'ref.reasons': '卡面文字磨损或者芯片无法读取',
  'amr.scope': '智能装备制造、软件开发与信息技术咨询服务',
  'lic.list': '中华人民共和国居民身份证电子证照',
  'book.places': '广州市增城区政务服务中心社会保险窗口',
};
const namesEn: Readonly<Record<string, string>> = {
  'ref.banks': 'Sample Rural Commercial Bank Company Limited',
  'ref.outlets': 'Sample Rural Commercial Bank, Lihu First Branch, Zengcheng',
  'med.hospitals': 'Sample People’s Hospital of Zengcheng, Lihu campus',
  'ref.regions': 'Test Garden Community, Lihu Street, Zengcheng',
  'ref.reasons': 'The print is worn or the chip cannot be read',
  'amr.scope': 'Manufacture of smart equipment, software and IT consulting',
  'lic.list': 'Resident identity card, electronic licence',
  'book.places': 'Zengcheng Service Centre, social insurance counter',
};

/** Rows of a list that is longer than any page. */
const longList = 14;

/** Draws alternate between a full answer and whatever fits the schema, so that walks also come by empty registers. */
export function largeAnswer(path: PullPath, draw: number): Pulled {
  const plain = samplePulled(path, draw);
  if (plain.status !== 'found') return plain;
  return { ...plain, asOf: today, data: enlarge(pullSchemas[path] as Shape, plain.data, path, path, draw) };
}

interface Shape {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

/** The same data with long words and, where the list may be long, more rows of it. Codes and states stay as they were drawn. */
function enlarge(shape: Shape, value: unknown, key: string, path: PullPath, draw: number): unknown {
  if (Array.isArray(value)) {
    const items = shape.items ?? {};
    const length = Math.min(shape.maxItems ?? longList, key === 'rows' && path === 'hrss.contrib' ? 60 : longList);
    const first = value[0];
    const more = typeof first === 'object' && value.length > 0 ? Math.max(0, length - value.length) : 0;
    const rows = [...value, ...Array.from({ length: more }, (_, i) => renumbered(value[i % value.length], i))];
    return rows.map((row, i) => enlarge(items, key === 'years' ? inYear(row, i) : row, key, path, draw + i));
  }
  if (typeof value === 'object' && value !== null) {
    const properties = shape.properties ?? shape.anyOf?.find((one) => one.properties !== undefined)?.properties ?? {};
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, enlarge(properties[name] ?? {}, part, name, path, draw)]),
    );
  }
  if (typeof value !== 'string' || !value.startsWith('样本')) return value;
  const long = wordsFor(key, path, draw, value);
  return shape.maxLength === undefined ? long : [...long].slice(0, shape.maxLength).join('');
}

function wordsFor(key: string, path: PullPath, draw: number, value: string): string {
  const number = value.slice(2);
  if (/^(name|title|label|document)Zh$/.test(key) || key === 'words')
    return `${namesZh[path] ?? words.unit?.[0]} ${number}`;
  if (/^(name|title|label|document)En$/.test(key))
    return `${namesEn[path] ?? 'Sample Equipment Company Limited'} ${number}`;
  const listed = words[key];
  if (listed !== undefined) return listed[draw % listed.length] ?? value;
  return /(Id|No|code|parent|uscc)$/.test(key)
    ? value
    : `示例${key}资料内容较长的一项 ${number}`.replace(/[a-zA-Z]+/, '');
}

/** A register has one row a year. */
const inYear = (row: unknown, back: number): unknown =>
  typeof row === 'object' && row !== null ? { ...row, year: Number(today.slice(0, 4)) - back } : row;

/** A further row: its identifiers are its own. */
function renumbered(row: unknown, index: number): unknown {
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && /(Id|No|code|uscc)$/.test(name) ? `${value.slice(0, 40)}-${index + 2}` : value,
    ]),
  );
}
