/**
 * Masks for screen, speech and paper alike. Source: docs/domain/privacy-and-security.md §4.
 * Two asterisks always, so that the length of a name stays hidden.
 */

/** Compound surnames that stay whole. Data; extend when a name is cut wrongly. */
const compoundSurnames: readonly string[] = [
  '欧阳',
  '太史',
  '端木',
  '上官',
  '司马',
  '东方',
  '独孤',
  '南宫',
  '万俟',
  '闻人',
  '夏侯',
  '诸葛',
  '尉迟',
  '公羊',
  '赫连',
  '澹台',
  '皇甫',
  '宗政',
  '濮阳',
  '公冶',
  '太叔',
  '申屠',
  '公孙',
  '慕容',
  '仲孙',
  '钟离',
  '长孙',
  '宇文',
  '司徒',
  '鲜于',
  '司空',
  '闾丘',
  '子车',
  '亓官',
  '司寇',
  '巫马',
  '公西',
  '颛孙',
  '壤驷',
  '公良',
  '漆雕',
  '乐正',
  '宰父',
  '谷梁',
  '拓跋',
  '夹谷',
  '轩辕',
  '令狐',
  '段干',
  '百里',
  '呼延',
  '东郭',
  '南门',
  '羊舌',
  '微生',
  '梁丘',
  '左丘',
  '东门',
  '西门',
  '第五',
];

/** 黎赟 → 黎**, 欧阳淼 → 欧阳**, 阿依古丽·买买提江 → 阿依古丽·**, John Smith → J** */
export function maskName(name: string): string {
  const dot = name.indexOf('·');
  if (dot > 0) return `${name.slice(0, dot)}·**`;
  const compound = compoundSurnames.find((surname) => name.startsWith(surname) && name.length > surname.length);
  if (compound !== undefined) return `${compound}**`;
  const first = Array.from(name)[0];
  return first === undefined ? '**' : `${first}**`;
}

/** Only the last four characters stay: region and birth digits reveal too much. */
export function maskIdNumber(number: string): string {
  return maskLast4(number, 14);
}

/** Card and account numbers: last four. */
export function maskCardNumber(number: string): string {
  return maskLast4(number, 12);
}

/** 138****8000 */
export function maskMobile(mobile: string): string {
  return mobile.length === 11 ? `${mobile.slice(0, 3)}****${mobile.slice(7)}` : maskLast4(mobile, 4);
}

/**
 * To the district: what follows 市 and 区/县 is left out. An address without a district ends at its city, one without either shows nothing but stars.
 * Some cities have no districts, and streets and estates hold 区 and 市 too (小区, 市场): a name that could be one of those is left out rather than shown.
 */
export function maskAddress(address: string): string {
  return `${(districtOfCity.exec(address) ?? firstArea.exec(address))?.[0] ?? ''}****`;
}

/** Signs of a name of an area, the first one apart: a street, a town, a village or an estate holds one of those that are left out. 路桥区, 镇海区 begin with one; 湘乡市, 东乡族自治县 hold one. */
const inName = '(?:乡(?=[市县族])|(?![号路街道镇乡村园苑巷弄厦])\\p{Script=Han})';
/** A 区 that is a district, not an estate or a works; a 市 that ends the name: 沙市区, 津市市. */
const ends = '(?:(?<![小社园校厂库院街景宅业活])区|县|旗|市(?![区市]))';
const name = (most: number) => `\\p{Script=Han}${inName}{0,${most}}?`;
const city = '(?:\\p{Script=Han}{2,6}自治区)?(?:(?![号路街村县区旗])\\p{Script=Han}){1,14}?(?:市|自治州|盟|地区)';
const districtOfCity = new RegExp(`^${city}(?:${name(3)}${ends}|${name(14)}(?:自治县|旗|新区))`, 'u');
const firstArea = new RegExp(`^${name(20)}${ends}`, 'u');

function maskLast4(text: string, stars: number): string {
  return text.length <= 4 ? '*'.repeat(stars) : '*'.repeat(stars) + text.slice(-4);
}
