import type { Capability } from '../../contract/catalogue/condition.ts';
import type { VerifyMethod } from '../../contract/catalogue/step.ts';
import type { ErrorCode, Outcome } from '../../contract/device.ts';
import type { AnswerValue } from '../../contract/envelope.ts';
import type { DraftReply, SwitchesReply } from '../../contract/hub-services.ts';
import type { IdCard } from '../../contract/id-card.ts';
import type { SwitchedMode } from '../../contract/intent.ts';
import type { PullPath } from '../../contract/pulls/pulls.ts';
import type { SpeechAct } from '../../contract/speech/settings.ts';
import type { Language } from '../../contract/text.ts';
import type { PanelView } from '../../contract/touch-panel.ts';
import type {
  DeviceView,
  DraftView,
  Identity,
  KiosksView,
  PadState,
  Pulled,
  Result,
  SessionContext,
} from './context.ts';
import type { CardState, DocumentState, OrderState } from './outputs.ts';

/**
 * Everything that can happen to a session. A closed union: a state that does not expect an event ignores it.
 * `nonce` and `at` (ISO 8601) come from outside, so that the machine stays pure.
 */
export type SessionEvent =
  // touches
  | { readonly type: 'PRESS'; readonly id: string; readonly nonce: string; readonly at: string }
  | { readonly type: 'CHOOSE'; readonly name: string; readonly option: string }
  | { readonly type: 'TYPE'; readonly name: string; readonly value: string; readonly at: string }
  | { readonly type: 'SEARCH'; readonly query: string }
  | { readonly type: 'FRAME'; readonly name: string; readonly jpeg: string }
  /** F-14: the window has no picture for this camera block. */
  | { readonly type: 'CAMERA_AWAY'; readonly name: string }
  | { readonly type: 'EXIT' }
  | { readonly type: 'LANGUAGE'; readonly language: Language }
  | { readonly type: 'MODE'; readonly mode: SwitchedMode }
  | { readonly type: 'SPEECH'; readonly act: SpeechAct }
  | { readonly type: 'HELP' }
  | { readonly type: 'PRESENT' }
  /** A raised key or a key of a keyboard was pressed. */
  | { readonly type: 'KEYS' }
  /** The sensor sees somebody before the machine, or nobody any more; while it cannot say, nothing is told. */
  | { readonly type: 'PERSON'; readonly here: boolean }
  /** A second person stands at the screen, or no more: a port for a counter of heads; no device of this project sends it yet (docs/accessibility.md). */
  | { readonly type: 'COMPANY'; readonly here: boolean }
  | { readonly type: 'STAY' }
  | { readonly type: 'FINISH' }
  // the world
  | { readonly type: 'ONLINE'; readonly online: boolean }
  | { readonly type: 'DEVICE'; readonly capability: Capability; readonly view: DeviceView }
  | { readonly type: 'PAD'; readonly pad: PadState }
  /** The sensor of the card outlet. */
  | { readonly type: 'OUTLET'; readonly hasCard: boolean }
  | { readonly type: 'KIOSKS'; readonly kiosks: KiosksView }
  | { readonly type: 'IDENTITY'; readonly identity: Identity }
  | { readonly type: 'ENROLMENT_CODE'; readonly code: string | null }
  | { readonly type: 'CLOSED_ITEMS'; readonly items: readonly string[] }
  | { readonly type: 'SWITCHES'; readonly switches: SwitchesReply }
  | { readonly type: 'INTAKE'; readonly closed: SessionContext['intakeClosed'] }
  | { readonly type: 'DOOR'; readonly open: boolean }
  /** An update holds the machine (F-17), or holds it no longer; taken only while nobody is served (terminal/update-gate). */
  | { readonly type: 'OUTAGE'; readonly outage: SessionContext['outage'] }
  /** A keeper or technician takes the machine, or gives it back (terminal/technician): a visit that is open is wiped (H14). */
  | { readonly type: 'SERVICE'; readonly on: boolean }
  /** A keeper has posted that the machine is out of order, or lifted it. */
  | { readonly type: 'FAULT_NOTICE'; readonly notice: SessionContext['faultNotice'] }
  /** Somebody of the staff has looked into the tray: no page of the last visit lies there any more. */
  | { readonly type: 'PAPERS_GONE' }
  /** The configuration says otherwise what the machine has for speech; told while nobody is served. */
  | { readonly type: 'EQUIPMENT'; readonly equipment: SessionContext['equipment'] }
  | { readonly type: 'PANEL'; readonly panel: PanelView }
  | { readonly type: 'TODAY'; readonly today: string }
  | { readonly type: 'SCANNED'; readonly text: string }
  | { readonly type: 'DURABILITY_LOST' }
  | { readonly type: 'WINDOW_LOST' }
  // running work: identification
  | { readonly type: 'READER_PHASE'; readonly phase: 'waitingUser' | 'reading' | 'liftAndPlaceAgain' }
  | {
      readonly type: 'CARD_READ';
      readonly card: IdCard;
      readonly at: string;
      readonly verdict: 'good' | 'expired' | 'damaged';
      /** No photo of this card is here that a face could be compared with, and this machine needs one. */
      readonly noFace?: true;
    }
  | { readonly type: 'CARD_FAILED'; readonly code: ErrorCode }
  | { readonly type: 'VERIFIED'; readonly method: VerifyMethod; readonly assurance: string; readonly at: string }
  /**
   * `retry`: try again (bad picture, wrong code); `failed`: this way is over; `away`: hub or device cannot be reached; `unknown`: no answer came, and the code may have
   * been sent; `unheard`: nobody has said whether the typed code is right.
   */
  | {
      readonly type: 'NOT_VERIFIED';
      readonly method: VerifyMethod;
      readonly why: 'retry' | 'failed' | 'away' | 'noNumber' | 'tooSoon' | 'tooOften' | 'unknown' | 'unheard';
    }
  /** `isEarlier`: none was sent now, the one of a moment ago is still good. */
  | { readonly type: 'SMS_SENT'; readonly codeId: string; readonly to: string; readonly isEarlier?: true }
  | { readonly type: 'PIN_DIGITS'; readonly entered: number }
  // running work: the hub
  /** `at`: when the reply came. */
  | { readonly type: 'PULLED'; readonly path: PullPath; readonly pulled: Pulled; readonly at?: string }
  /** The case that was asked about is still in this machine's own queue, as the n-th. */
  | { readonly type: 'QUEUED'; readonly receiptNo: string; readonly n: number; readonly at: string }
  | { readonly type: 'PULLS_DONE' }
  | { readonly type: 'STORED'; readonly receiptNo: string; readonly messageId: string; readonly at: string }
  | { readonly type: 'STORE_FAILED' }
  /** The disk broke off in the middle of the commit: nobody can tell whether it is stored. */
  | { readonly type: 'STORE_UNKNOWN' }
  | { readonly type: 'ASKED_AGAIN'; readonly attempts: number }
  | { readonly type: 'DELIVERED' }
  /** The hub has announced an automatic review that ends in seconds, or is an officer's then. */
  | { readonly type: 'UNDER_REVIEW' }
  | { readonly type: 'RESULT'; readonly result: Result }
  | { readonly type: 'ORDER'; readonly order: OrderState }
  | {
      readonly type: 'DRAFT';
      readonly draft: DraftView | null;
      /** `refused`: the hub itself said no, and nothing of this save is kept; `away`: no answer, nobody knows. */
      readonly state: DraftReply['state'] | 'away' | 'refused';
      /** What was saved before, where the draft was resumed. */
      readonly answers?: Readonly<Record<string, AnswerValue>>;
      /** Parts that were finished then. */
      readonly done?: readonly string[];
    }
  | {
      readonly type: 'ACT_DONE';
      readonly ok: boolean;
      readonly data: Readonly<Record<string, string>>;
      readonly reason: string;
    }
  | { readonly type: 'SIGNED'; readonly digest: string; readonly at: string }
  // running work: devices
  | { readonly type: 'DOCUMENT'; readonly document: DocumentState }
  | { readonly type: 'ISSUE'; readonly card: CardState }
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
  /** Nobody seen and nothing touched for `nobodyHereMs`. */
  | { readonly type: 'NOBODY' }
  | { readonly type: 'TIME_UP' };
