import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { within } from '../../build/demo/kiosk-window.ts';
import type { Block } from '../../contract/screen.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { openPool, type Sql } from '../../hub/database/pool.ts';
import { databaseFile } from '../../terminal/store/open-store.ts';
import { openSqlite } from '../../terminal/store/sqlite.ts';
import { newMemory, type Plan } from './citizen/decide.ts';
import { leave, openItem, snapshotOf, type Walked, type WalkOptions, walk } from './citizen/walk.ts';
import { contactSheet, type SheetPicture } from './contact-sheet.ts';
import { type HubRig, type HubRigOptions, root, startHubRig } from './hub-rig.ts';
import { type KioskRig, type KioskRigOptions, startKiosk } from './kiosk-rig.ts';
import { type LinkProxy, startLinkProxy } from './link-proxy.ts';
import { osAhead } from './os-says.ts';

/** A stretch of a visit, with what stood on each page when it came. */
export interface Stretch extends Walked {
  /** All words of the first page whose name (without the item) is or begins with this. Throws when there was none. */
  said(page: string): string;
}

/** One machine with everything that a journey needs, its hub, the network between them, and a look into the hub's own tables. */
export interface Journey {
  readonly hub: HubRig;
  readonly kiosk: KioskRig;
  readonly link: LinkProxy;
  /** For reading: what the hub holds to be true. */
  readonly sql: Sql;
  /** Begins a branch: its pictures go to `journeys/<journey>/<branch>-…`. */
  branch(name: string): void;
  /** From the idle page into an item and on. */
  visit(itemId: string, plan: Plan, options?: Omit<WalkOptions, 'plan' | 'onPage'>): Promise<Stretch>;
  /** On from where the screen stands. */
  on(plan: Plan, options?: Omit<WalkOptions, 'plan' | 'onPage'>): Promise<Stretch>;
  /** Picture of the page that stands now, as one more of the branch. */
  picture(): Promise<void>;
  now(): Promise<Snapshot>;
  /** The first snapshot from now on that fits, once it is drawn; the machine pushes. */
  shows(fits: (snapshot: Snapshot) => boolean): Promise<Snapshot>;
  /** Resolves once the page of this name stands, drawn. */
  standsOn(name: string): Promise<Snapshot>;
  /** Ids of the actions that the page offers now. */
  offered(): Promise<readonly string[]>;
  /** Presses and waits until another page than the one before stands: what is walked on from there begins on that. */
  press(id: string): Promise<void>;
  /** Its devices are up: the idle page offers the loss report. */
  ready(): Promise<void>;
  /** Receipt number on the page that stands. */
  receipt(): Promise<string>;
  /** Resolves when the hub's tables say so: looked at now, and after every change that is committed there. */
  truth(what: string, fits: () => Promise<boolean>): Promise<void>;
  /** State of a case as it stands; null = the hub has none. */
  caseState(receiptNo: string): Promise<string | null>;
  /** Ends whatever stands, mends link and devices, gives the people their beginning back. */
  afterEach(): Promise<void>;
  /** Ends everything. Rejects where the hub has refused a message of the machine for good: whatever its page said, that is lost. */
  close(): Promise<void>;
}

export interface JourneyOptions extends Partial<Omit<KioskRigOptions, 'hubUrl' | 'prepare'>>, HubRigOptions {
  /** `J1`: folder of the pictures. */
  readonly name: string;
  readonly code: string;
}

export async function startJourney({
  name,
  code,
  decisionDelayMs,
  clockAheadMs = 0,
  ...rest
}: JourneyOptions): Promise<Journey> {
  const hub = await startHubRig({ clockAheadMs, ...(decisionDelayMs === undefined ? {} : { decisionDelayMs }) });
  const link = await startLinkProxy(hub.url);
  const kiosk = await startKiosk({
    size: '1080x1920',
    ...rest,
    ...osAhead(clockAheadMs, rest.osSays),
    hubUrl: link.url,
    prepare: (dataDir) => hub.enrolMachine(dataDir, code, '天河区测试街 01 号机'),
  });
  const sql = openPool(hub.databaseUrl, 2);
  const changes = await watchTables(sql);
  let folder = '';
  let shots = 0;
  const shown = new Set<string>();
  const pictures: SheetPicture[] = [];
  const shot = async (page: string) => {
    shots += 1;
    const file = join(root, '.cache/screens/journeys', name, `${folder}-${String(shots).padStart(2, '0')}-${page}.png`);
    mkdirSync(dirname(file), { recursive: true });
    await kiosk.shot(file);
    pictures.push({ picture: file, caption: `${folder}: ${page}` });
  };
  const on = async (plan: Plan, options: Omit<WalkOptions, 'plan' | 'onPage'> = {}): Promise<Stretch> => {
    const texts: { readonly page: string; readonly text: string }[] = [];
    const memory = options.memory ?? newMemory();
    const walked = await walk(kiosk, hub, {
      ...options,
      plan,
      memory,
      onPage: async ({ screen }) => {
        const page = screen.name.slice(screen.name.indexOf('/') + 1);
        // Before the picture, which takes its time: some pages say something else after a few seconds.
        texts.push({ page, text: await kiosk.text() });
        // A picture of every page once in a journey: the same page again costs time and shows nothing.
        if (!shown.has(screen.name)) await shot(page);
        shown.add(screen.name);
      },
    });
    return {
      ...walked,
      said: (page) => {
        const found = texts.find((known) => known.page === page) ?? texts.find((known) => known.page.startsWith(page));
        if (found === undefined) throw new Error(`no page ${page} in ${walked.pages.join(' → ')}`);
        return found.text;
      },
    };
  };
  const receipt = async (): Promise<string> => {
    const text = (await kiosk.text()).replaceAll(/\s/g, '');
    const found = /[A-Z]{2}\d{4}-\d{6}-\d{4}-\d/.exec(text)?.[0];
    if (found === undefined) throw new Error('no receipt number on the page');
    return found;
  };
  const shows: Journey['shows'] = async (fits) => {
    for (;;) {
      const snapshot = await snapshotOf(kiosk);
      if (fits(snapshot)) {
        // What is read from the window next is this page, not the one before.
        await kiosk.painted(snapshot);
        return snapshot;
      }
      await kiosk.changed(snapshot);
    }
  };
  return {
    hub,
    kiosk,
    link,
    sql,
    branch: (next) => {
      folder = next;
      shots = 0;
    },
    visit: async (itemId, plan, options) => {
      await openItem(kiosk, itemId);
      return await on(plan, options);
    },
    on,
    picture: async () => shot((await snapshotOf(kiosk)).screen.name.replace(/^.*\//, '')),
    now: () => snapshotOf(kiosk),
    shows,
    standsOn: (pageName) => shows(({ screen }) => screen.name === pageName),
    offered: async () => {
      const { main, back, other } = (await snapshotOf(kiosk)).screen.actions;
      return [main, back, ...other].flatMap((action) => (action === undefined ? [] : [action.id]));
    },
    press: async (id) => {
      const before = await snapshotOf(kiosk);
      await kiosk.press(id);
      await kiosk.changed(before);
    },
    ready: async () => {
      const isOffered = (block: Block) =>
        block.type === 'tiles' &&
        block.tiles.some(({ id, unavailable }) => id === 'tile:ss.card.loss' && unavailable === undefined);
      await shows(({ screen }) => screen.blocks.some(isOffered));
    },
    receipt,
    truth: async (what, fits) => {
      let isOver = false;
      await within(what, (done) => {
        // One look at a time; a change meanwhile means one more.
        let isLooking = false;
        let isStale = false;
        const look = async () => {
          isStale = true;
          if (isLooking) return;
          isLooking = true;
          while (isStale && !isOver) {
            isStale = false;
            if (await fits()) done();
          }
          isLooking = false;
        };
        const onChange = () => void look();
        changes.add(onChange);
        onChange();
        return () => {
          isOver = true;
          changes.delete(onChange);
        };
      });
    },
    caseState: async (receiptNo) => {
      const [row] = await sql<{ state: string }[]>`select state from case_file where receipt_no = ${receiptNo}`;
      return row?.state ?? null;
    },
    afterEach: async () => {
      link.set('open');
      await leave(kiosk);
      await hub.resetDemonstration();
    },
    close: async () => {
      // `npm run pictures`: all pages of the journey and its breaks on one sheet of the manual.
      if (process.env.YITIJI_PICTURES === 'docs') {
        await contactSheet(pictures, join(root, 'docs/screens/journeys', `${name}.webp`));
      }
      const refused = refusedMessages(kiosk.dataDir);
      await kiosk.close();
      await sql.end({ timeout: 1 });
      await link.close();
      await hub.close();
      if (refused.length > 0) throw new Error(`the hub refused what this machine sent: ${refused.join(', ')}`);
    },
  };
}

/** Topic and reason of each dead letter. */
function refusedMessages(dataDir: string): readonly string[] {
  const db = openSqlite(join(dataDir, databaseFile), 'read');
  try {
    return db
      .prepare<[], { what: string }>(
        "SELECT topic || ' ' || coalesce(last_error, verdict) AS what FROM outbox WHERE state = 'dead'",
      )
      .all()
      .map(({ what }) => what);
  } finally {
    db.close();
  }
}

/** Tables whose changes a test waits for. */
const watched = [
  'case_file',
  'dept_application',
  'case_matter',
  'card_reservation',
  'pay_order',
  'pay_refund',
  'document',
  'draft',
  'booking',
  'rating',
  'maintenance_order',
  'replenishment',
  'staff_code_key',
  'heartbeat_latest',
] as const;

/** Lets the hub's own database say when something has changed: triggers in the database of this test, heard by LISTEN. */
async function watchTables(sql: Sql): Promise<Set<() => void>> {
  const listeners = new Set<() => void>();
  await sql.unsafe(`create function journey_changed() returns trigger language plpgsql as
    $$ begin perform pg_notify('journey', tg_table_name); return null; end $$`);
  for (const table of watched) {
    await sql.unsafe(`create trigger journey after insert or update or delete on ${table}
      for each statement execute function journey_changed()`);
  }
  await sql.listen('journey', () => {
    for (const listener of [...listeners]) listener();
  });
  return listeners;
}
