import type { AwaitedVerdict } from '../../../terminal/sync/verdict-waiters.ts';

/** What a citizen did and was told, in the order in which it happened. */
export type Told = AwaitedVerdict | 'storedOffline';

/** An application that was put on disk, so that its receipt number was shown. */
export interface CaseRecord {
  readonly kiosk: number;
  /** Names the citizen's one wish; an application that is taken twice has two rows with it. */
  readonly act: string;
  readonly receiptNo: string;
  readonly messageId: string;
  told: Told;
  /** Whether the hub had the message at the moment when the citizen was told so; null = was not told so. */
  wasThere: boolean | null;
  /** State of the case as the screen showed it; null = not shown. */
  shown: string | null;
}

export type ServiceKind = 'order' | 'refund' | 'document' | 'booking' | 'reservation' | 'verify';

/** One wish for something that the hub does at once. */
export interface ServiceRecord {
  readonly kiosk: number;
  readonly kind: ServiceKind;
  /** Ids of every answer that came: more than one = the same wish had two effects. */
  readonly answers: Set<string>;
  asked: number;
  /** True = it was asked until an answer with a thing in it came. False = the process died before, or there was nothing to have. */
  isAnswered: boolean;
}

export interface CardRecord {
  readonly receiptNo: string;
  readonly idNumber: string;
  readonly oldCard: string;
  readonly orderId: string;
}

export interface Records {
  readonly cases: CaseRecord[];
  readonly services: ServiceRecord[];
  /** Documents that came out whole. */
  readonly printed: string[];
  /** Cards that a hand took. */
  readonly taken: CardRecord[];
  /** Orders whose money was asked back, and the hub said that it goes. */
  readonly refunded: string[];
  /** Visits that a crash cut off. */
  died: number;
}

export function emptyRecords(): Records {
  return { cases: [], services: [], printed: [], taken: [], refunded: [], died: 0 };
}
