import type { Capability, PullStatus } from '../../contract/catalogue/condition.ts';
import type { ServiceItem, Theme } from '../../contract/catalogue/item.ts';
import type { IdentityLevel, VerifyMethod } from '../../contract/catalogue/step.ts';
import type { Availability, ErrorCode } from '../../contract/device.ts';
import type { AnswerValue, ConsentRecord } from '../../contract/envelope.ts';
import type { IntakeState } from '../../contract/hub-api.ts';
import type { DraftReply, SwitchesReply } from '../../contract/hub-services.ts';
import type { IdCard } from '../../contract/id-card.ts';
import type { CaseState, CaseSubject } from '../../contract/pulls/cases.ts';
import type { PullData, PullPath } from '../../contract/pulls/pulls.ts';
import type { Modes } from '../../contract/snapshot.ts';
import { type SpeechEquipment, silentSpeech } from '../../contract/speech/settings.ts';
import type { FaultReason } from '../../contract/technician/staff.ts';
import type { Language } from '../../contract/text.ts';
import type { PanelView } from '../../contract/touch-panel.ts';
import type { CardState, DocumentState, OrderState, PrintState } from './outputs.ts';

/** What is on the pad of the ID reader, as the driver reports it. */
export type PadState = 'absent' | 'reading' | 'present' | 'unknown';

/** A person of the visit: who stands here (actor), or for whom (subject), or somebody named in a field. Class C2, memory only. */
export interface Party {
  readonly card: IdCard | null; // null: typed, not read from a chip
  readonly docType: string;
  readonly name: string;
  readonly idNumber: string;
  readonly birthDate: string;
  readonly sex: 'male' | 'female' | 'unknown' | 'unspecified';
  /** When the chip was read, ISO 8601. Irreversible acts need it at most 3 minutes old (H15). */
  readonly at: string;
  readonly level: IdentityLevel;
  /** As the read of the card said it: nothing is here to compare a face with. */
  readonly noFace?: true;
  readonly verified: { readonly method: VerifyMethod; readonly assurance: string; readonly at: string } | null;
}

/** What the visit found out from the city by one pull. `away`: could not be asked, or its answer did not fit its schema; never taken for "none". */
export type Pulled =
  | { readonly status: 'asking' }
  | { readonly status: 'away' }
  | { readonly status: PullStatus; readonly source: string; readonly asOf: string; readonly data: unknown };

/**
 * What is known of the application. Each word stands only on its evidence: `stored` = committed here, `delivered` = the hub's verdict, the others = the
 * hub's word for the case (contract/pulls/cases.ts); `effective` = done. `unknown` = sent, no answer in time.
 */
export type Result =
  | { readonly state: 'stored' | 'delivered' }
  /** `isSetAside`: the hub does not take the message as it is. It stays here, a dead letter, until the staff looks at it; nobody goes on asking. */
  | { readonly state: 'unknown'; readonly isSetAside?: true }
  | {
      readonly state: Exclude<CaseState, 'delivered' | 'done' | 'refused'>;
      readonly dueOn: string | null;
      readonly data: Readonly<Record<string, string>>;
    }
  | { readonly state: 'effective'; readonly at: string; readonly data: Readonly<Record<string, string>> }
  /** `existing`: state of the first application by the hub's word; left out = it did not say (a hub of an earlier release). */
  | { readonly state: 'duplicate'; readonly existingReceipt: string; readonly existing?: CaseState }
  | { readonly state: 'refused'; readonly reason: string };
export type ResultState = Result['state'];

/** Sections of a task list: which is open, at which of its fields, and which row of a repeated group. */
export interface SectionsState {
  readonly open: string | null;
  readonly field: number;
  readonly row: { readonly index: number; readonly field: number } | null;
  readonly done: readonly string[];
}

/** One row of a repeated group; a person in it keeps its parts. */
export type RowValue = Readonly<Record<string, string | string[] | Record<string, string>>>;

export interface PullAsk {
  readonly path: PullPath;
  readonly params: Readonly<Record<string, string>>;
}

/** The draft of a joint application, as the hub holds it. */
export interface DraftView extends Pick<DraftReply, 'draftId' | 'version' | 'until' | 'signers'> {
  /** Parts that the hub holds; what is only here does not count. */
  readonly parts: number;
  /** The hub holds a newer one, saved elsewhere: that one is fetched before anything is saved over it. */
  readonly isBehind: boolean;
}

/** `stored`: committed here. `unsent`: nothing was, `unpaid`: nor will money be kept that may have been paid. `unknown`: the hub knows, or the next look at the disk. */
export type EarlyEnd = 'stored' | 'unsent' | 'unpaid' | 'unknown';

export type VisitAct = 'rate' | 'withdraw' | 'supplement' | 'cancelBooking' | 'book' | 'sign';

/**
 * Everything of one visit. Personal data lives here and nowhere else; the whole object is dropped at the end of the visit.
 */
export interface Visit {
  readonly id: string;
  readonly item: ServiceItem;
  readonly step: number;
  /** Steps whose page stood in this visit, and the check page that a change goes back to: between them only pages that apply newly are shown. */
  readonly shown: readonly number[];
  readonly returnTo: number | null;
  /** Set while one row of the check page is being changed: the question returns straight there. */
  readonly changing: string | null;
  readonly consents: readonly ConsentRecord[];
  readonly actor: Party | null;
  /** null = the actor. */
  readonly subject: Party | null;
  readonly relation: string | null;
  /** Whose card is being waited for on C1, and how far C2 has come. */
  readonly identify: {
    readonly who: 'actor' | 'subject' | 'field' | 'signer';
    readonly field: string | null;
    readonly faceFailures: number;
    /** F-14: the camera did not open or went away in this visit. */
    readonly cameraAway: boolean;
    readonly method: VerifyMethod | null;
    readonly proxy: boolean;
    readonly sms: { readonly codeId: string; readonly to: string } | null;
    /** Last digits of the mobile number of a case, instead of the ID card (U1). */
    readonly last4: string | null;
    /** Digits that are in at the PIN pad. */
    readonly pin: number;
    /** Text that says why a way of verification did not work. */
    readonly error: string | null;
  };
  readonly identityPending: boolean;
  readonly pulls: Readonly<Partial<Record<PullPath, Pulled>>>;
  /** With which parameters and about whom each pull was asked last (`rules/pulls.ts`), and what `SessionPorts.pull` shall ask now. */
  readonly asked: Readonly<Partial<Record<PullPath, string>>>;
  readonly asking: readonly PullAsk[];
  /** When each reply came, ISO 8601; codes that live for seconds count from there. */
  readonly pulledAt: Readonly<Partial<Record<PullPath, string>>>;
  /** The code on a view page has had its time, or its page was left: it is not shown again, a new one is asked for. */
  readonly codeOver: boolean;
  /** Text of the receipt's code that was scanned last: the hub knows the key of every machine and says whether it is genuine. */
  readonly scanned: string | null;
  /** F-13: when somebody said that they are still the same person; acts take an identification that is newer. ISO 8601; null = never asked. */
  readonly doubtedAt: string | null;
  /** Code by SMS with which this visit has proved that it may see its case (U1); null = none. */
  readonly caseCode: string | null;
  /** An application that is still in this machine's own queue. */
  readonly queued: { readonly receiptNo: string; readonly n: number; readonly at: string } | null;
  /** 补正 instead of a new application: the part of a joint one that is mended; `section: null` = one without parts, its questions once more. */
  readonly mending: {
    readonly receiptNo: string;
    readonly section: string | null;
    /** Parts that are asked for besides, once this one was handed in. */
    readonly open?: number;
    /** For whom it is, where it was applied for by the one who stands here: their card is laid down once more. */
    readonly subject?: CaseSubject;
  } | null;
  readonly answers: Readonly<Record<string, AnswerValue>>;
  /** Fields that the citizen answered or changed; the others follow their defaults. */
  readonly touched: readonly string[];
  /** Half-made answer of the open page: levels of a region, parts of a person, a row of a repeated group. */
  readonly partial: RowValue;
  readonly fieldError: string | null;
  /** Fact or table that is uncovered now; null = all covered. */
  readonly revealed: string | null;
  readonly page: number;
  readonly query: string;
  readonly sections: SectionsState;
  readonly draft: DraftView | null;
  /** Who signs at this moment where it is not the actor: another signer of a joint application. */
  readonly signer: Party | null;
  /** What `SessionPorts.act` shall do. */
  readonly act: VisitAct | null;
  readonly signature: { readonly digest: string; readonly at: string } | null;
  readonly receiptNo: string | null;
  readonly messageId: string | null;
  readonly capturedAt: string | null;
  readonly attempts: number;
  readonly slow: boolean;
  readonly delivered: boolean;
  readonly underReview: boolean;
  readonly result: Result | null;
  readonly print: PrintState;
  /** A slip of an item before this one, in the same stay: it may lie in the outlet still. */
  readonly paper: boolean;
  /** Pages of items before this one, in the same stay, and of tries before this one that were cut: they may lie in the tray still. */
  readonly pagesBefore: number;
  readonly document: DocumentState;
  /**
   * 没有打印出来?: the citizen said that nothing came out although the printer says so. Once a job, and what was issued before is void at the hub with the next
   * issue. `isAsked` stays for the visit.
   */
  readonly reprint: {
    readonly isAsked: boolean;
    readonly replaces: readonly string[];
    /** Documents of copies that came out whole in tries of this job that were cut: they are not printed a second time. */
    readonly whole: readonly string[];
  };
  readonly order: OrderState;
  readonly card: CardState;
}

/** The tap after the last extension: `other` = somebody else's card, `unreadable` = lay it down once more, `failed` = the reader did not work. */
export type TapAgain = 'waiting' | 'reading' | 'lift' | 'other' | 'unreadable' | 'failed';

/** Limits of docs/domain/screens.md §6, by what stands on the page. `none`: a device or the hub is working; its own watchdog ends it. */
export type TimeLimit = 'none' | 'public' | 'question' | 'personal' | 'typing' | 'tap' | 'pay' | 'leaving';

export interface DeviceView {
  readonly availability: Availability;
  readonly fault: ErrorCode | null;
}

/** Every capability of the catalogue with its state now; a device that is not fitted is `unavailable` with `fault: null`. */
export type DeviceViews = Readonly<Record<Capability, DeviceView>>;

export interface Identity {
  readonly kiosk: string;
  readonly place: string;
  readonly keeperPhone: string;
}

/** The city's list of machines, as this machine knows it: nearest first, with the day of the list. */
export interface KiosksView {
  readonly asOf: string;
  readonly places: PullData<'ref.kiosks'>['kiosks'];
}

/** What stands on the home page (A1). */
export interface HomeView {
  readonly tab: 'home' | 'do' | 'query' | 'print' | 'mine' | `category:${string}` | `theme:${string}`;
  readonly query: string;
  readonly page: number;
}

export interface SessionContext {
  readonly items: readonly ServiceItem[];
  readonly themes: readonly Theme[];
  /** Null: never heard from the hub; then every item of phase `live` is on. */
  readonly switches: SwitchesReply | null;
  /** Items that the configuration closes, by id, whatever the hub says. */
  readonly closedItems: readonly string[];
  readonly identity: Identity | null;
  readonly enrolmentCode: string | null;
  readonly language: Language;
  readonly modes: Modes;
  readonly online: boolean;
  readonly durable: boolean;
  /** F-4, F-5, F-22: reason why nothing new is taken in now, `deadline`: nothing that counts days; null = intake is open. */
  readonly intakeClosed: Exclude<IntakeState, 'open'> | null;
  /** F-18. */
  readonly doorOpen: boolean;
  /** F-17: an update holds the machine, so no visit begins. `minutes`: what is left of its estimate; null = no time is known. */
  readonly outage: { readonly minutes: number | null } | null;
  /** A keeper or technician has the machine, so no visit begins. */
  readonly service: boolean;
  /** Posted by a keeper: no visit begins. `until`: `HH:MM` of today or `MM-DD HH:MM`; null = nobody knows. */
  readonly faultNotice: { readonly reason: FaultReason; readonly until: string | null } | null;
  /** F-15: the touch panel. */
  readonly panel: PanelView;
  readonly devices: DeviceViews;
  readonly pad: PadState;
  /** A card stands at the outlet, seen by the sensor of the dispenser. */
  readonly outletCard: boolean;
  /** Null: never heard. */
  readonly kiosks: KiosksView | null;
  /** The last visit was cut by a crash or power cut: A0 says what that means. Cleared by the next visit. */
  readonly crashed: boolean;
  /**
   * The last visit was ended by the machine and not by the citizen (its page process was lost, the cabinet was opened, the staff came): what is known of what was asked for in it. A0
   * says so, and nothing of whose it was. Null: there is nothing to say. Cleared by the next visit.
   */
  readonly endedEarly: EarlyEnd | null;
  /** The last visit ended, or the power went, with pages that nobody said to have taken; no sensor of ours sees them. A0 says so. Cleared by the next visit. */
  readonly papersLeft: boolean;
  readonly home: HomeView;
  /** The visit that has just ended left so many parts of an application at the hub, which keeps them until then, ISO 8601; said on the page Z. Null: none. */
  readonly partsKept: { readonly parts: number; readonly until: string } | null;
  readonly visit: Visit | null;
  readonly help: boolean;
  /** F-13: whoever was identified went away, and somebody stands here again: nothing of the visit is shown until that is answered. */
  readonly doubted: boolean;
  /** The page of speech settings lies over the others. */
  readonly speechPage: boolean;
  /** What this machine has for speech. */
  readonly equipment: SpeechEquipment;
  /** F-21: the headset was pulled out while it spoke; the speaker says nothing before somebody has chosen it. */
  readonly headsetOut: boolean;
  /** Somebody moves by the raised keys or a keyboard in this stay: more time (docs/domain/screens.md §6). */
  readonly keys: boolean;
  readonly limit: TimeLimit;
  readonly extensions: number;
  /** Extended often enough: the visit goes on with a fresh tap of its card, and how far that has come. Null: not asked for. */
  readonly tapAgain: TapAgain | null;
  readonly warned: boolean;
  /** A second person stands beside: nothing hidden is uncovered. Told by a camera or sensor that counts heads; the I/O board's presence contact cannot. */
  readonly company: boolean;
  /** That others may look on is said once in a stay, on the first page with personal data. */
  readonly sideHint: 'due' | 'now' | 'said';
  /** Nobody has been here for a while: the panel may give less light. */
  readonly resting: boolean;
  /** The sensor sees somebody; null = it has never said anything. */
  readonly seen: boolean | null;
  /** Why the page "not possible" stands: names a text. */
  readonly notice: string | null;
  readonly noticeCode: ErrorCode | null;
  /** City's day, `YYYY-MM-DD`, refreshed by the service; the machine never looks at a clock. */
  readonly today: string;
  /** Part of the time limits of pages that applies; 1 on every machine in service, less only where tests shorten them. */
  readonly pace: number;
}

export const defaultModes: Modes = { theme: 'light', largeText: false, reach: false, speech: silentSpeech };

/** A visit that begins. `carried`: identity, findings and answers that come along from another item of the same person. */
export function newVisit(id: string, item: ServiceItem, carried: Partial<Visit> = {}): Visit {
  return {
    step: 0,
    shown: [],
    returnTo: null,
    changing: null,
    consents: [],
    actor: null,
    subject: null,
    relation: null,
    identify: notIdentifying,
    identityPending: false,
    pulls: {},
    asked: {},
    asking: [],
    pulledAt: {},
    codeOver: false,
    scanned: null,
    doubtedAt: null,
    caseCode: null,
    queued: null,
    mending: null,
    answers: {},
    touched: [],
    partial: {},
    fieldError: null,
    revealed: null,
    page: 0,
    query: '',
    sections: noSections,
    draft: null,
    signer: null,
    act: null,
    signature: null,
    receiptNo: null,
    messageId: null,
    capturedAt: null,
    attempts: 0,
    slow: false,
    delivered: false,
    underReview: false,
    result: null,
    print: { state: 'none' },
    paper: false,
    pagesBefore: 0,
    document: { state: 'none' },
    reprint: { isAsked: false, replaces: [], whole: [] },
    order: { state: 'none' },
    card: { state: 'none' },
    ...carried,
    id,
    item,
  };
}

export const notIdentifying: Visit['identify'] = {
  who: 'actor',
  field: null,
  faceFailures: 0,
  cameraAway: false,
  method: null,
  proxy: false,
  sms: null,
  last4: null,
  pin: 0,
  error: null,
};
export const noSections: SectionsState = { open: null, field: 0, row: null, done: [] };
