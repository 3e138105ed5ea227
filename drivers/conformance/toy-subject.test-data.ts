import { ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import { between } from './random.ts';
import { StoppableClock } from './stoppable-clock.ts';
import type { ConformanceRig, Subject } from './subject.ts';
import { encodeToy, type ToyBug, ToyDriver, ToyFramer, ToyMachine } from './toy-driver.test-data.ts';

const name = '黎赟';

/** The toy as a subject: without a bug it keeps every rule, with one the suite must catch it. */
export function toySubject(bug: ToyBug | null): Subject {
  return {
    name: bug ?? 'toy',
    rig: ({ random }) => toyRig(bug, random),
    codec: {
      decoder: () => {
        const framer = new ToyFramer();
        return { push: (chunk) => framer.push(chunk), bufferedBytes: () => framer.bufferedBytes };
      },
      sample: (random) => {
        const kind = (['q', 'a', 'd', 'b'] as const)[between(random, 0, 3)] ?? 'q';
        return encodeToy({ kind, seq: between(random, 0, 255), value: between(random, 0, 255) });
      },
      maxBufferedBytes: 6,
    },
  };
}

function toyRig(bug: ToyBug | null, random: () => number): ConformanceRig {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'toy-port' });
  const machineTimers = new StoppableClock(clock);
  const machine = new ToyMachine({ clock: machineTimers, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => machine.receive(bytes));
  const logged: unknown[] = [];
  const driver = new ToyDriver({
    transport: line.transport,
    clock,
    log: (id, fields) => logged.push({ id, fields }),
    random,
    bug,
    name,
  });
  return {
    clock,
    device: driver,
    line,
    calls: [
      {
        name: 'push',
        effect: 'movesMedia',
        limitMs: 20_000,
        run: (o) => driver.push(o),
        watch: () => {
          const before = machine.tokens;
          return () => {
            const more = machine.tokens - before;
            if (more > 1) return 'twice';
            return more === 1 ? 'whole' : machine.isMoving ? 'part' : 'none';
          };
        },
      },
      { name: 'ask', effect: 'none', limitMs: 20_000, run: ({ signal }) => driver.ask(signal) },
    ],
    faults: [
      {
        name: 'silent',
        apply: () =>
          cured(
            () => machine.setSilent(true),
            () => machine.setSilent(false),
          ),
      },
      {
        name: 'jammed',
        apply: () =>
          cured(
            () => machine.setJammed(true),
            () => machine.setJammed(false),
          ),
      },
    ],
    moves: [],
    heal: () => {
      machine.setSilent(false);
      machine.setJammed(false);
    },
    disagreement: () => null,
    serveNext: async () => {
      const call = driver.push({ hooks: { sent: () => undefined }, signal: new AbortController().signal });
      await clock.advance(10_000);
      const result = await Promise.race([call, clock.advance(0).then(() => null)]);
      if (result === null) throw new Error('the next push never settled');
      return result.ok ? ok(undefined) : result;
    },
    isMoving: () => machine.isMoving,
    logged,
    canaries: [name],
    isHarmless: (bytes) => bytes[1] === 'Q'.charCodeAt(0),
    stop: () => machineTimers.stop(),
  };
}

function cured(begin: () => void, cure: () => void): () => void {
  begin();
  return cure;
}
