import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import type { WorldFault } from '../../drivers/simulators/card-world.ts';
import type { K720Fault, K720SimulatorOptions } from '../../drivers/simulators/k720-simulator.ts';
import { temporaryStore } from '../store/testing/temporary-store.ts';
import { issueCard } from './issue-card.ts';
import type { IssuePhase, IssueRequest } from './issue-request.ts';
import { dispenserId, issueRequest } from './testing/card-rig.test-data.ts';
import { type K720Break, K720Unit } from './testing/k720-unit.test-data.ts';
import { hopper, Street, walkOf } from './testing/street.test-data.ts';

/** One card from a K720 of which nobody knows whether FC0 or FC4 holds a card: DC alone hands it out. */
async function issue(
  o: {
    readonly unit?: Partial<K720SimulatorOptions>;
    readonly before?: (unit: K720Unit) => void;
    readonly isPluggedAgain?: boolean;
  } = {},
  more: (unit: K720Unit) => Partial<IssueRequest> = () => ({}),
) {
  using temporary = temporaryStore(null);
  const { clock, store } = temporary;
  const unit: K720Unit = new K720Unit(clock, {
    unit: {
      ...o.unit,
      unplug: () => {
        unit.line.unplug();
        if (o.isPluggedAgain === true) clock.after(2_000, () => unit.line.plug());
      },
    },
  });
  const dispenser = unit.facade();
  dispenser.start();
  await clock.advance(2_000);
  o.before?.(unit);
  const phases: IssuePhase[] = [];
  const request = issueRequest({ takeTimeoutMs: 5_000, onPhase: (phase) => phases.push(phase), ...more(unit) });
  const result = await clock.until(issueCard(request, { dispenser, store, clock, log: noLog }));
  const rows = store.custody.ofDevice(dispenserId);
  const acts = rows.flatMap(({ id }) => store.acts.forCustody(id)).map(({ kind, outcome }) => `${kind} ${outcome}`);
  await clock.until(dispenser.close());
  unit.simulator.stop();
  const commands = unit.simulator.executed;
  return { result, states: rows.map(({ state }) => state), acts, phases, commands, world: unit.world };
}

const takes = (unit: K720Unit): Partial<IssueRequest> => ({
  onPhase: (phase) => phase === 'offered' && unit.world.take(),
});

describe('a card from a K720 that nobody has commissioned', () => {
  it('is fed and offered by one motion: no chip, no present', async () => {
    const { result, states, acts, phases, commands } = await issue();
    expect(result).toMatchObject({ outcome: 'partial', media: 'retracted', bin: 'retain' });
    expect(states).toEqual(['retracted']);
    expect(acts).toEqual(['feed done', 'capture done']);
    expect(phases).toEqual(['feeding', 'offered', 'offeredHalf', 'offeredLate', 'takingBack']);
    expect(commands).toEqual(['DC', 'CP']);
  });

  it('is taken', async () => {
    const { result, states, acts } = await issue({}, takes);
    expect(result).toMatchObject({ outcome: 'done', media: 'taken', feeds: 1 });
    expect([states, acts]).toEqual([['taken'], ['feed done']]);
  });

  it('cannot be checked first: said before anything moves', async () => {
    const { result, states, commands } = await issue({}, () => ({ checkChip: () => true }));
    expect(result).toMatchObject({ outcome: 'notStarted', media: 'none', fault: { code: 'E_UNSUPPORTED' }, feeds: 0 });
    expect([states, commands]).toEqual([[], []]);
  });

  it('stops at the read position: to the bin, and configure is what to do', async () => {
    const { result, states, acts, commands } = await issue({ unit: { dcStopsInside: true } });
    expect(result).toMatchObject({
      ...{ outcome: 'partial', media: 'retained', bin: 'retain' },
      fault: { code: 'E_NOT_READY', action: 'configure', vendor: { code: 'holdParam' } },
    });
    expect([states, acts, commands]).toEqual([['retained'], ['feed partial', 'capture done'], ['DC', 'CP']]);
  });

  it('is gone before it was seen held there: nobody can say', async () => {
    const before = ({ world }: K720Unit) => world.inject({ type: 'snatch', in: 'feedToExit', at: 'after' });
    const { result, states, commands } = await issue({ before });
    expect(result).toMatchObject({ outcome: 'indeterminate', media: 'unknown', fault: { code: 'E_NO_MEDIA' } });
    expect([states, commands]).toEqual([['lost'], ['DC']]);
  });

  it('comes out while the cable is out, which is back soon: offered, one DC', async () => {
    const before = ({ simulator }: K720Unit) => simulator.inject({ type: 'unplug', at: 'afterEnq' }, { on: 'DC' });
    const { result, states, acts, commands } = await issue({ before, isPluggedAgain: true }, takes);
    expect(result).toMatchObject({ outcome: 'done', media: 'taken' });
    expect([states, acts, commands]).toEqual([['taken'], ['feed done'], ['DC']]);
  });

  it('does not come, since the ENQ was lost: nobody can say, and it is not tried again', async () => {
    const before = ({ simulator }: K720Unit) => simulator.inject({ type: 'lostEnq' }, { on: 'DC' });
    const { result, commands, world } = await issue({ before });
    expect(result).toMatchObject({ outcome: 'indeterminate', media: 'unknown' });
    expect([commands, world.fed]).toEqual([[], 0]);
  });
});

const enqFaults: readonly K720Fault[] = [
  ...(['noAck', 'nak', 'silence', 'lostEnq', 'dispenseError', 'captureError', 'cannotExecute'] as const).map(
    (type) => ({ type }),
  ),
  { type: 'unplug', at: 'frame' },
  { type: 'unplug', at: 'afterEnq' },
];
const breakage: fc.Arbitrary<K720Break> = fc.oneof(
  fc.record({ fault: fc.constantFrom(...enqFaults), on: fc.constantFrom('DC', 'CP', 'RS') }),
  fc.record({
    fault: fc.record({
      type: fc.constant('power' as const),
      at: fc.constantFrom('beforeEnq', 'afterEnq', 'midMotion', 'afterMotion'),
      offMs: fc.constantFrom(500, 9_000),
    }),
    on: fc.constantFrom('DC', 'CP'),
  }),
  fc.record({
    fault: fc.constantFrom<K720Fault>({ type: 'noReply' }, { type: 'garbledReply' }, { type: 'halfReply' }),
    on: fc.constant('AP'),
  }),
);
const worldFault: fc.Arbitrary<WorldFault> = fc.oneof(
  fc.record({
    type: fc.constant('jam' as const),
    in: fc.constantFrom('feedToExit', 'capture'),
    cure: fc.constantFrom('reset', 'person'),
  }),
  fc.constantFrom<WorldFault>({ type: 'misfeed' }, { type: 'overlap' }),
  fc.record({
    type: fc.constant('snatch' as const),
    in: fc.constantFrom('feedToExit' as const, 'capture' as const),
    at: fc.constantFrom('before', 'during', 'after'),
  }),
);

const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const soak = Number(process.env.YITIJI_SOAK ?? '1');
const numRuns = Math.round(60 * (Number.isFinite(soak) && soak > 0 ? soak : 1));
const street = (root: string) =>
  new Street<K720Break>(root, (clock) => new K720Unit(clock, { world: { hopper, binCapacity: 30 } }), {
    mayCountForeign: true,
  });

test(
  'whatever people, cables, mains and the process do: the ledger equals the world, and nothing is dispensed twice (C14)',
  async () => {
    const root = mkdtempSync(join(folder, 'yitiji-k720-walk-'));
    let run = 0;
    try {
      await fc.assert(
        fc.asyncProperty(walkOf(worldFault, breakage), async (steps) => {
          const place = street(join(root, String(run++)));
          try {
            await place.begin();
            for (const [what, pauseMs] of steps) {
              await place.go(what);
              await place.pass(pauseMs);
            }
            await place.heal();
            place.check();
          } finally {
            await place.close();
          }
        }),
        { numRuns, timeout: 20_000 },
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
  60_000 + numRuns * 400,
);

/** Feed and either the hand or the capture: intended, sent and settled each; a hand is one write. */
test.each([
  { how: 'taken', writes: 4 },
  { how: 'forgotten', writes: 6 },
] as const)(
  'killed before or after any of the journal writes of a card that is $how: nothing is fed again, the ledger is right',
  async ({ how, writes }) => {
    const root = mkdtempSync(join(folder, 'yitiji-k720-kill-'));
    try {
      for (const at of ['before', 'after'] as const) {
        for (let n = 1; n <= writes; n += 1) {
          const place = street(join(root, `${at}-${n}`));
          try {
            await place.begin();
            await place.go({ type: 'killAt', point: { at, writes: n } });
            await place.go({ type: 'visit', takeTimeoutMs: 5_000 });
            await place.pass(4_000);
            if (how === 'taken') await place.go({ type: 'take' });
            await place.pass(10_000);
            expect(place.starts, `${at} write ${n}`).toBe(2);
            await place.heal();
            place.check();
          } finally {
            await place.close();
          }
        }
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
);
