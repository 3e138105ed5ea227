import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { IntentBody } from '../../contract/intent.ts';
import { languages } from '../../contract/text.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import type { SessionEvent } from './events.ts';
import { answer, heldPorts, type Job, type Ledger, marks } from './testing/any-order.ts';
import { diligentTouch } from './testing/diligent.ts';
import { walkSeed } from './testing/item-walk.ts';
import { allowedAfter, machineEvents } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, shippedItems } from './testing/session-rig.ts';
import { everyAct, syntheticItems } from './testing/synthetic-items.ts';

/**
 * What the walks of `every-item.test.ts` do not vary: time and midnight, answers in parts, late or after their page was left, one person after the other, size and language, the staff, the outlet, switches.
 * What a page says is held against what the world of the test has said. A failing walk is not made smaller (that takes minutes): its last pages stand in the message.
 */
const items = [...syntheticItems, ...shippedItems];
const seed = process.env.YITIJI_SEED === 'random' ? {} : { seed: walkSeed };

const around: readonly SessionEvent[] = [
  ...machineEvents,
  { type: 'PAD', pad: 'absent' },
  { type: 'OUTLET', hasCard: true },
  { type: 'OUTLET', hasCard: false },
  { type: 'DEVICE', capability: 'a4Printer', view: { availability: 'ready', fault: null } },
  { type: 'DEVICE', capability: 'headset', view: { availability: 'ready', fault: null } },
  { type: 'DEVICE', capability: 'headset', view: { availability: 'unavailable', fault: null } },
  { type: 'INTAKE', closed: 'queue' },
  { type: 'INTAKE', closed: null },
  { type: 'PERSON', here: false },
  { type: 'PERSON', here: true },
  { type: 'COMPANY', here: true },
  { type: 'COMPANY', here: false },
  { type: 'KEYS' },
  { type: 'DOOR', open: true },
  { type: 'DOOR', open: false },
  { type: 'SERVICE', on: true },
  { type: 'SERVICE', on: false },
  { type: 'OUTAGE', outage: { minutes: 2 } },
  { type: 'OUTAGE', outage: null },
  {
    type: 'SWITCHES',
    switches: {
      version: 2,
      phases: ['live'],
      off: [{ item: 'ss.card.loss', reason: 'x' }],
      hubTime: '2026-11-23T06:00:00.000Z',
    },
  },
  {
    type: 'SWITCHES',
    switches: { version: 3, phases: ['live', 'second'], off: [], hubTime: '2026-11-23T06:00:00.000Z' },
  },
  { type: 'CLOSED_ITEMS', items: ['u.rate', 'svc.book'] },
  { type: 'CLOSED_ITEMS', items: [] },
  { type: 'PAPERS_GONE' },
  { type: 'WINDOW_LOST' },
];
const times = [200, 2_000, 5_000, 16_000, 45_000, 61_000, 200_000] as const;

/** Work that somebody waits for at this moment. */
const running = (ledger: Ledger): readonly Job[] => ledger.jobs.filter((job) => !job.isOver && !job.isStopped);

interface Stay {
  mark: (typeof marks)[number];
  n: number;
  /** The last visit of it. */
  visitId: string;
}

function check(r: SessionRig, ledger: Ledger, stay: Stay): void {
  const snapshot = r.service.snapshot();
  const { screen } = snapshot;
  const context = r.service.context();
  const { visit } = context;
  stay.visitId = visit?.id ?? stay.visitId;
  const text = JSON.stringify(snapshot);
  const others = marks.filter(
    (mark) => text.includes(mark) && (mark !== stay.mark || visit === null || screen.name === 'person'),
  );
  expect(others, `${screen.name} names somebody else`).toEqual([]);
  if (visit === null) {
    // What A0 says of the visit before.
    const { endedEarly } = context;
    const numbers = ledger.receipts.get(stay.visitId)?.size ?? 0;
    if (endedEarly === 'stored') expect(numbers, 'said to be saved').toBeGreaterThan(0);
    if (endedEarly === 'unsent' || endedEarly === 'unpaid') expect(numbers, 'said not to be sent').toBe(0);
    const { items: _items, themes: _themes, ...own } = context;
    const kept = JSON.stringify(own);
    expect(
      marks.filter((mark) => kept.includes(mark)),
      `${screen.name} remembers somebody`,
    ).toEqual([]);
    expect([...ledger.receipts.values()].flatMap((numbers) => [...numbers]).filter((no) => kept.includes(no))).toEqual(
      [],
    );
    expect(
      running(ledger)
        .filter(({ name }) => name !== 'startPrint')
        .map(({ name }) => name),
      screen.name,
    ).toEqual([]);
  } else {
    expect(screen.canExit, screen.name).toBe(true);
    // Nobody stands before a page that waits for nothing.
    if (context.limit === 'none' && !isRating(r))
      expect(
        running(ledger).map(({ name }) => name),
        `${screen.name} waits for nothing`,
      ).not.toEqual([]);
    const numbers = ledger.receipts.get(visit.id) ?? new Set();
    for (const block of screen.blocks)
      if (block.type === 'receipt')
        expect(
          [...numbers, visit.result?.state === 'duplicate' ? visit.result.existingReceipt : ''],
          screen.name,
        ).toContain(block.number);
    const { print } = visit;
    if (
      screen.blocks.some(
        (block) =>
          block.type === 'notice' && block.tone === 'done' && /^print\.(slip\.)?done$/.test(block.title?.key ?? ''),
      )
    )
      expect(ledger.prints.get(`${visit.id} ${print.state === 'settled' ? print.copy : -1}`), screen.name).toBe('done');
  }
  expect(
    running(ledger).filter(({ name }) => name === 'readCard').length,
    `${screen.name}: two reads on one reader`,
  ).toBeLessThanOrEqual(1);
  checkActs(ledger, screen.name);
}

/** The faces have a time of their own. */
const isRating = (r: SessionRig): boolean => JSON.stringify(r.service.journey()).includes('"rate"');

/** What is done once is not begun again in the same visit. */
function checkActs({ jobs }: Ledger, page: string): void {
  const last = jobs.at(-1);
  if (last === undefined) return;
  const before = jobs.slice(0, -1).filter(({ visit, name }) => visit.id === last.visit.id && name === last.name);
  // A commit that came off, or of which nobody knows, is not begun again.
  if (last.name === 'store')
    expect(
      before.filter(({ end }) => end === 'STORED' || end === 'STORE_UNKNOWN'),
      `${page}: stored twice`,
    ).toEqual([]);
  if (last.name === 'act')
    expect(
      before.filter(({ end, visit }) => end === 'ACT_DONE ok' && visit.act === last.visit.act),
      `${page}: done twice`,
    ).toEqual([]);
  if (last.name === 'issueCard') expect(before.length, `${page}: two cards`).toBe(0);
  if (last.name === 'pay') expect(last.visit.order.state, `${page}: paid twice`).not.toBe('paid');
  if (last.name === 'startPrint') {
    const copy = ({ visit }: Job) => (visit.print.state === 'printing' ? visit.print.copy : -1);
    expect(copy(last), page).toBeLessThanOrEqual(2);
  }
}

/** Behind the page Z the machine is as it was before the stay. */
function checkEnd(r: SessionRig): void {
  const { language, modes, extensions, tapAgain, keys, help, doubted, headsetOut, speechPage, home, partsKept } =
    r.service.context();
  expect(
    JSON.stringify({
      language,
      extensions,
      tapAgain,
      keys,
      help,
      doubted,
      headsetOut,
      speechPage,
      partsKept,
      home,
      large: modes.largeText,
      theme: modes.theme,
    }),
  ).toBe(
    JSON.stringify({
      language: 'zh-CN',
      extensions: 0,
      tapAgain: null,
      keys: false,
      help: false,
      doubted: false,
      headsetOut: false,
      speechPage: false,
      partsKept: null,
      home: { tab: 'home', query: '', page: 0 },
      large: false,
      theme: 'light',
    }),
  );
}

const touch = (r: SessionRig, body: IntentBody): void => {
  const before = r.name();
  const done = r.touch(body);
  if (!done.ok) throw new Error(`${before}: ${JSON.stringify(body)} was offered and refused: ${done.error}`);
};

/** Kinds of pages that the walks have come by. */
const seen = new Set<string>();

async function walk(script: readonly (readonly [kind: number, draw: number])[], trail: string[]): Promise<void> {
  const { ports, ledger } = heldPorts();
  // Two minutes to midnight in the city.
  const r = sessionRig({ items, ports, clock: new VirtualClock(Date.parse('2026-11-23T15:58:00.000Z')) });
  const stay: Stay = { mark: marks[0], n: 0, visitId: '' };
  let place = r.service.place();
  const look = () => {
    seen.add(r.name().replace(/^[^/]*\//, ''));
    const now = r.service.place();
    if (place === 'cleared' && now === 'idle') checkEnd(r);
    place = now;
    check(r, ledger, stay);
  };
  const at = () => new Date(r.clock.wallMs()).toISOString();
  for (const [kind, draw] of script) {
    trail.push(`${r.name()} ${kind} ${draw}`);
    if (r.service.context().visit === null && r.service.place() === 'idle' && kind < 80) {
      // Whoever comes next is somebody else.
      stay.n += 1;
      stay.mark = marks[stay.n % marks.length] ?? marks[0];
      for (const device of ['idReader', 'receiptPrinter', 'a4Printer'] as const)
        if (draw % 3 === 0)
          r.service.send({ type: 'DEVICE', capability: device, view: { availability: 'ready', fault: null } });
      r.service.send({ type: 'ONLINE', online: draw % 5 !== 0 });
      // Every third does what has the most acts.
      r.begin(draw % 3 === 0 ? everyAct.id : (items[draw % items.length]?.id ?? ''));
      look();
      continue;
    }
    const { visit } = r.service.context();
    if (kind < 45) {
      const open = running(ledger);
      const job = open[draw % Math.max(1, open.length)];
      if (job !== undefined) answer(job, draw, stay.mark, at(), ledger);
      else {
        const next = diligentTouch(r.service.snapshot(), draw);
        if (next !== null) touch(r, next);
      }
    } else if (kind < 72) {
      const next = diligentTouch(r.service.snapshot(), draw);
      if (next !== null) touch(r, next);
    } else if (kind < 80) {
      const offers = allowedAfter(r.service.snapshot());
      const chosen = offers[draw % Math.max(1, offers.length)];
      if (chosen !== undefined) touch(r, chosen);
    } else if (kind < 84) {
      // Work that was left answers all the same: what is on its way in a process is not called back.
      const left = ledger.jobs.filter((job) => job.isStopped && !job.isOver);
      const job = left[draw % Math.max(1, left.length)];
      if (job !== undefined) answer(job, draw, stay.mark, at(), ledger);
    } else if (kind < 92) {
      const event = around[draw % around.length];
      if (event !== undefined) r.service.send(event);
    } else if (kind === 92) {
      // F-13: one goes, one comes.
      r.service.send({ type: 'PERSON', here: false });
      await r.clock.advance(draw % 2 === 0 ? 6_000 : 20_000);
      r.service.send({ type: 'PERSON', here: true });
    } else if (kind < 96) {
      await r.clock.advance(times[draw % times.length] ?? 200);
    } else if (kind < 99) {
      const language = languages[draw % languages.length] ?? 'en';
      const modes = ['largeText', 'contrastDark', 'reach', 'speech'] as const;
      if (draw % 2 === 0) r.service.send({ type: 'LANGUAGE', language });
      else r.service.send({ type: 'MODE', mode: modes[draw % modes.length] ?? 'reach' });
    } else if (visit !== null) touch(r, { kind: 'exit' });
    look();
  }
  r.service.stop();
}

it('whatever comes in whatever order: nobody reads of somebody else, every wait has an end, and what a page says has happened', {
  timeout: 600_000,
}, async () => {
  const step = fc.tuple(fc.nat(99), fc.nat(100_000));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 150, maxLength: 300, size: 'max' }), async (script) => {
      const trail: string[] = [];
      try {
        await walk(script, trail);
      } catch (error) {
        throw new Error(`${String(error)}\n${trail.slice(-14).join('\n')}`);
      }
    }),
    { numRuns: process.env.YITIJI_SEED === 'random' ? 100 : 12, endOnFailure: true, ...seed },
  );
});

it('the walks come by what they are to prove', () => {
  const kinds =
    'C1 C1-again C2 D1 E1 E2 F1 G1 P1-opening U1-detail V1 Z person card-left door maintenance outlet help'.split(' ');
  expect(kinds.filter((kind) => !seen.has(kind))).toEqual([]);
});
