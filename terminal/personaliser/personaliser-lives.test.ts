import { expect, it } from 'vitest';
import { ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { checkSchedules } from '../../drivers/conformance/check-schedules.ts';
import { StoppableClock } from '../../drivers/conformance/stoppable-clock.ts';
import type { ConformanceCall, ConformanceRig, Subject } from '../../drivers/conformance/subject.ts';
import { encodeLine, PersonaliserFramer } from '../../drivers/personaliser/lines.ts';
import { PersonaliserSimulator, personaliserFaults } from '../../drivers/simulators/personaliser-simulator.ts';
import { LinkedLine } from '../../drivers/transport/linked-transport.ts';
import { createPersonaliser } from './wire-personaliser.ts';

/** The suite of the drivers (drivers/conformance/README.md), for the one device that stands in `terminal/`. */
const callLimitMs = 200_000;

function rig({ random }: { readonly random: () => number }): ConformanceRig {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'personaliser' });
  const timers = new StoppableClock(clock);
  const simulator = new PersonaliserSimulator({ clock: timers, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const logged: unknown[] = [];
  const unit = createPersonaliser({
    ...{ id: 'personaliser', transport: line.transport, clock, random },
    log: (id, fields) => void logged.push({ id, fields }),
  });
  let pinBlock = new Uint8Array(32);
  let cards = 0;
  const enterPin = async (purpose: 'new' | 'again' | 'verify', signal: AbortSignal) => {
    const entered = await unit.enterPin({ purpose, userMs: 10_000, signal });
    if (entered.ok && entered.value.block !== null) pinBlock = new Uint8Array(entered.value.block);
    return entered;
  };
  const workOn = () => simulator.begun.filter(({ op }) => op === 'WRITE' || op === 'PRINT').length;
  const finished = () => simulator.written.length + simulator.printed;
  const watch = () => {
    const before = { begun: workOn(), finished: finished() };
    return () => {
      const begun = workOn() - before.begun;
      if (begun !== 1) return begun === 0 ? 'none' : 'twice';
      return finished() > before.finished ? 'whole' : 'part';
    };
  };
  const work = (
    name: string,
    effect: ConformanceCall['effect'],
    run: () => ReturnType<typeof unit.print>,
  ): ConformanceCall => ({
    ...{ name, effect, limitMs: callLimitMs, watch },
    // It has no journal of its own: a card that was fed and not presented is what the ledger knows.
    run: async ({ hooks }) => {
      hooks.sent({ at: '', values: {} });
      return await run();
    },
  });
  const asked = (name: string, run: ConformanceCall['run']): ConformanceCall => ({
    ...{ name, effect: 'none', limitMs: callLimitMs, run },
  });
  const type = (digits: string) => {
    for (const digit of digits) simulator.press(digit);
  };
  return {
    ...{ clock, line, device: unit, logged, canaries: ['135790'] },
    calls: [
      work('print', 'consumesSupply', () => unit.print()),
      work('write', 'writesMedia', () => {
        cards += 1;
        return unit.write({ serial: `GZ${cards}`, payload: 'A1b2'.repeat(400), pinBlock });
      }),
      asked('readBack', () => unit.readBack()),
      asked('new PIN', ({ signal }) => enterPin('new', signal)),
      asked('PIN again', ({ signal }) => enterPin('again', signal)),
      asked('PIN of a card', ({ signal }) => enterPin('verify', signal)),
      asked('forget', async () => {
        await unit.forget();
        return ok(undefined);
      }),
    ],
    faults: [
      ...personaliserFaults.map((fault) => ({
        name: fault,
        apply: () => {
          simulator.inject(fault);
          return fault === 'deaf' ? () => simulator.clearFaults() : null;
        },
      })),
      {
        name: 'off and on',
        apply: () => {
          simulator.restart();
          return null;
        },
      },
      {
        name: 'no ribbon',
        apply: () => {
          simulator.setRibbonOut(true);
          return () => simulator.setRibbonOut(false);
        },
      },
    ],
    moves: [
      { name: 'types a PIN', run: () => type('135790') },
      { name: 'cancels', run: () => simulator.press('cancel') },
    ],
    heal: () => simulator.clearFaults(),
    disagreement: () => {
      const { link, condition } = unit.status();
      return link === 'up' && condition === 'ok' ? null : `link ${link}, condition ${condition}`;
    },
    serveNext: async () => {
      // Work on a card that nobody waits for any more ends by itself.
      while (simulator.state.phase === 'running') await clock.advance(1_000);
      const entered = enterPin('new', new AbortController().signal);
      await clock.advance(3_000);
      type('135790');
      return await clock.until(entered);
    },
    isMoving: () => simulator.state.phase === 'running' && simulator.begun.at(-1)?.op !== 'PIN',
    stop: () => timers.stop(),
  };
}

const subject: Subject = {
  ...{ name: 'personaliser', rig },
  codec: {
    decoder: () => {
      const framer = new PersonaliserFramer();
      return { push: (chunk) => framer.push(chunk), bufferedBytes: () => 0 };
    },
    sample: () => encodeLine({ kind: 'reply', number: 1, body: 'OK' }),
    maxBufferedBytes: 1_024,
  },
};

it('whatever line, unit, mains and people do: a card is worked on once, how it ended is told as it is, and nothing is left behind', async () => {
  const { failure, calls } = await checkSchedules(subject, { seed: 20_261_130, schedules: 120 });
  expect(failure).toBeNull();
  expect(calls).toBeGreaterThan(60);
});
