import type { Evidence, Outcome } from '../../contract/device.ts';
import type { SubmitBody } from '../../contract/envelope.ts';
import type { EnrolmentClaimed } from '../../contract/hub-api.ts';
import type { Result } from '../../contract/result.ts';
import type { AuditData, AuditType } from '../audit/audit-types.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { StoreError } from './store-error.ts';

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
}

export interface SubmittedCase {
  readonly receiptNo: string;
  readonly messageId: string;
  readonly seq: number;
}

export type ActState = 'intended' | 'sent' | 'confirmed' | 'unknown';
/** How a settled outcome became known. */
export type SettledBy = 'reply' | 'reconcile' | 'operator';

export interface ActIntent {
  /** Random, made by the caller. */
  readonly id: string;
  readonly kind: 'print';
  readonly deviceId: string;
  readonly receiptNo: string;
  /** 0 = the first print, 1 = first copy, … */
  readonly copy: number;
  readonly session: string | null;
}

export interface ActRow extends ActIntent {
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

/** Journal of acts that change the physical world: `intended → sent → confirmed | unknown`. */
export interface Acts {
  /** Durable before the device is asked for anything. */
  intend(act: ActIntent): Result<void, StoreError>;
  /**
   * Commits synchronously before the first byte leaves, as `ActHooks.sent` demands. Throws when it cannot: the facade must then not write.
   * Only from `intended`.
   */
  sent(actId: string, before: Evidence): void;
  /**
   * Writes what became of the act and, in the same transaction, the `act.print` message for the hub. `indeterminate` gives state `unknown`: it is
   * never repeated by itself and may be settled once more, by `reconcile` or `operator`. A confirmed act is final (`actState`).
   */
  settle(actId: string, outcome: Outcome, after: Evidence | null, by: SettledBy): Promise<Result<void, StoreError>>;
  /** `intended` and `sent` rows, oldest first: to be reconciled at boot. */
  unsettled(): readonly ActRow[];
  forReceipt(receiptNo: string): readonly ActRow[];
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
  /** New at every open. */
  readonly bootId: string;
  /**
   * Takes one application: case row, sealed outbox message, audit record and receipt number in one transaction. Resolves with `ok` only after it is on
   * disk; with an error nothing of it is.
   */
  submitCase(input: SubmitInput): Promise<Result<SubmittedCase, StoreError>>;
  readonly acts: Acts;
  readonly outbox: Outbox;
  readonly meta: Meta;
  /** Appends to the audit chain. A failure is logged and shows in `durability()`; it does not stop the visit. */
  audit<T extends AuditType>(type: T, data: AuditData<T>, session: string | null): void;
  identity(): Identity | null;
  setIdentity(identity: Identity): Result<void, StoreError>;
  /** Hub time minus wall clock as the sync worker last saw it. */
  setHubOffset(offsetMs: number | null): void;
  /** Wall clock corrected by the hub, never before the build time. */
  trustedWallMs(): number;
  /** `failed` after a write that the disk did not take; stays so until the next open. */
  durability(): 'ok' | 'failed';
  /** Waits for nothing: submits that are still being sealed fail with `closed`. */
  close(): void;
}
