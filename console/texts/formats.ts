import { useMemo } from 'react';
import { hubNow } from '../data/hub-clock.ts';
import type { Language } from './define-texts.ts';
import { useLanguage } from './use-words.ts';

/** How times and numbers are written. Times are those of the reader's computer, 24 hours. */
export interface Formats {
  /** `11-29 14:03:22`, with the year where it is another one than now. */
  time(iso: string | null): string;
  /** `14:03`. */
  clock(ms: number): string;
  /** `2026-11-29` */
  day(iso: string | null): string;
  /** How long ago: `3 min`, `2 h`, `5 d`; what lies ahead as well, without a sign. */
  span(ms: number): string;
  number(value: number): string;
  /** `98.7 %`; whole percents without a decimal. What is not all is never rounded to 100 %, and what is not nothing never to 0 %. */
  percent(part: number): string;
  /** `1.2 MB` */
  bytes(count: number): string;
}

const spanUnits: Readonly<Record<Language, readonly [string, string, string, string]>> = {
  'zh-CN': ['秒', '分钟', '小时', '天'],
  en: ['s', 'min', 'h', 'd'],
};

/** Pure but for the time zone of the computer. */
export function formatsOf(language: Language, nowMs: () => number): Formats {
  const numbers = new Intl.NumberFormat(language);
  const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const two = (value: number) => String(value).padStart(2, '0');
  const dayOf = (at: Date) => `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clockOf = (at: Date) => `${two(at.getHours())}:${two(at.getMinutes())}`;
  return {
    time(iso) {
      if (iso === null) return '—';
      const at = new Date(iso);
      const year = at.getFullYear() === new Date(nowMs()).getFullYear() ? '' : `${at.getFullYear()}-`;
      return `${year}${dayOf(at)} ${clockOf(at)}:${two(at.getSeconds())}`;
    },
    clock: (ms) => clockOf(new Date(ms)),
    day(iso) {
      if (iso === null) return '—';
      const at = new Date(iso);
      return `${at.getFullYear()}-${dayOf(at)}`;
    },
    span(ms) {
      const [s, min, h, d] = spanUnits[language];
      const seconds = Math.round(Math.abs(ms) / 1000);
      if (seconds < 60) return `${seconds} ${s}`;
      if (seconds < 3600) return `${Math.floor(seconds / 60)} ${min}`;
      if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} ${h}`;
      return `${Math.floor(seconds / 86_400)} ${d}`;
    },
    number: (value) => numbers.format(value),
    percent: (part) =>
      `${tenths.format(part <= 0 || part >= 1 ? part * 100 : Math.min(99.9, Math.max(0.1, part * 100)))} %`,
    bytes(count) {
      if (count < 1000) return `${count} B`;
      if (count < 1_000_000) return `${tenths.format(count / 1000)} kB`;
      if (count < 1_000_000_000) return `${tenths.format(count / 1_000_000)} MB`;
      return `${tenths.format(count / 1_000_000_000)} GB`;
    },
  };
}

export function useFormats(): Formats {
  const { language } = useLanguage();
  return useMemo(() => formatsOf(language, hubNow), [language]);
}
