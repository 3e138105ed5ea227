import type { Voice } from './lexicon.ts';

/**
 * Numbers, dates, amounts and letters as sequences of recordings. Everything that these functions return is listed by `atoms`, so that a release cannot lack one.
 */

const hanDigits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;
const months = 'January February March April May June July August September October November December'.split(' ');

interface Units {
  readonly tenThousand: string;
  readonly hundredMillion: string;
  readonly point: string;
  readonly minus: string;
  readonly yuan: string;
  readonly hour: string;
  readonly minute: string;
  readonly percent: string;
  readonly year: string;
}
const units: Readonly<Record<Voice, Units>> = {
  cmn: {
    ...{ tenThousand: '万', hundredMillion: '亿', point: '点', minus: '负', yuan: '元' },
    ...{ hour: '时', minute: '分', percent: '百分之', year: '年' },
  },
  yue: {
    ...{ tenThousand: '萬', hundredMillion: '億', point: '點', minus: '負', yuan: '元' },
    ...{ hour: '時', minute: '分', percent: '百分之', year: '年' },
  },
  en: {
    ...{ tenThousand: 'thousand', hundredMillion: 'million', point: 'point', minus: 'minus', yuan: 'yuan' },
    ...{ hour: "o'clock", minute: 'oh', percent: 'percent', year: 'year' },
  },
};

/** 0–99 in one recording: `四十二`, `42`. */
function underHundred(voice: Voice, n: number): string {
  if (voice === 'en') return String(n);
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  if (tens === 0) return hanDigits[ones] ?? '';
  return `${tens === 1 ? '' : hanDigits[tens]}十${ones === 0 ? '' : hanDigits[ones]}`;
}

/** One recording a digit; everything else is left out. */
export const digitWords = (voice: Voice, digits: string): string[] =>
  [...digits].filter((digit) => /\d/.test(digit)).map((digit) => underHundred(voice, Number(digit)));

/** Capital letters and digits one by one; signs between them are not said. */
export const letterWords = (voice: Voice, text: string): string[] =>
  [...text.toUpperCase()].flatMap((sign) =>
    /[A-Z]/.test(sign) ? [sign] : /\d/.test(sign) ? [underHundred(voice, Number(sign))] : [],
  );

/** A number in figures, with or without thousands commas and decimals. Beyond a billion it is spelled digit by digit. */
export function numberWords(voice: Voice, figures: string): string[] {
  const [whole = '', decimals = ''] = figures.replaceAll(',', '').replace('-', '').split('.');
  const n = Number(whole);
  if (!Number.isSafeInteger(n) || n >= 1_000_000_000) return digitWords(voice, figures);
  return [
    ...(figures.startsWith('-') ? [units[voice].minus] : []),
    ...wholeWords(voice, n),
    ...(decimals === '' ? [] : [units[voice].point, ...digitWords(voice, decimals)]),
  ];
}

function wholeWords(voice: Voice, n: number): string[] {
  if (n < 100) return [underHundred(voice, n)];
  return voice === 'en' ? englishWords(n) : hanWords(voice, n);
}

function englishWords(n: number): string[] {
  const group = (value: number): string[] => {
    const hundreds = Math.floor(value / 100);
    const rest = value % 100;
    return [
      ...(hundreds === 0 ? [] : [String(hundreds), 'hundred']),
      ...(rest === 0 && hundreds > 0 ? [] : [String(rest)]),
    ];
  };
  const [millions, thousands, rest] = [Math.floor(n / 1_000_000), Math.floor(n / 1000) % 1000, n % 1000];
  return [
    ...(millions === 0 ? [] : [...group(millions), 'million']),
    ...(thousands === 0 ? [] : [...group(thousands), 'thousand']),
    ...(rest === 0 ? [] : group(rest)),
  ];
}

function hanWords(voice: Voice, n: number): string[] {
  /** Below ten thousand; `isInner`: behind a greater unit, where a gap is a 零. */
  const small = (value: number, isInner: boolean): string[] => {
    const [thousands, hundreds, rest] = [Math.floor(value / 1000), Math.floor(value / 100) % 10, value % 100];
    const words: string[] = [];
    if (thousands > 0) words.push(`${hanDigits[thousands]}千`);
    if (hundreds > 0) {
      if (thousands === 0 && isInner) words.push('零');
      words.push(`${hanDigits[hundreds]}百`);
    }
    if (rest > 0) {
      if ((isInner || thousands > 0 || hundreds > 0) && (hundreds === 0 || rest < 10)) words.push('零');
      // Behind a greater unit it is 一十二, not 十二.
      if (rest >= 10 && rest < 20 && words.length > 0) words.push('一');
      words.push(underHundred(voice, rest));
    }
    return words;
  };
  const { tenThousand, hundredMillion } = units[voice];
  const [high, middle, low] = [Math.floor(n / 100_000_000), Math.floor(n / 10_000) % 10_000, n % 10_000];
  return [
    ...(high === 0 ? [] : [...small(high, false), hundredMillion]),
    ...(middle === 0 ? [] : [...small(middle, high > 0), tenThousand]),
    ...(low === 0 ? [] : small(low, high > 0 || middle > 0)),
  ];
}

/** `1234.50` yuan. */
export const amountWords = (voice: Voice, yuan: string): string[] => [
  ...numberWords(voice, yuan.endsWith('.00') ? yuan.slice(0, -3) : yuan),
  units[voice].yuan,
];

/** Words of a percentage as the voice says it. @param figures digits, with a point where it has decimals */
export function percentWords(voice: Voice, figures: string): string[] {
  const number = numberWords(voice, figures);
  return voice === 'en' ? [...number, units.en.percent] : [units[voice].percent, ...number];
}

/** `month` 1–12. Without `day`: only year and month. */
export function dateWords(voice: Voice, year: string, month: number, day?: number): string[] {
  if (voice === 'en') {
    return [...(day === undefined ? [] : [String(day)]), months[month - 1] ?? '', ...englishYear(year)].filter(
      (word) => word !== '',
    );
  }
  return [
    ...digitWords(voice, year),
    units[voice].year,
    `${underHundred(voice, month)}月`,
    ...(day === undefined ? [] : [`${underHundred(voice, day)}日`]),
  ];
}

/** 1985: `19 85`, 2005: `2 thousand 5`, 1905: `19 oh 5`: two bare numbers only where they cannot be heard as one. */
function englishYear(year: string): string[] {
  const [century, rest] = [Number(year.slice(0, 2)), Number(year.slice(2))];
  if (rest >= 10) return [String(century), String(rest)];
  if (century % 10 === 0) return englishWords(Number(year));
  return rest === 0 ? [String(century), 'hundred'] : [String(century), units.en.minute, String(rest)];
}

/** `14`, `03` → 14 时 3 分. */
export function timeWords(voice: Voice, hour: string, minute: string): string[] {
  const [h, m] = [Number(hour), Number(minute)];
  if (voice === 'en') {
    if (m === 0) return [String(h), units.en.hour];
    return [String(h), ...(m < 10 ? [units.en.minute] : []), String(m)];
  }
  const hours = [underHundred(voice, h), units[voice].hour];
  return m === 0 ? hours : [...hours, underHundred(voice, m), units[voice].minute];
}

/** Number of a month by its English name, 1–12; 0 = no month. */
export const englishMonth = (name: string): number => months.indexOf(name) + 1;

/** Every recording that numbers, dates, amounts and letters of a voice are joined from. */
export function atoms(voice: Voice): readonly string[] {
  const list = [...Array(100).keys()].map((n) => underHundred(voice, n));
  list.push(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', ...Object.values(units[voice]));
  if (voice === 'en') list.push(...months, 'hundred');
  else {
    for (const digit of hanDigits.slice(1)) list.push(`${digit}百`, `${digit}千`);
    for (let month = 1; month <= 12; month += 1) list.push(`${underHundred(voice, month)}月`);
    for (let day = 1; day <= 31; day += 1) list.push(`${underHundred(voice, day)}日`);
  }
  return [...new Set(list)];
}
