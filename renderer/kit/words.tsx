import { useContext } from 'react';
import { languageParts } from './parts-of-language.ts';
import { LanguageContext } from './touch.ts';
import classes from './words.module.css';

/**
 * What must stay on one line: a date, an hour, a telephone number, an amount, a number with the unit that gives it its meaning, what one shall not do. Torn
 * apart they are read wrongly (2026年 | 12月, 1.1 公 | 里, 12 | 个月, Do | not use).
 */
const wholes = new RegExp(
  [
    // 2026年11月28日星期六, 2026年12月, 11月28日
    String.raw`\d{4}年\d{1,2}月(?:\d{1,2}日)?(?:星期.)?`,
    String.raw`\d{1,2}月\d{1,2}日`,
    // “A card was left here. Do | not use this machine” says the opposite to whoever reads a line.
    String.raw`\b[Dd]o not [a-z]+`,
    // 28 November 2026, November 2026
    String.raw`(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}`,
    // 9:00–12:00
    String.raw`\d{1,2}:\d{2}(?:[–-]\d{1,2}:\d{2})?`,
    // 020-12345678, TH0017-261123-0042-3, 199****0026
    String.raw`[A-Z]{0,4}\d+(?:-\d+)+`,
    String.raw`[\d*]*\*{2,}[\dX*]+`,
    // ¥1,234.50, 100%, 1/3 个部门, 1.1 公里, 12 个月, 5 minutes
    String.raw`¥?\d[\d,.]*(?:/\d+)? ?(?:个工作日|個工作天|个部门|個部門|个月|個月|工作日|工作天|公里|分钟|分鐘|小时|小時|号机|號機|部分|[个個年月日天秒次页頁份岁歲元位张張步项項件人台米%]|(?:minutes?|seconds?|hours?|days?|months?|years?|pages?|min|km|m|s)\b)?(?![\dA-Za-z])`,
  ].join('|'),
  'g',
);

/**
 * The end of a text that stays together, so that its last line is never one lonely character or word: four characters with their mark, a short word
 * behind its neighbour. `text-wrap: pretty` would do the same, but the oldest window does not know it (Chromium 114).
 */
const tail =
  /(?:\p{Script=Han}{4}|\p{Script=Han}{1,4} [\w-]{1,8}|(?<=\s)[\w’'-]{1,10} [\w’'-]{1,10})[。！？；：，、”’」』）…?!.,;:)]*$/u;

interface Piece {
  readonly text: string;
  /** No line may break within it. */
  readonly whole: boolean;
}

/** What little stands behind a number at the end of a text (2023年10月8日发卡): shorter than what stays together by itself. */
const rest = /^\p{Script=Han}{1,3}[。！？；：，、”’」』）…]*$/u;
/** Longest that a number may grow to by it, characters: the longest date with a word of two. The narrowest column of the largest letters holds it. */
const mostWithRest = 14;

/** The text in pieces, in order; joined they are the text. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces = numbersOf(text);
  const last = pieces.at(-1);
  const before = pieces.at(-2);
  if (last !== undefined && before?.whole === true && rest.test(last.text)) {
    const joined = before.text + last.text;
    if (joined.length <= mostWithRest) return [...pieces.slice(0, -2), { text: joined, whole: true }];
  }
  const end = last === undefined || last.whole ? null : tail.exec(last.text);
  if (last === undefined || end === null || end.index === 0) return pieces;
  return [...pieces.slice(0, -1), { text: last.text.slice(0, end.index), whole: false }, { text: end[0], whole: true }];
}

function numbersOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(wholes)) {
    const whole = match[0].trimEnd();
    if (whole.length < 2) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), whole: false });
    pieces.push({ text: whole, whole: true });
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), whole: false });
  return pieces;
}

/** Names and places of another language than the page say so (WCAG 3.1.2). */
export function InLanguage({ text }: { readonly text: string }) {
  const parts = languageParts(text, useContext(LanguageContext));
  return parts.map((part, index) =>
    part.lang === undefined ? (
      part.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts are places in the sentence, they have no other name
      <span key={index} lang={part.lang}>
        {part.text}
      </span>
    ),
  );
}

/** Running text in which numbers, dates and what belongs to them never break over a line, and no line ends the text alone with one character. */
export function Words({ text }: { readonly text: string }) {
  const pieces = piecesOf(text);
  if (pieces.every(({ whole }) => !whole)) return <InLanguage text={text} />;
  return pieces.map((piece, index) =>
    piece.whole ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces are places in the sentence, they have no other name
      <span key={index} className={classes.whole}>
        <InLanguage text={piece.text} />
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same
      <InLanguage key={index} text={piece.text} />
    ),
  );
}
