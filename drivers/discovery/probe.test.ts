import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { openCardDispenser } from '../card-dispenser/drivers.ts';
import { F2Simulator } from '../simulators/f2-simulator.ts';
import { K720Simulator } from '../simulators/k720-simulator.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import { probeDevice } from './probe.ts';

type Wired = (clock: VirtualClock, line: LinkedLine) => { receive(bytes: Uint8Array): void } | null;

/** One probe with the usual limit. @returns the answer, and how long it took, milliseconds */
async function probed(driver: 'f2' | 'k720', unit: Wired) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock });
  const wired = unit(clock, line);
  line.onHostBytes((bytes) => wired?.receive(bytes));
  const answer = await clock.until(
    probeDevice((openPort) => openCardDispenser(driver, { port: 'port', clock, log: noLog, openPort }), {
      ...{ path: 'port', clock, signal: new AbortController().signal },
      openPort: () => line.transport,
      identityOf: () => null,
    }),
  );
  return { answer, ms: clock.monoMs() };
}

describe('whoever has begun to answer', () => {
  it('may end: a K720 that does not know GV is found, not called silent', async () => {
    const { answer } = await probed('k720', (clock, line) => {
      const unit = new K720Simulator({ clock, send: (bytes) => line.send(bytes) });
      unit.inject({ type: 'silence' }, { on: 'GV', times: Number.POSITIVE_INFINITY });
      return unit;
    });
    expect(answer).not.toBeNull();
  });

  it('and an F2 that says nothing to what it need not know', async () => {
    const { answer } = await probed('f2', (clock, line) => {
      const unit = new F2Simulator({ clock, send: (bytes) => line.send(bytes) });
      for (const on of ['entryForbid', 'firmware'] as const)
        unit.inject({ type: 'silence' }, { on, times: Number.POSITIVE_INFINITY });
      return unit;
    });
    expect(answer).not.toBeNull();
  });

  it('a port that makes noise, or none, is no device, and holds nobody up', async () => {
    const noise = Uint8Array.of(0x3c, 0x99, 0x00, 0x7e, 0xff, 0x41);
    const noisy = await probed('k720', (_clock, line) => ({ receive: () => line.send(noise) }));
    const silent = await probed('k720', () => null);
    expect([noisy.answer, silent.answer]).toEqual([null, null]);
    expect(silent.ms).toBeLessThan(600);
    expect(noisy.ms).toBeLessThan(2_300);
  });
});
