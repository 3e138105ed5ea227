import { join } from 'node:path';
import type { CheckLine } from '../../contract/checks.ts';
import { type DeviceError, deviceError } from '../../contract/device.ts';
import { noLog } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { newSigningKeyPem, signingKeyFromPem } from '../../contract/signing.ts';
import type { StaffMember, StaffRole } from '../../contract/technician/staff.ts';
import type { TechnicianBlock, TechnicianBlockOf, TechnicianView } from '../../contract/technician/view.ts';
import type { WorkOrder, WorkOrdersReply } from '../../contract/technician/work-orders.ts';
import type { PrintJob } from '../../drivers/receipt-printer/receipt-printer.ts';
import type { Scan, ScanOptions } from '../../drivers/scanner/scanner.ts';
import { makeSelfTest } from '../checks/self-test.ts';
import { said } from '../config/reasons.ts';
import { deviceKey } from '../crypto/device-key.ts';
import { ClaimManager } from '../devices/claims.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import { type CardRig, cardRig, dispenserId } from '../devices/testing/card-rig.test-data.ts';
import { printerThat } from '../devices/testing/fake-printer.test-data.ts';
import { sessionRig, texts } from '../session/testing/session-rig.ts';
import type { StaffRecord } from '../store/staff-record-commit.ts';
import type { Store } from '../store/store.ts';
import { makeHubSide, seededRandom } from '../store/testing/temporary-store.ts';
import type { HubClient } from '../sync/hub-client.ts';
import { openStaffWork } from './open-staff-work.ts';
import type { StaffBook } from './staff-book.ts';
import type { StaffWork } from './staff-work.ts';
import { Technician, type TechnicianOptions } from './technician.ts';

/** PINs by number; what a book knows here without hashing, so that nothing waits for real time. */
export const pins: Readonly<Record<string, string>> = { '100001': '284615', '200001': '739504', '200002': '615083' };
const roles: Readonly<Record<string, StaffRole>> = { '100001': 'technician', '200001': 'keeper', '200002': 'keeper' };

/** A board with two contacts that matter and two lamps; one for tampering where a test turns it. */
function board() {
  const contacts: Record<string, string> = {
    door: 'closed',
    serviceKey: 'off',
    presence: 'absent',
    headset: 'unplugged',
  };
  const lit = new Set<string>();
  const listeners = new Set<(change: { readonly contact: string }) => void>();
  return {
    id: 'ioBoard',
    contact: (name: string) => contacts[name] ?? null,
    onContact: (listener: (change: { readonly contact: string }) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onStatus: () => () => undefined,
    identity: () => null,
    capabilities: () => ({
      lamps: ['card', 'receipt'].map((name) => ({ name, isColoured: false, hasSense: false })),
      contacts: Object.keys(contacts),
      hasBeeper: false,
    }),
    brokenLamps: () => [],
    lamp: (name: string) => ({ pattern: lit.has(name) ? 'on' : 'off' }),
    setLamp: (name: string, { pattern }: { readonly pattern: string }) => {
      if (pattern === 'on') lit.add(name);
      else lit.delete(name);
      return Promise.resolve(ok(undefined));
    },
    lit,
    /** How often somebody has vouched for the cabinet. */
    vouched: 0,
    clearTamper() {
      this.vouched += 1;
      return Promise.resolve(ok(undefined));
    },
    status: () => ({ ...printerThat(never).status(), id: 'ioBoard' }),
    turn: (name: string, state: string) => {
      contacts[name] = state;
      for (const listener of [...listeners]) listener({ contact: name });
    },
  };
}
const never = () => Promise.reject(new Error('nothing is printed there'));

/** A scanner whose windows a test can see, and before which it holds a code. */
function fakeScanner() {
  let settle: ((result: Result<Scan, DeviceError>) => void) | null = null;
  const state = { windows: 0, wiped: 0 };
  return {
    id: 'scanner',
    state,
    get isOpen() {
      return settle !== null;
    },
    status: () => ({ ...printerThat(never).status(), id: 'scanner' }),
    onStatus: () => () => undefined,
    identity: () => null,
    scan: ({ signal }: ScanOptions) =>
      new Promise<Result<Scan, DeviceError>>((done) => {
        state.windows += 1;
        settle = (result) => {
          settle = null;
          done(result);
        };
        const end = () =>
          settle?.(err(deviceError('E_CANCELLED', 'notDone', { deviceId: 'scanner', phase: 'waitingUser', epoch: 1 })));
        signal?.addEventListener('abort', end, { once: true });
      }),
    /** Nobody came. */
    timeOut: () =>
      settle?.(err(deviceError('E_TIMEOUT', 'notDone', { deviceId: 'scanner', phase: 'waitingUser', epoch: 1 }))),
    /** False: nobody looks. */
    hold: (text: string) => {
      if (settle === null) return false;
      const wipe = () => {
        state.wiped += 1;
      };
      settle(ok({ text, charset: 'utf-8', bytes: new Uint8Array(), symbology: null, wipe }));
      return true;
    },
  };
}

/** What stands on the cards that a book knows here, and their marks. */
export const cardText = { technician: 'YTK1:TEST-CARD-OF-100001' } as const;
const marks: Readonly<Record<string, string>> = { [cardText.technician]: 'a'.repeat(64) };
export const cardMarkOf = (text: string): string => marks[text] ?? '';

/** What stands in the audit chain, oldest first. */
export type AuditLine = readonly [type: string, data: Readonly<Record<string, unknown>>];

export interface TechnicianRig extends AsyncDisposable {
  readonly cards: CardRig;
  readonly session: ReturnType<typeof sessionRig>;
  readonly claims: ClaimManager;
  readonly technician: Technician;
  readonly store: Store;
  readonly audits: readonly AuditLine[];
  readonly slips: readonly PrintJob[];
  readonly wipes: () => number;
  readonly board: ReturnType<typeof board>;
  readonly scanner: ReturnType<typeof fakeScanner>;
  /** Whether the hub answers, and whom it names. */
  readonly hub: { isThere: boolean; members: readonly StaffMember[] };
  /** Orders, register and lock, over restarts; what they have told the hub. */
  readonly work: StaffWork;
  readonly records: readonly StaffRecord[];
  /** The hub says that these orders are open, and which counts were accepted. */
  hearOrders(orders: readonly Pick<WorkOrder, 'id' | 'kind'>[], accepted?: readonly string[]): Promise<void>;
  /** What the checks of the machine find from now on. */
  readonly found: CheckLine[];
  view(): TechnicianView;
  /** Name of the view; empty = closed. */
  at(): string;
  press(id: string): void;
  type(name: string, value: string): void;
  choose(name: string, option: string): void;
  /** Time passes until this is so; throws after a while. */
  until(what: string, fits: () => boolean): Promise<void>;
  comeIn(staffId?: string): Promise<void>;
  /** What the waiting question brings: the hub names these from now on. */
  hear(members: readonly StaffMember[]): void;
  /** The program ends and starts anew on the same store. */
  restart(): Promise<void>;
}

/** A technician's part with store, session, F2 unit and a printer, as the service wires them, in virtual time. */
export async function technicianRig(
  o: {
    readonly hopper?: number;
    readonly settings?: TechnicianOptions['settings'];
    /** More than the dispenser, the printer and the board. */
    readonly devices?: Partial<DeviceSet>;
    readonly powerOff?: TechnicianOptions['powerOff'];
    readonly bundles?: TechnicianOptions['bundles'];
  } = {},
): Promise<TechnicianRig> {
  const { identity } = await makeHubSide();
  const cards = await cardRig({ identity, world: { hopper: o.hopper ?? 20 } });
  const { clock, custodian, dispenser, store: real } = cards;
  const audits: AuditLine[] = [];
  const records: StaffRecord[] = [];
  const store: Store = {
    ...real,
    audit: (type, data, visit) => {
      audits.push([type, data]);
      real.audit(type, data, visit);
    },
    recordOfStaff: async (record) => {
      const stored = await real.recordOfStaff(record);
      if (stored.ok) records.push(record);
      return stored;
    },
  };
  const slips: PrintJob[] = [];
  const evidence = () => ({ at: '', values: {} });
  const printer = {
    ...printerThat((job, { hooks }) => {
      hooks.sent(evidence());
      slips.push(job);
      const done = { before: evidence(), after: evidence(), unprintable: [], slip: 'gone' as const };
      return Promise.resolve(ok(done));
    }),
    refresh: () => Promise.resolve(ok(printer.status())),
  };
  const io = board();
  const scanner = fakeScanner();
  const all = [dispenser, printer, io];
  const devices = {
    ...{ idReader: null, documentPrinter: null, scanner, smartCard: null },
    ...{ cardDispenser: dispenser, receiptPrinter: printer, ioBoard: io, all },
    ...{ wire: () => null, reconnect: () => Promise.resolve(false), ...o.devices },
  } as unknown as DeviceSet;
  const claims = new ClaimManager([dispenserId, 'receiptPrinter', 'ioBoard'], clock, custodian);
  const hub: TechnicianRig['hub'] = {
    isThere: true,
    members: Object.entries(roles).map(([staffId, role]) => ({ staffId, role, pinHash: null })),
  };
  let heardAtMs: number | null = null;
  let known = hub.members;
  const book = {
    members: () => known,
    heardAtMs: () => heardAtMs,
    confirm: async () => {
      if (hub.isThere) [known, heardAtMs] = [hub.members, clock.monoMs()];
      return await Promise.resolve(hub.isThere);
    },
    isPin: (staffId: string, pin: string) => Promise.resolve(pins[staffId] === pin),
    roleOfCode: (staffId: string, challenge: string, typed: string) =>
      typed === [...challenge].reverse().join('') ? (roles[staffId] ?? null) : null,
    cardOf: (content: string) => {
      const mark = marks[content];
      const holder = known.find((member) => mark !== undefined && member.cards?.includes(mark) === true);
      return holder === undefined || mark === undefined ? null : { staffId: holder.staffId, mark };
    },
    attend: () => undefined,
  } as unknown as StaffBook;
  let technician: Technician | null = null;
  const session = sessionRig({
    clock,
    technician: {
      view: () => technician?.view() ?? null,
      language: () => technician?.language() ?? 'zh-CN',
      knock: () => technician?.knock(),
      intent: (intent) => technician?.intent(intent),
    },
  });
  let wipes = 0;
  const found: CheckLine[] = [];
  const selfTest = makeSelfTest({
    ...{ store, clock, log: noLog, version: '1', at: '07:30' },
    isIdle: () => false,
    look: () => Promise.resolve(found),
  });
  let list: WorkOrdersReply = { revision: '0.0', orders: [], accepted: [], hubTime: '2026-11-28T08:00:00.000Z' };
  const keys = newSigningKeyPem();
  const openWork = () =>
    openStaffWork({
      ...{ store, log: noLog, key: deviceKey(signingKeyFromPem(keys)), hubUrl: 'http://hub', dispenserId },
      shippedDir: join(import.meta.dirname, '../../kiosk-config'),
      client: () => ({ service: () => Promise.resolve(ok(list)) }) as unknown as HubClient,
      changed: () => technician?.changed(),
    });
  let work = openWork();
  let ids = 0;
  const start = () =>
    new Technician({
      ...{
        clock,
        log: noLog,
        random: seededRandom(7),
        newId: () => {
          ids += 1;
          return `id-${ids}`;
        },
        store,
        session: session.service,
        devices,
      },
      ...{ claims, orders: null, texts, book, version: '1', items: 28, work },
      config: {
        hub: { url: 'http://hub' },
        model: 'test',
        devices: configOf(),
        fitted: { camera: true, speaker: true },
      },
      isOnline: () => hub.isThere,
      hubOffsetMs: () => 0,
      answeredAtMs: () => heardAtMs,
      isCardStuck: () => custodian.blockedBy(dispenserId) !== null,
      attended: () => dispenser.attended(),
      wipePage: () => {
        wipes += 1;
      },
      kick: () => undefined,
      settlePrints: () => undefined,
      ...{ settings: o.settings, powerOff: o.powerOff, bundles: o.bundles, restart: () => undefined },
      checks: {
        selfTest,
        daysLeft: () => [{ supply: 'cards', daysLeft: 12, left: 24, perDay: 2, unknown: null }],
      },
    });
  technician = start();
  const view = () => {
    const shown = session.service.snapshot().technician;
    if (shown === undefined) throw new Error(`nobody is in: ${session.name()}`);
    return shown;
  };
  const at = () => session.service.snapshot().technician?.name.replace('technician/', '') ?? '';
  const sure = (result: { readonly ok: boolean }, what: string) => {
    if (!result.ok) throw new Error(`${what} is not offered on ${at() === '' ? session.name() : at()}`);
  };
  const until: TechnicianRig['until'] = async (what, fits) => {
    const begunMs = performance.now();
    for (let passed = 0; !fits(); passed += 50) {
      // Sealing takes real time in a pool of threads that other tests keep busy: no virtual time passes for it.
      const isLate = passed > 600_000;
      if (isLate && performance.now() - begunMs > 20_000) throw new Error(`${what} never came; on ${at()}`);
      await clock.advance(isLate ? 0 : 50);
    }
  };
  const rig: Omit<TechnicianRig, typeof Symbol.asyncDispose> = {
    ...{ cards, session, claims, store, audits, slips, board: io, scanner, hub, found, records, view, at, until },
    get work() {
      return work;
    },
    get technician() {
      if (technician === null) throw new Error('not started');
      return technician;
    },
    wipes: () => wipes,
    press: (id) => sure(session.press(id), id),
    type: (name, value) => sure(session.type(name, value), name),
    choose: (name, option) => sure(session.choose(name, option), option),
    comeIn: async (staffId = '100001') => {
      sure(session.touch({ kind: 'knock' }), 'knock');
      await until('the page of the number', () => at() === 'enter');
      rig.type('staffId', staffId);
      rig.type('pin', pins[staffId] ?? '');
      await until('today', () => at() === 'today');
    },
    hear: (members) => {
      hub.members = members;
      [known, heardAtMs] = [members, clock.monoMs()];
      technician?.changed();
    },
    hearOrders: async (orders, accepted = []) => {
      const open = orders.map(({ id, kind }) => ({
        ...{ id, kind, state: 'new' as const, openedAt: '2026-11-28T07:00:00.000Z' },
        ...{ due: '2026-11-28T11:00:00.000Z', assignedTo: null },
      }));
      const revision = `${open.length}.${ids + 1}`;
      ids += 1;
      list = { revision, orders: open, accepted: [...accepted], hubTime: '2026-11-28T08:00:00.000Z' };
      work.orders.heard(revision);
      await clock.advance(0);
    },
    restart: async () => {
      const stopped = technician?.stop();
      technician = null;
      await stopped;
      work = openWork();
      technician = start();
      session.service.redraw();
    },
  };
  return Object.defineProperties({} as TechnicianRig, {
    ...Object.getOwnPropertyDescriptors(rig),
    [Symbol.asyncDispose]: {
      value: async () => {
        await cards.within(technician?.stop() ?? Promise.resolve());
        session.service.stop();
        await cards[Symbol.asyncDispose]();
      },
    },
  });
}

function configOf() {
  const role = (driver: string) => ({ driver, port: '/dev/x' });
  return {
    idReader: role('sdt'),
    receiptPrinter: role('escpos'),
    cardDispenser: role('f2'),
    documentPrinter: role('cups'),
    scanner: role('hid-pos'),
    smartCard: role('pcsc'),
    ioBoard: role('io-board'),
  } as ConstructorParameters<typeof Technician>[0]['config']['devices'];
}

/** A configuration of more values than a page holds, one refused line, one change that waits and one that can be taken back. */
export function settingsOf() {
  const applied: string[] = [];
  const place = { file: '/x/machine.json', line: 3, column: 7 };
  const plan = [{ path: '/devices/idReader/port', before: 'a', after: 'b', when: 'restart' as const, why: '' }];
  const undo = {
    kind: 'undo',
    layer: 'machine',
    file: place.file,
    undoes: 1,
    changes: [],
    plan,
    before: null,
    after: '{}',
  };
  const entry = {
    kind: 'set',
    n: 1,
    at: '2026-11-28T08:00:00.000Z',
    by: '100001',
    changes: [{ path: '/model' }],
    state: 'done',
  };
  const settings = {
    read: () => ({
      settings: Array.from({ length: 25 }, (_, i) => ({
        ...place,
        path: `/s${i}`,
        value: i,
        layer: 'default',
        over: [],
      })),
      refused: [{ ...place, layer: 'machine', path: '/x', ...said('unknownNone') }],
      lastGoodSince: '2026-11-28T07:00:00.000Z',
      pending: plan,
    }),
    history: () => [entry],
    propose: () => ok(undo),
    proposeUndo: () => ok(undo),
    apply: (_undo: unknown, by: string) => {
      applied.push(by);
      return ok(entry);
    },
    onChange: () => () => undefined,
  } as unknown as NonNullable<TechnicianOptions['settings']>;
  return { settings, applied };
}

/** The first block of this type on the page. @throws when the page has none */
export function blockOf<T extends TechnicianBlock['type']>(rig: TechnicianRig, type: T): TechnicianBlockOf<T> {
  const found = rig.view().blocks.find((block) => block.type === type);
  if (found === undefined) throw new Error(`no ${type} on ${rig.at()}`);
  return found as TechnicianBlockOf<T>;
}
