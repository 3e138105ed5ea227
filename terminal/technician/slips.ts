import type { ReplenishBody } from '../../contract/technician/staff.ts';
import type { Texts } from '../catalogue/texts.ts';

/** Slips of the staff, in ReceiptLine markup. They are for the folder in the cabinet: in the first language, staff by number. */
export interface SlipHeading {
  readonly kiosk: string;
  /** Trusted wall clock, milliseconds. */
  readonly wallMs: number;
}

const t = (texts: Texts, key: string, values: Readonly<Record<string, string | number>> = {}) =>
  texts.text('zh-CN', key, values).text;

/** Head of every slip of the staff: title, machine, hour. */
export const slipHead = (texts: Texts, title: string, { kiosk, wallMs }: SlipHeading): readonly string[] => [
  '{width:*;border:0}',
  `^^^${t(texts, title)}^^^`,
  '-',
  '{width:10,*;border:0}',
  `${t(texts, 'tech.slip.machine')} |${kiosk}`,
  `${t(texts, 'tech.slip.time')} |${new Date(wallMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')}`,
];

/** The test strip: characters that few fonts have, and a code that the scanner of the machine can read back. */
export function stripMarkup(texts: Texts, heading: SlipHeading): string {
  return [
    ...slipHead(texts, 'tech.slip.strip', heading),
    '{width:*;border:0}',
    '-',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789',
    '㛃 𠮷 赟 喆 淼',
    `{code:yitiji-strip ${heading.kiosk};option:qrcode,5,m}`,
    '',
  ].join('\n');
}

/** Slip of a refill: expected, found, put in, difference. */
export function refillMarkup(texts: Texts, heading: SlipHeading, body: ReplenishBody): string {
  const { unit, staff, expected, found, after, difference, reason } = body;
  const line = (key: string, value: string | number | null) => (value === null ? [] : [`${t(texts, key)} |${value}`]);
  return [
    ...slipHead(texts, 'tech.slip.refill', heading),
    ...line('tech.slip.unit', t(texts, `tech.unit.${unit}`)),
    ...line('tech.slip.staff', staff.join(' ')),
    ...line('tech.refill.expected', expected),
    ...line('tech.refill.found', found),
    ...line('tech.refill.after', after),
    ...line('tech.refill.difference', difference),
    ...line('tech.slip.reason', reason === null ? null : t(texts, `tech.difference.${reason}`)),
    '{width:*;border:0}',
    '-',
    `|${body.id}`,
    '',
  ].join('\n');
}
