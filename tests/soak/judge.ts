import type { Integrity } from '../../terminal/outbox/integrity.ts';
import { openSqlite } from '../../terminal/store/sqlite.ts';
import type { Store } from '../../terminal/store/store.ts';
import { factsOf } from '../powercut/check/facts.ts';
import type { Street } from './street.ts';
import { dispenserId, hopper } from './street.ts';

/** Longest until everything that waits has gone to a hub that is there; milliseconds of the street. */
const drainMs = 30 * 60_000;

/** What a run keeps of what it has looked at already: ids only, so that the far side may forget. */
export interface Ledger {
  /** Highest sequence number that has been looked at. */
  seq: number;
  messages: number;
  duplicates: number;
  slips: number;
  receipts: number;
}

export const newLedger = (): Ledger => ({ seq: 0, messages: 0, duplicates: 0, slips: 0, receipts: 0 });

/**
 * The hub is there and nobody at the machine: everything goes out. Then machine and hub are compared, and the far side forgets what is settled, so that it holds no more after
 * weeks than after hours. Each finding is one sentence.
 */
export async function settleUp(street: Street, ledger: Ledger): Promise<readonly string[]> {
  const { clock, machine, bench, hub } = street;
  const db = openSqlite(street.databaseFile, 'read');
  try {
    const since = clock.monoMs();
    const waiting = db.prepare<[], { n: number }>("SELECT count(*) AS n FROM outbox WHERE state <> 'acked'");
    while ((waiting.get()?.n ?? 0) > 0 && clock.monoMs() - since < drainMs) await machine.next(2_000);
    const rows = db
      .prepare<[number], Row>(
        'SELECT id, seq, state, topic, receipt_no AS receiptNo FROM outbox WHERE seq > ? ORDER BY seq',
      )
      .all(ledger.seq);
    const { applied, duplicates } = hub.hub;
    const wrong = rows.flatMap(({ id, state }) => {
      if (state !== 'acked') return [`message ${id} is ${state}`];
      return applied.has(id) ? [] : [`message ${id} is acknowledged and the hub does not have it`];
    });
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of applied.keys()) if (!ids.has(id)) wrong.push(`the hub has ${id} anew, or of nobody`);
    const receipts = rows.flatMap(({ topic, receiptNo }) =>
      topic === 'case.submit' && receiptNo !== null ? [receiptNo] : [],
    );
    const known = new Set(receipts);
    if (known.size !== receipts.length) wrong.push('two applications have one receipt number');
    for (const no of machine.shown) if (!known.has(no)) wrong.push(`receipt ${no} stood on the screen and has no row`);
    for (const [id, { refundKeys }] of hub.hub.orders)
      if (refundKeys.size > 1) wrong.push(`order ${id} was refunded under ${refundKeys.size} keys`);
    ledger.seq = Math.max(ledger.seq, ...rows.map(({ seq }) => seq));
    ledger.messages += rows.length;
    ledger.duplicates += duplicates.length;
    ledger.receipts += receipts.length;
    ledger.slips += bench.slips().length;
    machine.shown.clear();
    hub.hub.forget();
    bench.printer.sweep();
    return wrong;
  } finally {
    db.close();
  }
}

interface Row {
  readonly id: string;
  readonly seq: number;
  readonly state: string;
  readonly topic: string;
  readonly receiptNo: string | null;
}

/** Ledger and world, once the program has ended. */
export function judge({ machine, bench, hub, openStore, databaseFile }: Street, ledger: Ledger): readonly string[] {
  const db = openSqlite(databaseFile, 'read');
  const { halves, integrity } = factsOf(db);
  const missing = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM outbox WHERE missing = 1').get()?.n ?? 0;
  db.close();
  const store = openStore();
  try {
    return [
      ...halves,
      ...(missing > 0 ? [`${missing} messages are missing at the hub by its own word`] : []),
      ...(isWhole(integrity) ? [] : [`the database is not whole: ${JSON.stringify(integrity)}`]),
      ...cards(store, bench.state().cardDispenser),
      ...papers(store, ledger),
      ...[...new Set(hub.strange)].map((strange) => `the hub was asked what it does not know: ${strange}`),
      ...machine.deaths.map((death) => `the process died by itself: ${death}`),
    ];
  } finally {
    store.close();
  }
}

/** But for how this reader itself would write. */
const isWhole = ({ integrityCheck, gapFree, casesMatch, auditChain }: Integrity): boolean =>
  integrityCheck === 'ok' && gapFree && casesMatch && auditChain === 'ok';

type CardsInWorld = ReturnType<Street['bench']['state']>['cardDispenser'];

function cards(store: Store, world: CardsInWorld): readonly string[] {
  const wrong: string[] = [];
  const say = (is: boolean, what: string) => {
    if (is) wrong.push(what);
  };
  const rows = store.custody.ofDevice(dispenserId);
  const count = (...states: readonly string[]) => rows.filter(({ state }) => states.includes(state)).length;
  const [taken, binned] = [count('taken'), count('retained', 'retracted')];
  const uncertain = count('lost', 'offeredUnverifiable');
  const open = store.custody.open(dispenserId);
  say(open.length > 0, `custody still open: ${open.map(({ state }) => state).join(' ')}`);
  say(world.card !== null, `a card is left ${world.card?.place ?? ''}`);
  say(taken > world.taken, `${taken} cards are claimed as taken, hands took ${world.taken}`);
  say(world.taken > taken + uncertain, `hands took ${world.taken} cards, records say ${taken}`);
  say(binned > world.bin.count, `${binned} cards are claimed as kept, ${world.bin.count} are there`);
  say(world.bin.count > binned + uncertain, `${world.bin.count} cards are in the bin, records say ${binned}`);
  const feeds = rows.flatMap(({ id }) => store.acts.forCustody(id)).filter(({ kind }) => kind === 'feed');
  const unknown = feeds.filter(({ state }) => state === 'unknown').length;
  const fed = hopper - world.hopper.count;
  const counted = hopper - (store.bins.counts(dispenserId).hopper?.count ?? 0);
  say(counted > fed || fed > counted + unknown, `${fed} cards left the hopper, ${counted} are counted`);
  return wrong;
}

function papers(store: Store, { slips }: Ledger): readonly string[] {
  const unsettled = store.acts.unsettled().length + store.acts.unsettledDocuments().length;
  const prints = Object.entries(store.acts.tally('receiptPrinter'));
  const done = prints.reduce((sum, [key, n]) => (key.endsWith('.done') ? sum + n : sum), 0);
  return [
    ...(unsettled > 0 ? [`${unsettled} physical acts are not settled`] : []),
    ...(done > slips ? [`${done} slips are claimed as printed, ${slips} came out`] : []),
  ];
}
