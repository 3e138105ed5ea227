import type { Visit } from './context.ts';
import type { SessionEvent } from './events.ts';

/** Text of SCANNED where a receipt of this city was forged: its signature is not that of the machine that it names. Never a text of a code itself. */
export const forgedScan = 'YTJ1:forged';
/** Text of SCANNED where what was read may not go on: an address, control characters. */
export const invalidScan = 'invalid';

/** Starts a piece of work for one visit and reports by events; the returned function stops it (the page was left). */
export type SessionWork = (visit: Visit, send: (event: SessionEvent) => void) => () => void;

/**
 * Everything that the session does to the world. The machine names it (`machine.ts`), the terminal service provides it (`terminal/session/ports/`).
 * Each is invoked with the visit as it stands when its state is entered, and answers by the events named here.
 */
export interface SessionPorts {
  /** C1: READER_PHASE, CARD_READ, CARD_FAILED. */
  readonly readCard: SessionWork;
  /** C2 by face: invoked with the way chosen; frames come by `frame`. VERIFIED or NOT_VERIFIED(face). */
  readonly verifyFace: SessionWork;
  /** C2 by SMS: sends the code (SMS_SENT or NOT_VERIFIED), then checks what `typed` gives it. */
  readonly verifySms: SessionWork;
  /** C2 by a clerk on video: VERIFIED or NOT_VERIFIED(video). */
  readonly verifyVideo: SessionWork;
  /** C2 by the PIN of the social security card on the pad: PIN_DIGITS, VERIFIED or NOT_VERIFIED(cardPin). */
  readonly verifyCardPin: SessionWork;
  /** D1: all pulls of the current step that are not known yet, in parallel: PULLED for each, then PULLS_DONE; 5 s each, 8 s in all. */
  readonly pull: SessionWork;
  /** Commits the application: STORED, STORE_FAILED, or STORE_UNKNOWN when the disk broke off in the middle (H1). */
  readonly store: SessionWork;
  /** Follows it for 15 s: ASKED_AGAIN, DELIVERED, UNDER_REVIEW, RESULT. */
  readonly confirm: SessionWork;
  /** Opens the order and follows it: ORDER. Stopping before `paid` cancels nothing at the provider; a payment that comes later is refunded by the hub. */
  readonly pay: SessionWork;
  /** Fetches the masked preview: DOCUMENT(preview | refused | away). */
  readonly previewDocument: SessionWork;
  /** Issues and prints: DOCUMENT(issuing, printing k of n, settled). What left the printer is reported to the hub also when the page was left. */
  readonly printDocument: SessionWork;
  /** Card on the spot: ISSUE with every step. Never stopped half way by leaving the page: it ends with the card taken, captured or voided. */
  readonly issueCard: SessionWork;
  /** What the department makes of a card that was taken or taken back, within 15 s: RESULT. */
  readonly followCard: SessionWork;
  /** Saves, resumes and submits signatures of a joint application: DRAFT. */
  readonly saveDraft: SessionWork;
  /** L3: digest of the summary that was shown; with a draft also at the hub: SIGNED or NOT_VERIFIED. */
  readonly sign: SessionWork;
  /** Booking, withdrawal, supplement, rating: what `visit.answers` and the step say; ACT_DONE. */
  readonly act: SessionWork;
  /** Scanner window for a receipt's QR: SCANNED. */
  readonly scan: SessionWork;
  /** What is watched outside of visits, from start to stop: the outlet of the dispenser (OUTLET), the presence sensor (PERSON), the city's list of machines (KIOSKS). */
  watch(send: (event: SessionEvent) => void): () => void;
  /** One camera frame for the running face or document capture. */
  frame(visit: Visit, jpeg: string): void;
  /** A code that was typed for the running SMS check. */
  typed(visit: Visit, value: string): void;
  openVisit(visit: Visit): void;
  startPrint(visit: Visit, send: (event: SessionEvent) => void): void;
  wipe(reason: 'done' | 'exit' | 'timeout' | 'windowLost' | 'door' | 'service'): void;
}

/** The ports that work until their state is left, in the order in which a visit comes to them. */
export const sessionWorks = [
  ...(['readCard', 'verifyFace', 'verifySms', 'verifyVideo', 'verifyCardPin', 'pull', 'store', 'confirm'] as const),
  ...(['pay', 'previewDocument', 'printDocument', 'issueCard', 'followCard', 'saveDraft'] as const),
  ...(['sign', 'act', 'scan'] as const),
] satisfies readonly (keyof SessionPorts)[];
export type WorkName = (typeof sessionWorks)[number];

/** One of something for each of them. */
export const forEachWork = <T>(make: (name: WorkName) => T): Record<WorkName, T> =>
  Object.fromEntries(sessionWorks.map((name) => [name, make(name)])) as Record<WorkName, T>;
