/**
 * What SW3 means for the driver. 01, 02, 03, 05 and 09 are codes of vendors' host libraries and never come over the wire.
 * `none`: nothing of this kind on the card, not an error. `unknown` is treated as `replaceCard` once, then as `protocol`.
 */
export type Sw3Class = 'ok' | 'none' | 'noCard' | 'replaceCard' | 'wrongCard' | 'outOfService' | 'protocol' | 'unknown';

const sw3Table: Readonly<Record<number, Sw3Class>> = {
  144: 'ok', // success
  159: 'ok', // card found
  145: 'none', // nothing of this kind on the card (typical for the newest address)
  128: 'noCard', // find failed
  129: 'noCard', // select failed
  49: 'replaceCard', // card failed to authenticate the module
  50: 'replaceCard', // module failed to authenticate the card
  51: 'replaceCard', // information verification failed
  55: 'replaceCard', // fingerprint information verification failed
  63: 'replaceCard', // information length error
  65: 'replaceCard', // card read failed
  71: 'replaceCard', // get-random failed
  64: 'wrongCard', // card type not recognised
  96: 'outOfService', // module's self-test failed; takes no commands
  102: 'outOfService', // module not authorised
  16: 'protocol', // checksum error in host data
  17: 'protocol', // length error in host data
  33: 'protocol', // command error
  35: 'protocol', // not permitted
  36: 'protocol', // unrecognised; also the answer to commands out of order
};

/** What a reply code of the reader means; one that no manual names is `unknown`. */
export function sw3Class(sw3: number): Sw3Class {
  return sw3Table[sw3] ?? 'unknown';
}

/** SW3 as it stands in vendors' tables: two upper-case hex digits. */
export function sw3Text(sw3: number): string {
  return sw3.toString(16).toUpperCase().padStart(2, '0');
}

/** Sex codes of GB/T 2261.1. A code that is not here is reported as `unknown` and named as damaged. */
export const sexCodes: Readonly<Record<string, 'unknown' | 'male' | 'female' | 'unspecified'>> = {
  0: 'unknown',
  1: 'male',
  2: 'female',
  9: 'unspecified',
};

/** Ethnicity codes 01–56 of GB/T 3304, in order. */
const ethnicities =
  '汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺'.split(
    ' ',
  );

/** The word for an ethnicity code, for example 汉族; an unknown code stays as it is (vendors disagree on others in the 90s). */
export function ethnicityWord(code: string): string {
  if (code === '97') return '其他';
  if (code === '98') return '外国血统中国籍人士';
  const name = /^\d{2}$/.test(code) ? ethnicities[Number(code) - 1] : undefined;
  return name === undefined ? code : `${name}族`;
}

/** The code for a word made by `ethnicityWord`; the word itself when it is none. */
export function ethnicityCode(word: string): string {
  for (let code = 1; code <= 98; code += 1) {
    const text = String(code).padStart(2, '0');
    if (ethnicityWord(text) === word) return text;
  }
  return word;
}
