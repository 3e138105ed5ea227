/**
 * Characters that have a twin in the safe set with the same look and the same meaning. Nothing that could change a meaning stands
 * here: "10²" must not become "102", so superscripts are drawn instead.
 */
const twins: ReadonlyMap<string, string> = new Map([
  ['¥', '￥'],
  ['‑', '-'],
  ['−', '-'],
  ['•', '·'],
  ['・', '·'],
  ['∙', '·'],
  ['⋅', '·'],
  ['〜', '～'],
]);

/** Without ink: joiners, byte order mark, direction marks, soft hyphen, C1 controls. Nothing visible is lost when they go. */
const inkless = /\p{Cf}|[\u{80}-\u{9f}]|\u{34f}/gu;

/** All blanks but the ideographic one, which is two columns wide and printable. */
const blanks = /(?!\u3000)[\p{Zs}\p{Zl}\p{Zp}]/gu;

const halfWidthKatakana = /[\uff61-\uff9f]/gu;

const plain = /^[ -~\u4e00-\u9fff]*$/;

/** Nearly all text on a receipt: each character stands by itself, and nothing in it has a twin. */
export function isPlain(text: string): boolean {
  return plain.test(text);
}

/** Replaces what has a harmless twin and removes what has no ink. */
export function replaceTwins(text: string): string {
  if (isPlain(text)) return text;
  let result = text
    .replace(inkless, '')
    .replace(blanks, ' ')
    .replace(halfWidthKatakana, (kana) => kana.normalize('NFKC'));
  for (const [from, to] of twins) result = result.replaceAll(from, to);
  return result;
}
