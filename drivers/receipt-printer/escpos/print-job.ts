import type { ErrorCode, Outcome } from '../../../contract/device.ts';
import { canPrint, faultCode, type PrinterState } from './printer-state.ts';

/**
 * The decisions of one print job, without time and bytes: what to do next, and what may have happened when it ends.
 *
 * Proof of printing: `GS r` is answered in its turn, behind the cut. One answer could be a stray byte of a damaged status report, so a
 * second one is asked for when the line is quiet; a stray cannot be there twice.
 */
export interface JobState {
  readonly bytesSent: number;
  readonly bytesTotal: number;
  /** Answers to GS r behind the cut: 0, 1 (candidate), 2 (proof). */
  readonly echoes: 0 | 1 | 2;
  /** Fresh status after the proof. */
  readonly isVerified: boolean;
  readonly printer: PrinterState;
  /** What ended the job before its time. */
  readonly broken: 'linkLost' | 'silent' | 'noEcho' | 'stalled' | 'stillHot' | null;
}

export type JobEvent =
  | { readonly type: 'sent'; readonly bytes: number }
  | { readonly type: 'status'; readonly printer: PrinterState }
  | { readonly type: 'echo' }
  | { readonly type: 'verified'; readonly printer: PrinterState }
  | { readonly type: 'linkLost' | 'silent' | 'noEcho' | 'stalled' | 'stillHot' };

export type JobStep =
  /** Send the next chunk. */
  | 'send'
  /** Do not send now, but look again: the head cools down. */
  | 'pause'
  /** Everything is out: wait for the answer behind the cut. */
  | 'awaitEcho'
  /** One answer came: ask again when the line is quiet. */
  | 'confirm'
  /** Ask for the status a last time. */
  | 'verify'
  | 'settle';

/** A slip before its first byte. @param bytesTotal length of the whole job */
export function startJob(bytesTotal: number, printer: PrinterState): JobState {
  return { bytesSent: 0, bytesTotal, echoes: 0, isVerified: false, printer, broken: null };
}

/** What the event changes. A job that is over stays as it is: late events change no verdict. */
export function advanceJob(state: JobState, event: JobEvent): JobState {
  if (nextStep(state) === 'settle') return state;
  switch (event.type) {
    case 'sent':
      return { ...state, bytesSent: Math.min(state.bytesTotal, state.bytesSent + event.bytes) };
    case 'status':
      return { ...state, printer: event.printer };
    case 'echo':
      // Before the last byte is out no answer can be the one behind the cut.
      if (state.bytesSent < state.bytesTotal) return state;
      return { ...state, echoes: state.echoes === 0 ? 1 : 2 };
    case 'verified':
      return { ...state, printer: event.printer, isVerified: state.echoes === 2 };
    default:
      return { ...state, broken: event.type };
  }
}

/** What the driver does now: send, wait for the echo that proves printing, rest while the head is hot, or settle. */
export function nextStep(state: JobState): JobStep {
  if (state.broken !== null || state.isVerified) return 'settle';
  if (!canPrint(state.printer) && state.printer !== 'head-hot') return 'settle';
  if (state.bytesSent < state.bytesTotal) return state.printer === 'head-hot' ? 'pause' : 'send';
  return state.echoes === 0 ? 'awaitEcho' : state.echoes === 1 ? 'confirm' : 'verify';
}

export interface Verdict {
  readonly outcome: Outcome;
  /** Null when done. */
  readonly code: ErrorCode | null;
}

/**
 * What may have happened, for a job that is over. Never better than the evidence:
 *
 * | evidence | outcome |
 * |---|---|
 * | proof behind the cut, no fault (a hot head aside); silence or a lost link after the proof change nothing | done |
 * | nothing sent | notStarted |
 * | a fault that stops printing | partial: some of it is on paper, the rest never comes |
 * | no fault, but bytes were left unsent (XOFF or heat without end) | partial: the cut was never sent |
 * | no proof, no fault; silence; lost link | indeterminate |
 */
export function verdict(state: JobState): Verdict {
  const { printer, broken } = state;
  const stopped = canPrint(printer) || printer === 'head-hot' ? null : faultCode(printer);
  if (state.echoes === 2 && stopped === null) return { outcome: 'done', code: null };
  if (broken === 'linkLost') return { outcome: 'indeterminate', code: 'E_LINK_LOST' };
  const code = stopped ?? (broken === 'stillHot' ? 'E_OVERHEAT' : 'E_IO_TIMEOUT');
  if (state.bytesSent === 0) return { outcome: 'notStarted', code };
  const isCutUnsent = state.bytesSent < state.bytesTotal && (broken === 'stalled' || broken === 'stillHot');
  return { outcome: stopped !== null || isCutUnsent ? 'partial' : 'indeterminate', code };
}
