import type { ErrorCode, Outcome } from '../../contract/device.ts';
import type { IdCard } from '../../contract/id-card.ts';
import type { Language } from '../../contract/text.ts';
import type { DeviceView, Found, Identity, PadState, Result } from './context.ts';

/**
 * Everything that can happen to a session. A closed union: a state that does not expect an event ignores it.
 * `nonce` and `at` (ISO 8601) come from outside, so that the machine stays pure.
 */
export type SessionEvent =
  // touches
  | { readonly type: 'PRESS'; readonly id: string; readonly nonce: string; readonly at: string }
  | { readonly type: 'CHOOSE'; readonly name: string; readonly option: string }
  | { readonly type: 'TYPE'; readonly name: string; readonly value: string }
  | { readonly type: 'EXIT' }
  | { readonly type: 'LANGUAGE'; readonly language: Language }
  | { readonly type: 'MODE'; readonly mode: 'contrast' | 'largeText' }
  | { readonly type: 'HELP' }
  | { readonly type: 'PRESENT' }
  | { readonly type: 'STAY' }
  | { readonly type: 'FINISH' }
  // the world
  | { readonly type: 'ONLINE'; readonly online: boolean }
  | { readonly type: 'DEVICE'; readonly role: 'idReader' | 'receiptPrinter'; readonly view: DeviceView }
  | { readonly type: 'PAD'; readonly pad: PadState }
  | { readonly type: 'IDENTITY'; readonly identity: Identity }
  | { readonly type: 'ENROLMENT_CODE'; readonly code: string | null }
  | { readonly type: 'DURABILITY_LOST' }
  | { readonly type: 'WINDOW_LOST' }
  // running work
  | { readonly type: 'READER_PHASE'; readonly phase: 'waitingUser' | 'reading' | 'liftAndPlaceAgain' }
  | {
      readonly type: 'CARD_READ';
      readonly card: IdCard;
      readonly at: string;
      readonly verdict: 'good' | 'expired' | 'damaged';
    }
  | { readonly type: 'CARD_FAILED'; readonly code: ErrorCode }
  | { readonly type: 'FOUND'; readonly found: Found }
  | {
      readonly type: 'STORED';
      readonly receiptNo: string;
      readonly messageId: string;
      readonly at: string;
    }
  | { readonly type: 'STORE_FAILED' }
  | { readonly type: 'ASKED_AGAIN'; readonly attempts: number }
  | { readonly type: 'DELIVERED' }
  | { readonly type: 'RESULT'; readonly result: Result }
  | {
      readonly type: 'PRINT_SETTLED';
      readonly visitId: string;
      readonly copy: number;
      readonly outcome: Outcome;
      readonly code: ErrorCode | null;
      readonly unprintable: boolean;
    }
  // raised by the machine itself
  | { readonly type: 'PAGE' }
  | { readonly type: 'TIME_UP' };
