import type { ServiceItem } from '../../contract/catalogue.ts';
import type { Availability, ErrorCode, Outcome } from '../../contract/device.ts';
import type { ConsentRecord } from '../../contract/envelope.ts';
import type { SocialSecurityCard } from '../../contract/hub-api.ts';
import type { IdCard } from '../../contract/id-card.ts';
import type { Modes } from '../../contract/snapshot.ts';
import type { Language } from '../../contract/text.ts';

/** What is on the pad of the ID reader, as the driver reports it. */
export type PadState = 'absent' | 'reading' | 'present' | 'unknown';

/** What the visit found out from the city. `away`: could not be asked; never taken for "none". */
export type Found =
  | {
      readonly kind: 'cards';
      readonly cards: readonly SocialSecurityCard[];
      readonly asOf: string;
      readonly source: string;
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'away' };

/**
 * What is known of the application. Each word stands only on its evidence: `stored` = committed here, `delivered` = the hub's verdict, `accepted`
 * and `effective` = the department's answer. `unknown` = sent, no answer in time.
 */
export type Result =
  | { readonly state: 'stored' | 'delivered' | 'accepted' | 'unknown' }
  | { readonly state: 'effective'; readonly at: string }
  | { readonly state: 'duplicate'; readonly existingReceipt: string }
  | { readonly state: 'refused'; readonly reason: string };
export type ResultState = Result['state'];

/** State of the paper receipt. */
export type PrintState =
  | { readonly state: 'none' }
  | { readonly state: 'printing'; readonly copy: number }
  | {
      readonly state: 'settled';
      readonly copy: number;
      readonly outcome: Outcome;
      readonly code: ErrorCode | null;
      readonly unprintable: boolean;
    };

/**
 * Everything of one visit. Personal data lives here and nowhere else; the whole object is dropped at the end of the visit.
 */
export interface Visit {
  readonly id: string;
  readonly item: ServiceItem;
  readonly step: number;
  /** Set while one row of the check page is being changed: the question returns straight there. */
  readonly changing: string | null;
  readonly consents: readonly ConsentRecord[];
  readonly card: IdCard | null;
  readonly identifiedAt: string | null;
  readonly found: Found | null;
  readonly answers: Readonly<Record<string, string>>;
  readonly fieldError: string | null;
  readonly receiptNo: string | null;
  readonly messageId: string | null;
  readonly capturedAt: string | null;
  readonly attempts: number;
  readonly slow: boolean;
  readonly delivered: boolean;
  readonly result: Result | null;
  readonly print: PrintState;
}

/** Limits of docs/domain/screens.md §6, by what stands on the page. `none`: a device or the hub is working; its own watchdog ends it. */
export type TimeLimit = 'none' | 'question' | 'personal' | 'typing' | 'tap' | 'leaving';

export interface DeviceView {
  readonly availability: Availability;
  readonly fault: ErrorCode | null;
}

export interface Identity {
  readonly kiosk: string;
  readonly place: string;
  readonly keeperPhone: string;
}

export interface SessionContext {
  readonly items: readonly ServiceItem[];
  readonly identity: Identity | null;
  readonly enrolmentCode: string | null;
  readonly language: Language;
  readonly modes: Modes;
  readonly online: boolean;
  readonly durable: boolean;
  readonly idReader: DeviceView;
  readonly receiptPrinter: DeviceView;
  readonly pad: PadState;
  /** The last visit was cut by a crash or power cut: A0 says what that means. Cleared by the next visit. */
  readonly crashed: boolean;
  readonly visit: Visit | null;
  readonly help: boolean;
  readonly limit: TimeLimit;
  readonly extensions: number;
  readonly warned: boolean;
  /** Why the page "not possible" stands: names a text. */
  readonly notice: NoticeId | null;
  readonly noticeCode: ErrorCode | null;
}

export const noticeIds = [
  'consent.refused',
  'id.invalid',
  'id.data',
  'id.expired',
  'id.reader',
  'id.timeout',
  'found.none',
  'found.allLost',
  'found.wrong',
  'submit.failed',
] as const;
export type NoticeId = (typeof noticeIds)[number];

export const defaultModes: Modes = { theme: 'light', largeText: false };

export function newVisit(id: string, item: ServiceItem): Visit {
  const defaults: Record<string, string> = {};
  for (const field of item.fields) if (field.default !== undefined) defaults[field.key] = field.default;
  return {
    id,
    item,
    step: 0,
    changing: null,
    consents: [],
    card: null,
    identifiedAt: null,
    found: null,
    answers: defaults,
    fieldError: null,
    receiptNo: null,
    messageId: null,
    capturedAt: null,
    attempts: 0,
    slow: false,
    delivered: false,
    result: null,
    print: { state: 'none' },
  };
}
