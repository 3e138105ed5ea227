import { expect, it } from 'vitest';
import type { CheckLine } from '../../contract/checks.ts';
import { ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import type { Person } from './access-state.ts';
import type { BenchKeeper, BenchOptions } from './bench.ts';
import type { FaultNotices } from './fault-notice.ts';
import { Workbench } from './workbench.ts';

const technician: Person = { staffId: '100001', role: 'technician', scope: 'whole', how: 'pin', card: null };
const boom = () => {
  throw new TypeError('no words');
};
const rejects = () => Promise.reject(new TypeError('no words'));

/** A workbench where whatever an act asks for throws. Prints and whoever has begun them stand in `prints`. */
async function whereAllThrows(
  prints: { id: string; deviceId: string; bootId: string }[] = [],
  begins: string | null = null,
  breaksJournal = false,
  heldDevice: string | null = null,
) {
  const kept = new Map<string, string>();
  const logged: string[] = [];
  const audits: string[] = [];
  const recovered: string[] = [];
  let isJournalBroken = false;
  let areOrdersBroken = false;
  /** Words that cannot be made; a print may be open by then. */
  const words = () => {
    if (begins !== null) prints.push({ id: 'p-1', deviceId: heldDevice ?? 'receiptPrinter', bootId: begins });
    isJournalBroken = breaksJournal;
    return boom();
  };
  const device = (id: string) => ({ id, status: () => ({ bins: {}, supplies: {} }) });
  const order = { id: 7, kind: 'E_PAPER_OUT', state: 'new', openedAt: '', due: '', assignedTo: null };
  const options = {
    clock: new VirtualClock(),
    log: (event: string, { act }: Readonly<Record<string, unknown>>) => {
      if (typeof act === 'string') logged.push(`${event} ${act}`);
    },
    newId: () => 'id',
    store: {
      acts: {
        unsettled: () => (isJournalBroken ? boom() : prints),
        ...{ unsettledDocuments: () => [], openMotions: () => [] },
        disown: (ids: readonly string[]) => recovered.push(`disown ${ids.join(' ')}`),
      },
      ...{ bootId: 'now', trustedWallMs: () => 0, identity: words, replenish: () => Promise.resolve(ok(undefined)) },
      audit: (_type: string, { action, result }: Readonly<Record<string, string>>) =>
        audits.push(`${action} ${result}`),
      meta: { get: () => null, set: (key: string, value: string) => kept.set(key, value) },
    },
    devices: {
      ...{ idReader: null, documentPrinter: null, scanner: null, smartCard: null, ioBoard: null },
      ...{ receiptPrinter: device('receiptPrinter'), cardDispenser: device('cardDispenser') },
      ...{ all: [device('receiptPrinter'), device('cardDispenser')], reconnect: rejects, wire: boom },
    },
    claims: {
      drain: (ids: readonly string[]) => {
        recovered.push(`drain ${ids.join(' ')}`);
        const release = () => recovered.push(`release ${ids.join(' ')}`);
        // Recovery has it, for as long as the test goes on.
        if (heldDevice !== null && ids.includes(heldDevice)) return new Promise(() => undefined);
        return Promise.resolve(ok({ token: '', devices: ids, release }));
      },
    },
    texts: { text: () => ({ text: '', language: 'zh-CN' }) },
    book: { members: () => [{ staffId: '200001' }], isPin: rejects },
    checks: { selfTest: { run: rejects, last: () => ({ lines: [] as CheckLine[], counts: {}, atMs: 0 }) } },
    settings: { history: boom },
    work: {
      ...{ register: { enterCaptured: rejects, step: rejects, enter: rejects, binEmptied: rejects } },
      leftCards: { offered: () => ({ at: 0 }) },
      orders: {
        orders: () => (areOrdersBroken ? boom() : [order]),
        work: () => null,
        keep: () => true,
        left: () => undefined,
      },
      ...{ steps: {}, cardLock: { fault: null, step: () => true } },
    },
    units: { swap: boom },
    kick: () => undefined,
    settlePrints: () => recovered.push('settlePrints'),
    powerOff: rejects,
    bundles: { media: { list: () => Promise.resolve([{ name: 'stick' }]), write: rejects }, make: rejects },
  };
  const keeper = {
    ...{ changed: () => undefined, touched: () => undefined, second: () => true, isLocked: () => false },
    openMatters: () => [],
  } as unknown as BenchKeeper;
  const notices = { current: () => null, lift: boom } as unknown as FaultNotices;
  const bench = new Workbench(options as unknown as BenchOptions, notices, keeper);
  bench.open(technician);
  await options.clock.advance(0);
  recovered.length = 0;
  const breakOrders = () => {
    areOrdersBroken = true;
  };
  return { bench, logged, audits, kept, recovered, breakOrders, clock: options.clock };
}
type Rig = Awaited<ReturnType<typeof whereAllThrows>>;
const press = ({ bench }: Rig, id: string) => {
  const [what = '', ...rest] = id.split(':');
  bench.press(technician, what, rest.join(':'));
};

/** Touches, and the name under which the act is recorded. */
const deeds: readonly (readonly [name: string, touches: readonly string[]])[] = [
  ['checks', ['checks.run']],
  ['test.receiptPrinter:strip', ['test:receiptPrinter:strip']],
  ['reconnect.cardDispenser', ['reconnect:cardDispenser']],
  ['swap', ['swap:cardDispenser']],
  ['wire', ['wire:cardDispenser']],
  ['slip.readiness', ['slip.print']],
  ['power.off', ['power.ask', 'power.off']],
  ['item.captured', ['go:items']],
  ['item.enter.idCard', ['item.left']],
  ['order.begin.7', ['order:7', 'order.begin']],
  ['bundle.hub', ['bundle.upload']],
  ['notice.lift', ['notice.lift']],
  ['go', ['go:config']],
];
it('a fault of this program ends the act of a technician and nothing else: said, recorded, and the bench is free', async () => {
  for (const [name, touches] of deeds) {
    const rig = await whereAllThrows();
    for (const id of touches) press(rig, id);
    await rig.bench.settle();
    expect(rig.logged).toEqual([`technician.act.threw ${name}`]);
    expect(rig.audits).toContain(`${name} threw`);
    expect(rig.bench.desk.said).toEqual({ tone: 'attention', key: 'tech.said.threw' });
    expect(rig.bench.isBusy).toBe(false);
    expect(rig.bench.desk).toMatchObject({ running: null, hand: null, power: null });
  }
});

it('a test that throws is a failed test with a code, unknown in its end where it moves something', async () => {
  const rig = await whereAllThrows();
  press(rig, 'test:receiptPrinter:strip');
  await rig.bench.settle();
  expect(JSON.parse([...rig.kept.values()].join())).toMatchObject({
    'receiptPrinter:strip': { verdict: 'fail', outcome: 'indeterminate', code: 'E_INTERNAL' },
  });
});

it('an act that throws with its print open in the journal lets go of the printer, which recovery settles by what it shows; one that ran before, or is of an earlier start, does not', async () => {
  const running = { id: 'p-0', deviceId: 'receiptPrinter', bootId: 'now' };
  const cut = await whereAllThrows([running], 'now');
  press(cut, 'test:receiptPrinter:strip');
  await cut.bench.settle();
  expect(cut.logged).toEqual(['technician.act.threw test.receiptPrinter:strip']);
  expect(cut.recovered).toEqual(['disown p-1', 'release receiptPrinter', 'settlePrints', 'drain receiptPrinter']);
  expect(cut.bench.desk.said?.key).toBe('tech.said.threw');
  for (const rig of [await whereAllThrows([running]), await whereAllThrows([], 'before')]) {
    press(rig, 'test:receiptPrinter:strip');
    await rig.bench.settle();
    expect(rig.logged).toEqual(['technician.act.threw test.receiptPrinter:strip']);
    expect(rig.recovered).toEqual(['disown ']);
  }
});

it('what recovery has begun meanwhile, on a device that it holds, stays with it', async () => {
  const rig = await whereAllThrows([], 'now', false, 'cardDispenser');
  press(rig, 'test:receiptPrinter:strip');
  await rig.bench.settle();
  expect(rig.recovered).toEqual(['disown ']);
});

it('an act that throws while the journal cannot be asked lets go of every device that has acts', async () => {
  const rig = await whereAllThrows([], 'now', true);
  press(rig, 'test:receiptPrinter:strip');
  await rig.bench.settle();
  expect(rig.logged).toEqual(['technician.act.threw test.receiptPrinter:strip', 'technician.act.threw journal']);
  expect(rig.recovered.filter((line) => !line.startsWith('drain'))).toEqual([
    'disown ',
    'release receiptPrinter',
    'settlePrints',
    'release cardDispenser',
  ]);
});

it('what throws when somebody of the staff leaves is said, and the devices go back all the same', async () => {
  const rig = await whereAllThrows();
  rig.breakOrders();
  await rig.bench.settle();
  rig.bench.giveBack();
  expect(rig.logged).toEqual(['technician.act.threw settle']);
  expect(rig.recovered.filter((line) => line.startsWith('release'))).toEqual([
    'release receiptPrinter',
    'release cardDispenser',
  ]);
});

it('a replenishment whose slip throws is stored and says that nothing was printed; one whose second person throws asks for the number anew', async () => {
  const paper = await whereAllThrows();
  press(paper, 'refill:paper');
  press(paper, 'refill.loaded');
  await paper.bench.settle();
  expect(paper.bench.desk).toMatchObject({ refill: null, refilled: { unit: 'paper', isPrinted: false } });
  const cards = await whereAllThrows();
  press(cards, 'refill:cards');
  cards.bench.typed(technician, 'staff2', '200001');
  cards.bench.typed(technician, 'pin2', '000000');
  await cards.bench.settle();
  expect(cards.bench.desk.refill).toMatchObject({ step: 'second', secondId: null });
  expect(cards.bench.desk.said?.key).toBe('tech.said.threw');
});

it('a bundle that throws is one that failed, and no page says that it is still being made', async () => {
  const rig = await whereAllThrows();
  press(rig, 'bundle.upload');
  await rig.bench.settle();
  expect(rig.bench.desk.bundle).toMatchObject({ now: null, last: { to: 'hub', fault: 'failed' } });
});
