import type { Evidence } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type {
  CustodyDirection,
  CustodyEvent,
  CustodyEventType,
  CustodyKind,
  CustodyState,
} from '../devices/custody.ts';
import type { StoreError } from './store-error.ts';

/** Who or what knew: the device's answer, its sensors while we watched, a later look, a technician. */
export type CustodyBy = 'reply' | 'sensor' | 'reconcile' | 'operator';

export interface NewCustody {
  /** Random, made by the caller. */
  readonly id: string;
  /** Null = an orphan: an item that nobody's session brought. */
  readonly session: string | null;
  readonly deviceId: string;
  readonly kind: CustodyKind;
  readonly direction: CustodyDirection;
  /** Of the application that the item belongs to; null = none. */
  readonly receiptNo: string | null;
}

export interface CustodyRow extends NewCustody {
  readonly state: CustodyState;
  readonly openedWallMs: number;
  readonly settledWallMs: number | null;
  /** Operator id of the last attestation. */
  readonly attestedBy: string | null;
}

/** One line of a record's history. */
export interface CustodyEventRow {
  readonly event: CustodyEventType | 'opened';
  readonly from: CustodyState | null;
  readonly to: CustodyState;
  readonly by: CustodyBy;
  readonly actId: string | null;
  readonly evidence: Evidence | null;
  readonly bootId: string;
  readonly wallMs: number;
}

/** Custody ledger. Records are opened with the act that moves the item (`Acts.intend`) and change with it (`Acts.settle`), or by what the sensors saw. */
export interface CustodyLedger {
  /** Records that are somebody's duty, oldest first. */
  open(deviceId?: string): readonly CustodyRow[];
  /** Every record of a device, oldest first. */
  ofDevice(deviceId: string): readonly CustodyRow[];
  /** What was moved for this case, by whatever device, oldest first. */
  forReceipt(receiptNo: string): readonly CustodyRow[];
  /** `lost` records that no technician has attested. */
  unattested(deviceId?: string): readonly CustodyRow[];
  get(id: string): CustodyRow | null;
  history(id: string): readonly CustodyEventRow[];
  /**
   * A change without an act of ours: a hand took it, a look found it gone, a technician attests. One transaction with the message for the hub.
   * Errors: `custodyState` (refused by the machine; an attestation while an act on the record is not settled).
   */
  change(
    id: string,
    event: CustodyEvent,
    how: { readonly by: CustodyBy; readonly evidence: Evidence | null },
  ): Promise<Result<CustodyState, StoreError>>;
  /** An item was found that no record knows, wherever it lies: session null, state `held`. */
  openOrphan(found: Omit<NewCustody, 'session' | 'receiptNo'>, evidence: Evidence): Promise<Result<void, StoreError>>;
}

export const countedBins = ['hopper', 'retain'] as const;
export type CountedBin = (typeof countedBins)[number];

/** Counts follow positions, not command success (rule 11). */
export interface CountChange {
  readonly bin: CountedBin;
  readonly by: 1 | -1;
}

/** `null` = never counted by a technician: a difference to nothing is nothing. */
export type BinCounts = Readonly<Record<CountedBin, { readonly count: number; readonly initial: number } | null>>;

export interface ExchangeRow {
  readonly id: string;
  readonly deviceId: string;
  readonly operator: string;
  readonly before: Readonly<Record<CountedBin, number | null>>;
  readonly after: Readonly<Record<CountedBin, number | null>> | null;
  readonly state: 'open' | 'ended' | 'abandoned';
}

/** Counts of bins that survive power cuts, and the exchanges in which a technician sets them. */
export interface BinLedger {
  counts(deviceId: string): BinCounts;
  /**
   * Opens an exchange and writes the counts before; one that a power cut left open becomes `abandoned`.
   * Errors: `custodyState` while a record of the device is open or one of its acts is not settled (rule 12).
   */
  beginExchange(exchange: {
    readonly id: string;
    readonly deviceId: string;
    readonly operator: string;
  }): Promise<Result<void, StoreError>>;
  /** Closes it with what the technician counted; a bin that is left out keeps its count. */
  endExchange(id: string, counted: Partial<Record<CountedBin, number>>): Promise<Result<void, StoreError>>;
  abandonExchange(id: string): Promise<Result<void, StoreError>>;
  exchanges(deviceId: string): readonly ExchangeRow[];
}
