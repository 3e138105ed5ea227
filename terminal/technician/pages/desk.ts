import type { SelfTestResult, SupplyForecast } from '../../../contract/checks.ts';
import type { DeviceStatus } from '../../../contract/device.ts';
import type { CommissioningBody } from '../../../contract/technician/commissioning.ts';
import type { HandOver, ItemKind, ItemPlace, RegisterItem } from '../../../contract/technician/register.ts';
import type { FaultNotice, FaultReason, RefillUnit } from '../../../contract/technician/staff.ts';
import type { TechnicianBlock, TechnicianView } from '../../../contract/technician/view.ts';
import type { WorkCause } from '../../../contract/technician/work-causes.ts';
import type { WaitingNote, WorkOrder } from '../../../contract/technician/work-orders.ts';
import type { Language, Text } from '../../../contract/text.ts';
import type { WaitCode } from '../../../contract/update-gate.ts';
import type { UpdateStanding } from '../../../contract/update-standing.ts';
import type { UsbUnit } from '../../../drivers/discovery/usb-of-port.ts';
import type { DeviceClass } from '../../../drivers/registry.ts';
import type { WireLine } from '../../../drivers/trace/live-wire.ts';
import type { Texts, TextValues } from '../../catalogue/texts.ts';
import type { Proposal } from '../../config/config-desk.ts';
import type { ConfigReading } from '../../config/config-service.ts';
import type { HistoryRow } from '../../config/history.ts';
import type { Problem } from '../../config/resolve.ts';
import type { Person } from '../access-state.ts';
import { type BundleDesk, emptyBundleDesk } from '../bundle-desk.ts';
import type { DeviceTestId, WindowPart } from '../device-tests.ts';
import type { HandAsk } from '../hand.ts';
import type { Holding } from '../hand-over.ts';
import type { LastTests } from '../last-tests.ts';
import type { OrderWork } from '../orders/order-life.ts';
import type { CauseSteps } from '../orders/work-steps.ts';
import type { Refill } from '../refill.ts';
import type { PageName } from '../rights.ts';
import type { Swap, UnitCounters } from '../unit-book.ts';

/** One device as the staff sees it. Technical, never personal. */
export interface DeviceFacts {
  readonly role: DeviceClass;
  readonly driver: string;
  readonly port: string;
  readonly serial: string | null;
  readonly firmware: string | null;
  readonly usb: UsbUnit | null;
  readonly status: DeviceStatus;
  readonly holding: Holding;
  /** Beside the axes: contacts, lamps, whether a card lies there. */
  readonly senses: readonly { readonly id: string; readonly state: string }[];
  /** Another unit than the one on record; null = the same, or nothing can be said. */
  readonly swap: Swap | null;
  readonly counters: UnitCounters;
}

export interface OutboxFacts {
  readonly pending: number;
  readonly dead: number;
  readonly missing: number;
  readonly oldestAgeMs: number | null;
  /** Why each was given up; never what stands in it. */
  readonly letters: readonly { readonly topic: string; readonly code: string; readonly attempts: number }[];
}

export interface NetworkFacts {
  readonly hub: string;
  readonly isOnline: boolean;
  /** Since the last answer of the hub that was believed, milliseconds; null = none in this boot. */
  readonly answeredAgoMs: number | null;
  readonly offsetMs: number | null;
  readonly addresses: readonly string[];
  /** Day, hour and minute of the city. */
  readonly now: string;
}

export interface VersionFacts {
  readonly program: string;
  readonly node: string;
  readonly items: number;
  readonly machine: string;
  readonly kiosk: string;
  readonly storeEpoch: string;
  readonly isDurable: boolean;
  /** How the release that runs stands; null = nobody has said. */
  readonly standing: UpdateStanding | null;
}

/** Everything that a page may show, asked for when it is drawn. */
export interface DeskFacts {
  devices(): readonly DeviceFacts[];
  /** What is fitted of the parts that no driver sees. */
  parts(): ReadonlySet<WindowPart>;
  /** Part of the name of the sound card; null = that of the system. */
  soundCard(output: 'speaker' | 'headset'): string | null;
  /** What went over the wire of a role since somebody looks, newest last. */
  wire(role: DeviceClass): readonly WireLine[];
  outbox(): OutboxFacts;
  network(): NetworkFacts;
  versions(): VersionFacts;
  notice(): FaultNotice | null;
  /** The trusted wall clock, milliseconds since 1970. */
  nowMs(): number;
  /** What the machine is set to; null = nobody keeps it (a trial without files). */
  config(): ConfigReading | null;
  /** The last self-test, its lines in words; null = never made, undefined = none are made here. */
  selfTest(): SelfTestResult | null | undefined;
  /** The last commissioning report, and whether a set-up was begun and not ended. */
  setup(): { readonly last: Pick<CommissioningBody, 'number' | 'at'> | null; readonly isOpen: boolean };
  /** Days left of supplies, and why not where they are not known. */
  daysLeft(): readonly SupplyForecast[];
  /** Work orders with what was done for each here; null = nobody keeps them. */
  orders(): OrdersFacts | null;
  workSteps(cause: WorkCause): CauseSteps;
  /** Items that are off because of a part; null = it does not show in what is offered. */
  itemsOff(part: string | null): number | null;
  /** Captured cards and found items, newest first. */
  register(): readonly RegisterItem[];
  /** Entries of the register could not be read. */
  isRegisterIncomplete(): boolean;
  /** An ID card that lay on the pad after a visit and is gone; null = none. Milliseconds. */
  leftCard(): { readonly at: number; readonly goneAt: number | null } | null;
  /** A count of cards differs and no operator has accepted it: cards are not issued. */
  isCardLocked(): boolean;
  /** Counts by the ledger; null = never counted. */
  cards(): { readonly hopper: number | null; readonly retain: number | null } | null;
}

export interface ConfigInHand {
  /** Page of the values. */
  readonly page: number;
  /** What was changed before, as it was when the page was opened. */
  readonly history: readonly HistoryRow[];
  /** A setting that is being changed, JSON pointer, and why the last try was refused. */
  readonly edit: { readonly path: string; readonly refused: readonly Problem[] } | null;
  /** A change or an undo that was judged and is not done yet. */
  readonly proposal: Proposal | null;
}

export interface OrdersFacts {
  /** When the hub said so; null = never. */
  readonly heardAt: string | null;
  readonly hubUrl: string;
  readonly orders: readonly { readonly order: WorkOrder; readonly work: OrderWork | null }[];
}

/** What somebody at the machine has in hand. */
export interface Desk {
  readonly page: PageName;
  readonly deviceId: string | null;
  readonly running: DeviceTestId | null;
  /** What each test found the last time, also before a restart. */
  readonly results: LastTests;
  /** What the test that runs asks of somebody at the machine, until when (ISO 8601). */
  readonly hand: { readonly test: DeviceTestId; readonly ask: HandAsk; readonly endsAt: string } | null;
  /** A wire is looked at: the lines that stand still, and how many pages back of them; null = the newest, live. */
  readonly wire: { readonly standing: readonly WireLine[] | null; readonly back: number } | null;
  readonly refill: Refill | null;
  /** How the last replenishment ended; null = none yet. */
  readonly refilled: { readonly unit: RefillUnit; readonly isPrinted: boolean } | null;
  readonly notice: { readonly reason: FaultReason | null; readonly back: NoticeBack | null };
  readonly config: ConfigInHand;
  /** The order that is open, and why it waits, as chosen. */
  readonly order: { readonly id: number | null; readonly note: WaitingNote | null };
  /** The register: what is open, or being entered. */
  readonly item: ItemForm;
  /** Log bundle: media, what runs, how the last one ended. */
  readonly bundle: BundleDesk;
  /** Turning off or restarting was asked for: what is open. */
  readonly power: { readonly open: readonly WaitCode[] } | null;
  /** What became of the last touch, said once. */
  readonly said: { readonly tone: 'done' | 'waiting' | 'attention' | 'information'; readonly key: string } | null;
}

export const noticeBacks = ['hour', 'twoHours', 'tomorrow', 'unknown'] as const;
export type NoticeBack = (typeof noticeBacks)[number];

export interface ItemForm {
  readonly id: string | null;
  readonly isNew: boolean;
  readonly what: ItemKind | null;
  readonly where: ItemPlace | null;
  readonly to: HandOver | null;
}

export const emptyItemForm: ItemForm = { id: null, isNew: false, what: null, where: null, to: null };

export const emptyDesk: Desk = {
  page: 'today',
  deviceId: null,
  running: null,
  results: {},
  hand: null,
  wire: null,
  refill: null,
  refilled: null,
  notice: { reason: null, back: null },
  config: { page: 0, history: [], edit: null, proposal: null },
  order: { id: null, note: null },
  item: emptyItemForm,
  bundle: emptyBundleDesk,
  power: null,
  said: null,
};

/** Small vocabulary of pages. */
export interface DeskKit {
  readonly language: Language;
  readonly person: Person;
  readonly desk: Desk;
  readonly facts: DeskFacts;
  /** Somebody starts the program anew when it ends. */
  readonly canRestart: boolean;
  /** The machine can be turned off from here. */
  readonly canPowerOff: boolean;
  /** An act runs: nothing else can begin. */
  readonly isBusy: boolean;
  /** Until when nobody may try a PIN or code again, ISO 8601; null = at once. */
  readonly lockedUntil: string | null;
  readonly challenge: { readonly signs: string; readonly endsAt: string } | null;
  has(key: string): boolean;
  t(key: string, values?: TextValues): Text;
  /** What is no text of ours: names of ports, numbers. */
  value(key: string, text: string | number): Text;
  readonly texts: Texts;
}

/** What all pages for staff are made with. */
export function deskKit(texts: Texts, rest: Omit<DeskKit, 't' | 'value' | 'has' | 'texts'>): DeskKit {
  return {
    ...rest,
    texts,
    has: (key) => texts.has(key),
    t: (key, values) => texts.text(rest.language, key, values),
    value: (key, text) => texts.value(key, String(text)),
  };
}

/** Day, hour and minute of the city. */
export const cityMinute = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

/** What a page says; the frame around it is the same for all. */
export interface DeskPage {
  readonly name?: string;
  readonly heading: Text;
  readonly lead?: Text;
  readonly blocks: readonly TechnicianBlock[];
  readonly back?: TechnicianView['actions']['back'];
  readonly main?: TechnicianView['actions']['main'];
  readonly other?: TechnicianView['actions']['other'];
  readonly waiting?: Text;
}

/** `4 h 12 min`, `3 min`, `20 s`. */
export function ageWords(kit: Pick<DeskKit, 't'>, ms: number): Text {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return kit.t('tech.age.s', { n: s });
  const min = Math.floor(s / 60);
  if (min < 60) return kit.t('tech.age.min', { n: min });
  return kit.t('tech.age.h', { h: Math.floor(min / 60), n: min % 60 });
}

/** Day and hour of the city, to the second. */
export const cityTime = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 19);
