import type { Language } from '../../contract/text.ts';

/** A run of a text; `lang` where it is of another language than the page (WCAG 3.1.2). */
export interface LanguagePart {
  readonly text: string;
  readonly lang?: 'zh-CN';
}

/** Characters from the first to the last Han, with numbers and marks between them: 天河区测试街 01 号机 is one name. */
const han = /\p{Script=Han}(?:[\p{Script=Han}\p{N}\s·、，。：；（）()*–-]*\p{Script=Han})?/gu;

/**
 * On an English page: Chinese names, addresses and hours, which are never put into other words. On a Chinese page nothing: Latin letters there are names and
 * numbers, and which of the two Chinese writings a name is of cannot be seen from it.
 */
export function languageParts(text: string, page: Language): readonly LanguagePart[] {
  if (page !== 'en') return [{ text }];
  const parts: LanguagePart[] = [];
  let at = 0;
  for (const match of text.matchAll(han)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ text: match[0], lang: 'zh-CN' });
    at = match.index + match[0].length;
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at) });
  return parts;
}
