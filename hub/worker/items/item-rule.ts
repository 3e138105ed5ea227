import type { AnswerValue, SubmitBody } from '../../../contract/envelope.ts';
import type { CaseState } from '../../../contract/pulls/cases.ts';
import { cityDay, type WorkingCalendar } from '../../../contract/working-days.ts';
import type { RefusalCode } from '../../cases/refusal-codes.ts';
import type { Tx } from '../../database/pool.ts';
import type { DepartmentCode } from '../../departments/faults.ts';

/** An application as a department has taken it in. */
export interface Application {
  readonly receiptNo: string;
  readonly itemId: string;
  readonly deviceId: string;
  /** Whom it is about. */
  readonly idNumber: string;
  readonly name: string;
  readonly actorNumber: string;
  readonly actorName: string;
  readonly answers: Readonly<Record<string, AnswerValue>>;
  readonly isOffline: boolean;
  readonly readVersion: number | null;
  readonly orderId: string | null;
  readonly draftId: string | null;
  readonly capturedAt: string;
  /** Day of the city on which the department took it in. */
  readonly takenOn: string;
}

/** When and by which calendar something is decided. */
export interface At {
  readonly nowMs: number;
  /** City's day. */
  readonly today: string;
  readonly calendar: WorkingCalendar;
}

/** What the done page shows, by names that the item's texts know. No names of people, no numbers of people. */
export type CaseData = Readonly<Record<string, string>>;

/** First look, at once: goes on, waits for somebody, or is refused. */
export type Intake =
  | { readonly state: 'accepted'; readonly data?: CaseData }
  /** `confirmer`: ID number of the one who must confirm. */
  | { readonly state: 'waitSpouse'; readonly confirmer: string | null; readonly data?: CaseData }
  /** The same was applied for before and is not collected yet: its receipt (H18). */
  | { readonly state: 'existing'; readonly receiptNo: string; readonly data?: CaseData }
  | { readonly state: 'refused'; readonly reason: RefusalCode; readonly data?: CaseData };

/** How it ends, effects included. */
export interface Decision {
  readonly state: Extract<CaseState, 'done' | 'ready' | 'refused' | 'needMore' | 'inProgress'>;
  readonly reason?: RefusalCode;
  /** Receipt of the earlier application that has had this effect already (H18). */
  readonly existingReceipt?: string;
  readonly data?: CaseData;
  /** What the applicant is told instead of the words of the state (`hub/worker/tell-end.ts`); names no item and nobody. */
  readonly told?: string;
}

/**
 * What a department does with applications of one item. Effects are made in the transaction that also changes the case; everything here may run a second
 * time after a rollback, so nothing outside the database may be touched.
 */
export interface ItemRule {
  readonly department: DepartmentCode;
  /** Promise in working days; 0 = decided at once. The catalogue's own number goes before, where the hub has it. */
  readonly days: number;
  /** What the application is about besides the person: same person, item and target = the same act. */
  target(body: Pick<SubmitBody, 'answers'>): string;
  /** `live`: may be asked again once it has ended. `always`: an act that was done stays done. `never`: the effect itself decides. */
  readonly sameAct: 'live' | 'always' | 'never';
  intake?(tx: Tx, application: Application, at: At): Promise<Intake>;
  /** Decides and puts in force. */
  decide(tx: Tx, application: Application, at: At): Promise<Decision>;
  /** Takes back what `intake` did: withdrawn, refused or expired. */
  undo?(tx: Tx, application: Application): Promise<void>;
  /** Decided at once although the item has a promise in days. */
  isInstant?(application: Application): boolean;
  /** `custody`: nothing is decided by the clock; the card in the citizen's hand decides (mode A). */
  readonly endsBy?: (application: Application) => 'clock' | 'custody' | 'matters';
}

/** Day on which it was handed in at the machine. Its clock may be wrong by a year; what is more than a month before the day on which it arrived is not believed, however long it is decided after that. */
export function captureDay({ capturedAt, takenOn }: Pick<Application, 'capturedAt' | 'takenOn'>): string {
  const captured = Date.parse(capturedAt);
  const takenMs = Date.parse(`${takenOn}T00:00:00Z`);
  if (Number.isNaN(captured) || captured > takenMs || takenMs - captured > 30 * 86_400_000) return takenOn;
  return cityDay(captured);
}

/** One text answer; empty = not answered. */
export function textOf(answers: Readonly<Record<string, AnswerValue | unknown>>, key: string): string {
  const value = answers[key];
  return typeof value === 'string' ? value : '';
}

/** Codes of a multiple choice. */
export function codesOf(answers: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const value = answers[key];
  if (typeof value === 'string') return value === '' ? [] : value.split(',');
  return Array.isArray(value) ? value.filter((code): code is string => typeof code === 'string') : [];
}

/** Rows of a repeated group; a single row counts as one. */
export function rowsOf(answers: Readonly<Record<string, unknown>>, key: string): readonly Record<string, unknown>[] {
  const value = answers[key];
  const rows = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return rows.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null);
}

/** A person as an answer: `{ name, idNumber, by }`, or a row that holds one. `tapped`: stood here with the card. */
export interface AnsweredPerson {
  readonly idNumber: string;
  readonly name: string;
  readonly tapped: boolean;
}

/** The person in a row of answers, wherever it stands in it; null = none. */
export function personIn(row: Readonly<Record<string, unknown>>): AnsweredPerson | null {
  for (const one of [row, ...Object.values(row)]) {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) continue;
    const { idNumber, idno, name, by } = one as Record<string, unknown>;
    const number = typeof idNumber === 'string' ? idNumber : typeof idno === 'string' ? idno : '';
    if (number.length >= 8) {
      return { idNumber: number.toUpperCase(), name: typeof name === 'string' ? name : '', tapped: by === 'card' };
    }
  }
  return null;
}

/** The people in the rows of one field. */
export function peopleIn(answers: Readonly<Record<string, unknown>>, key: string): readonly AnsweredPerson[] {
  return rowsOf(answers, key).flatMap((row) => personIn(row) ?? []);
}
