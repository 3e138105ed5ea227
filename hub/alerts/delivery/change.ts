import { type AlertCode, alertKinds } from '../../../contract/alerts/catalogue.ts';
import { type AlertLanguage, alertWords } from '../../../contract/alerts/words.ts';
import type { Result } from '../../../contract/result.ts';

/** One thing that people are told: an alert has begun, or it is over. */
export interface AlertChange {
  readonly alertId: number;
  readonly change: 'opened' | 'resolved';
  readonly atMs: number;
  readonly code: AlertCode;
  readonly subject: string;
  readonly severity: string;
  /** '' = of the whole site. */
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly sinceMs: number;
}

/** A way to people. Port names are those of the file. */
export interface AlertPort {
  readonly name: string;
  /** Changes that go out together at most. */
  readonly atOnce: number;
  /** Error: a code for the log and the table, never what the other side said. */
  send(changes: readonly AlertChange[]): Promise<Result<void, string>>;
}

/** The same for every attempt: whoever gets one twice, because the hub died between an answer and its note, knows it again. */
export const changeId = ({ alertId, change }: AlertChange): string => `${alertId}-${change}`;

/** Address of an alert in the console. */
export const linkOf = (publicUrl: string, { alertId }: AlertChange): string => `${publicUrl}/alerts/${alertId}`;

const severityWords = { stop: ['停用', 'STOP'], limit: ['受限', 'LIMIT'], watch: ['留意', 'WATCH'] } as const;
const changeWords = { opened: ['告警', 'ALERT'], resolved: ['恢复', 'RESOLVED'] } as const;

/** One line for a mail. Times are those of the city. */
export function changeLine(change: AlertChange, language: AlertLanguage): string {
  const at = language === 'en' ? 1 : 0;
  const severity = severityWords[alertKinds[change.code].severity][at];
  const where = [change.kiosk, change.place, change.district].filter((word) => word !== '').join(' · ');
  const time = new Date(change.sinceMs + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  const since = language === 'en' ? `since ${time}` : `始于 ${time}`;
  return `[${changeWords[change.change][at]} ${severity}] ${alertWords(change, language)} — ${where} (${since})`;
}
