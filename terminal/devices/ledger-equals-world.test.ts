import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorldFault } from '../../drivers/simulators/card-world.ts';
import type { F2Fault } from '../../drivers/simulators/f2-simulator.ts';
import { SimulatedUnit } from './testing/card-rig.test-data.ts';
import { hopper, Street, walkOf } from './testing/street.test-data.ts';

const points = ['beforeAck', 'afterAck', 'midMotion', 'afterMotion'] as const;
const motions = ['feed', 'present', 'capture'] as const;

const wireFault: fc.Arbitrary<F2Fault> = fc.oneof(
  fc.constantFrom<F2Fault>(
    { type: 'noAck' },
    { type: 'ackLost' },
    { type: 'nak' },
    { type: 'silence' },
    { type: 'deaf' },
  ),
  fc.constantFrom<F2Fault>(
    { type: 'late', ms: 16_000 },
    { type: 'badBcc', replies: 3 },
    { type: 'half' },
    { type: 'duplicate' },
  ),
  fc.record({ type: fc.constant('unplug' as const), at: fc.constantFrom(...points) }),
  fc.record({
    type: fc.constant('powerCut' as const),
    at: fc.constantFrom(...points),
    backMs: fc.constantFrom(500, 9_000),
  }),
);
const worldFault: fc.Arbitrary<WorldFault> = fc.oneof(
  fc.record({
    type: fc.constant('jam' as const),
    in: fc.constantFrom(...motions),
    cure: fc.constantFrom('reset', 'person'),
  }),
  fc.constantFrom<WorldFault>({ type: 'misfeed' }, { type: 'overlap' }),
  fc.record({
    type: fc.constant('snatch' as const),
    in: fc.constantFrom('present' as const, 'capture' as const),
    at: fc.constantFrom('before', 'during', 'after'),
  }),
);
type Break = Parameters<SimulatedUnit['breakWire']>[0];
const breakage: fc.Arbitrary<Break> = fc.record({
  fault: wireFault,
  on: fc.constantFrom('moveRf', 'moveGate', 'moveBin', 'status'),
});
const walk = walkOf(worldFault, breakage);

/** @param hasBinCounter the unit counts what it captures, which tells a hand from the bin after the fact */
function f2Street(root: string, hasBinCounter: boolean): Street<Break> {
  const unit = { world: { hopper, binCapacity: 30 }, unit: { binCounts: hasBinCounter }, profile: { hasBinCounter } };
  return new Street(root, (clock) => new SimulatedUnit(clock, unit));
}

/** What a disk keeps is tested elsewhere; here thousands of commits need not wait for one. */
const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const soak = Number(process.env.YITIJI_SOAK ?? '1');
const numRuns = Math.round(200 * (Number.isFinite(soak) && soak > 0 ? soak : 1));

test(
  'whatever people, cables, mains and the process do: the ledger equals the world, and nothing is dispensed twice',
  async () => {
    const root = mkdtempSync(join(folder, 'yitiji-walk-'));
    let run = 0;
    try {
      await fc.assert(
        fc.asyncProperty(walk, fc.boolean(), async (steps, hasBinCounter) => {
          const street = f2Street(join(root, String(run++)), hasBinCounter);
          try {
            await street.begin();
            for (const [what, pauseMs] of steps) {
              await street.go(what);
              await street.pass(pauseMs);
            }
            await street.heal();
            street.check();
          } finally {
            await street.close();
          }
        }),
        { numRuns, timeout: 20_000 },
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
  60_000 + numRuns * 200,
);

/** Feed, present and either the hand or the capture: intended, sent and settled each; a hand is one write. */
test.each([
  { how: 'taken', writes: 7 },
  { how: 'forgotten', writes: 9 },
] as const)(
  'killed before or after any of the journal writes of a card that is $how: nothing is fed again, the ledger is right',
  async ({ how, writes }) => {
    const root = mkdtempSync(join(folder, 'yitiji-kill-'));
    try {
      for (const at of ['before', 'after'] as const) {
        for (let n = 1; n <= writes; n += 1) {
          const street = f2Street(join(root, `${at}-${n}`), false);
          try {
            await street.begin();
            await street.go({ type: 'killAt', point: { at, writes: n } });
            await street.go({ type: 'visit', takeTimeoutMs: 5_000 });
            await street.pass(4_000);
            if (how === 'taken') await street.go({ type: 'take' });
            await street.pass(10_000);
            expect(street.starts, `${at} write ${n}`).toBe(2);
            await street.heal();
            street.check();
          } finally {
            await street.close();
          }
        }
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
);
