import type { Evidence, Outcome } from '../../contract/device.ts';
import type { RateBody, SubmitBody } from '../../contract/envelope.ts';
import type { AuditCheckpoint, BatchRequest, EnrolmentClaimed } from '../../contract/hub-api.ts';
import type { CommandResultBody, RemoteActKind } from '../../contract/remote-command.ts';
import type { Result } from '../../contract/result.ts';
import type { CommissioningBody } from '../../contract/technician/commissioning.ts';
import type { ReplenishBody } from '../../contract/technician/staff.ts';
import type { AuditData, AuditType } from '../audit/audit-types.ts';
import type { CustodyEvent } from '../devices/custody.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { BinLedger, CountChange, CustodyLedger, NewCustody } from './ledger.ts';
import type { HistoryRemoved } from './remove-history.ts';
import type { StaffRecord } from './staff-record-commit.ts';
import type { StoreError } from './store-error.ts';
import type { UpdateRecord } from './update-commit.ts';

/** What an operator's claim gave to this machine. */
export type Identity = Omit<EnrolmentClaimed, 'state'>;

/** One citizen's application, before it has a number. */
export interface SubmitInput {
  /** `TH0017` */
  readonly kiosk: string;
  readonly itemId: string;
  readonly itemVersion: number;
  /** 0 = loss reports, first in the queue. */
  readonly prio: 0 | 1 | 2 | 3;
  readonly offline: boolean;
  /** Random id of the session, for the audit chain. */
  readonly session: string;
  /** Builds the plain body once the receipt number is known. May be called again when another process took the number. */
  body(receiptNo: string): SubmitBody;
  /** Other writes that become true with this application: inside its transaction. May be called again, as `body`. */
  alongside?(): void;
}

/** One rating of a case. `session` for the audit chain only: the message names the case, not the visit. */
export interface RateInput extends Omit<RateBody, 'format'> {
  readonly session: string;
}

export interface SubmittedCase {
  readonly receiptNo: string;
  readonly messageId: string;
  readonly seq: number;
}

export type ActState = 'intended' | 'sent' | 'confirmed' | 'unknown';
/** How a settled outcome became known. */
export type SettledBy = 'reply' | 'reconcile' | 'operator';

/** Acts of a card path; `recover` is a reset that may send a card in the way to the bin. */
export const motionKinds = ['feed', 'present', 'capture', 'retract', 'recover'] as const;
export type MotionKind = (typeof motionKinds)[number];

export interface PrintIntent {
  /** Random, made by the caller. */
  readonly id: string;
  readonly kind: 'print';
  readonly deviceId: string;
  readonly receiptNo: string;
  /** 0 = the first print, 1 = first copy, … */
  readonly copy: number;
  readonly session: string | null;
}

/** One print of a hub document. */
export interface DocumentIntent {
  /** Random, made by the caller. */
  readonly id: string;
  readonly kind: 'document';
  readonly deviceId: string;
  /** The hub's id of what is printed; its code is voided when it does not come out whole. */
  readonly documentId: string;
  readonly pages: number;
  /** 0 = the first copy of this page of the visit, 1 = the second, … */
  readonly copy: number;
  readonly receiptNo: string | null;
  readonly session: string | null;
}

export interface MotionIntent {
  /** Random, made by the caller. */
  readonly id: string;
  readonly kind: MotionKind;
  readonly deviceId: string;
  /** The record of the item that moves; null only for `recover` without one. */
  readonly custodyId: string | null;
  readonly session: string | null;
}

export type ActIntent = PrintIntent | DocumentIntent | MotionIntent;

interface ActProgress {
  readonly state: ActState;
  readonly outcome: Outcome | null;
  readonly by: SettledBy | null;
  readonly evidenceBefore: Evidence | null;
  readonly evidenceAfter: Evidence | null;
  readonly bootId: string;
  readonly intendedWallMs: number;
  readonly sentWallMs: number | null;
  readonly settledWallMs: number | null;
}

export type PrintRow = PrintIntent & ActProgress;
export type DocumentRow = DocumentIntent & ActProgress;
export type MotionRow = MotionIntent & ActProgress;

/** What becomes true together with the end of an act, in the same transaction. */
export interface ActChanges {
  /** Document prints: sides that came out, a lower limit; null or left out = nobody counted. */
  readonly pagesOut?: number | null;
  readonly custody?: CustodyEvent;
  readonly counts?: readonly CountChange[];
}

/** Journal of acts that change the physical world: `intended → sent → confirmed | unknown`. */
export interface Acts {
  /**
   * Durable before the device is asked for anything.
   * @param opens record of the item that this act is to bring out, in the same transaction. A second open card on one device is `refused` (rule 2)
   */
  intend(act: ActIntent, opens?: NewCustody): Result<void, StoreError>;
  /**
   * Commits synchronously before the first byte leaves, as `ActHooks.sent` demands. Throws when it cannot: the facade must then not write.
   * Only from `intended`.
   */
  sent(actId: string, before: Evidence): void;
  /**
   * Writes what became of the act and, in the same transaction, custody, counts and the message for the hub. `indeterminate` gives state `unknown`: it
   * is never repeated by itself and may be settled once more, by `reconcile` or `operator`. A confirmed act is final (`actState`); a custody change
   * that cannot be is `custodyState`, and nothing is written. `notStarted` by `reconcile` needs `intended` until it is on disk (`actState`): an act that
   * is sent meanwhile stays `sent`.
   * Prints need the sealing key of an enrolled machine; motions of cards are recorded before enrolment as well, there is then no hub to tell.
   */
  settle(
    actId: string,
    outcome: Outcome,
    after: Evidence | null,
    by: SettledBy,
    changes?: ActChanges,
  ): Promise<Result<void, StoreError>>;
  /** `intended` and `sent` prints, oldest first: under way, or to be reconciled at boot. One whose end is known and that only waits for the disk is neither. */
  unsettled(): readonly PrintRow[];
  /** The same of prints of documents. */
  unsettledDocuments(): readonly DocumentRow[];
  /** `intended` and `sent` motions of a device, oldest first, and its last motion when that is `unknown`: nothing later has changed the evidence. */
  openMotions(deviceId: string): readonly MotionRow[];
  /** Whoever began these acts of this start has lost hold of them: from now on they are as of an earlier start (`bootId` empty), history that waits for its device and holds nobody up. */
  disown(actIds: readonly string[]): void;
  /** Wall times of the resets of a device that were sent since somebody stood at the open machine (its last exchange that ended), oldest first. */
  recoveries(deviceId: string): readonly number[];
  /** The last print of a device that put anything on paper did not put all of it there, or nobody knows. */
  isSlipUnfinished(deviceId: string): boolean;
  forReceipt(receiptNo: string): readonly PrintRow[];
  /** Settled acts of a device by kind and outcome, removed ones too: `print.done`. No case, nobody. */
  tally(deviceId: string): Readonly<Record<string, number>>;
  forCustody(custodyId: string): readonly MotionRow[];
}

/** Small durable texts (identity, kiosk settings). Never personal. */
export interface Meta {
  get(key: string): string | null;
  set(key: string, value: string): Result<void, StoreError>;
}

/** The local store: one file, one writing process, every commit durable when the call returns. */
export interface Store {
  /** Random id of this database; another database is another epoch with its own sequence. */
  readonly epoch: string;
  /** The database that this one was restored from, newest; null = it never was. */
  readonly previousEpoch: BatchRequest['previousEpoch'] | null;
  /** New at every open. */
  readonly bootId: string;
  /**
   * Takes one application: case row, sealed outbox message, audit record and receipt number in one transaction. Resolves with `ok` only after it is on
   * disk; with an error nothing of it is.
   */
  submitCase(input: SubmitInput): Promise<Result<SubmittedCase, StoreError>>;
  /** Takes one rating for the hub: message and audit record in one transaction; a second one of the same case is `alreadyRated`. */
  rate(input: RateInput): Promise<Result<void, StoreError>>;
  /** Takes one replenishment for the hub: message and audit record in one transaction. */
  replenish(body: ReplenishBody): Promise<Result<void, StoreError>>;
  /** Takes one commissioning report for the hub: message, audit record and the report itself in one transaction. A number that was taken before is not taken again. */
  commission(body: CommissioningBody): Promise<Result<void, StoreError>>;
  /** Takes one record of the staff for the hub, with what the machine keeps of it: all of it or nothing. */
  recordOfStaff(record: StaffRecord): Promise<Result<void, StoreError>>;
  /** Takes what became of an update for the hub, with what the machine keeps of it: all of it or nothing. */
  recordOfUpdate(record: UpdateRecord): Promise<Result<void, StoreError>>;
  /** Takes how a command ended for the hub; one that was taken is not taken again. */
  recordOfCommand(body: CommandResultBody, kind: RemoteActKind | null): Promise<Result<void, StoreError>>;
  /** Schema version of the open database. */
  readonly schema: number;
  readonly acts: Acts;
  readonly custody: CustodyLedger;
  readonly bins: BinLedger;
  readonly outbox: Outbox;
  readonly meta: Meta;
  /** Appends to the audit chain. A failure is logged and shows in `durability()`; it does not stop the visit. */
  audit<T extends AuditType>(type: T, data: AuditData<T>, session: string | null): void;
  /** The newest place of the audit chain; null = empty. */
  auditHead(): AuditCheckpoint | null;
  /** Whether the chain still goes through a place that the hub was told. */
  holdsCheckpoint(checkpoint: AuditCheckpoint): boolean;
  identity(): Identity | null;
  setIdentity(identity: Identity): Result<void, StoreError>;
  /**
   * From now on hub time minus wall clock, milliseconds, comes from here; null = not known. Asked at every use: a wall clock that jumps changes it at once, also
   * while the hub is away.
   */
  followHub(offsetMs: () => number | null): void;
  /** Wall clock corrected by the hub, never before the build time. */
  trustedWallMs(): number;
  /** Told after each commit of a message, with its priority. Returns the end of listening. */
  onMessage(listener: (prio: number) => void): () => void;
  /** Told after each write to journal, custody ledger or outbox that was queued here, done or refused. Returns the end of listening. */
  onWritten(listener: () => void): () => void;
  /** Removes what is older than the machine has to remember (remove-history.ts); of the audit chain only what the hub has shown in this boot to hold the hash of. */
  removeHistory(beforeMs: number): Result<HistoryRemoved, StoreError>;
  /** Writes the daily backup and keeps the newest `keep`. A failure changes nothing: the backup before stays. */
  backup(keep: number): Result<{ readonly name: string; readonly bytes: number }, StoreError>;
  /** Reads the whole database. Null = no damage; else what is damaged: `durability()` is `failed` then, and the next start looks again and restores. */
  findDamage(): string | null;
  /** What the writing connection promises, asked after a read of a table: before it the answer is worth nothing (terminal/store/durability.ts). */
  promises(): Result<{ readonly synchronous: number; readonly journalMode: string }, StoreError>;
  /** Commits a row and reads it back over another connection; takes as long as one commit. Errors: those of a write; `durability()` is `failed` then. */
  probe(): Result<void, StoreError>;
  /** `failed` after a write that the disk did not take; stays so until the next open. */
  durability(): 'ok' | 'failed';
  /** Waits for nothing: submits that are still being sealed fail with `closed`. */
  close(): void;
}
