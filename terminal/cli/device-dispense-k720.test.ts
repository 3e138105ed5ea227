import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../contract/clock.ts';
import type { CommandResult } from '../../contract/command.ts';
import { noLog } from '../../contract/log.ts';
import { CardWorld } from '../../drivers/simulators/card-world.ts';
import { simulateK720 } from '../../drivers/simulators/cli/simulate-k720.ts';
import { startSimulator } from '../../drivers/simulators/cli/start-simulator.test-data.ts';
import { K720Simulator } from '../../drivers/simulators/k720-simulator.ts';
import { PtyLine } from '../../drivers/simulators/pty.ts';
import { systemRandom } from '../crypto/random.ts';
import { openStore } from '../store/open-store.ts';
import { deviceDispense } from './device-dispense.ts';

let folder = '';
let ports = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-dispense-k720-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each test has a port of its own: they wait for motors and polls side by side. */
function newPort(): string {
  ports += 1;
  return join(folder, `port-${ports}`);
}

/** The command as a hand types it: driver, port and how long the card stands there. */
function dispense(
  more: Readonly<Record<string, string>> & { readonly port: string },
  onNote: (line: string) => void = () => undefined,
) {
  const options = { driver: 'k720', 'take-timeout': '20', timeout: '10', ...more };
  const io = { out: () => undefined, note: onNote, signal: new AbortController().signal };
  return deviceDispense.run({ options, positionals: [] }, io);
}

/** `simulate k720` at the port while `run` runs. */
async function beside(
  options: Readonly<Record<string, string>>,
  run: (port: string) => Promise<CommandResult>,
): Promise<{ readonly result: CommandResult; readonly unit: unknown; readonly lines: readonly string[] }> {
  const port = newPort();
  const simulator = await startSimulator(simulateK720, { link: port, 'motor-speed': '10', ...options });
  try {
    const result = await run(port);
    const unit = (await simulator.stop()).json;
    return { result, unit, lines: simulator.lines.filter((line) => line.startsWith('COMMAND')) };
  } finally {
    await simulator.stop();
  }
}

describe.concurrent('device dispense on a K720 that nobody has commissioned', () => {
  it('the card is handed out by DC alone, and taken', async () => {
    const notes: string[] = [];
    const { result, unit, lines } = await beside({ 'take-after': '0.8' }, (port) =>
      dispense({ port }, (line) => notes.push(line)),
    );
    expect(result).toMatchObject({ exit: 0, json: { outcome: 'done', media: 'taken' } });
    expect(result.json).not.toHaveProperty('fault');
    expect(unit).toEqual({ fed: 1, taken: 1, captured: 0 });
    expect(lines).toEqual(['COMMAND DC']);
    expect(notes).toEqual(['feeding a card', 'please take the card']);
  });

  it('nobody takes it: captured, and that is what is said', async () => {
    const { result, unit, lines } = await beside({}, (port) => dispense({ port, 'take-timeout': '0.5' }));
    expect(result).toMatchObject({
      exit: 1,
      json: { outcome: 'partial', media: 'retracted', bin: 'retain', fault: { code: 'E_MEDIA_RETRACTED' } },
    });
    expect(unit).toEqual({ fed: 1, taken: 0, captured: 1 });
    expect(lines).toEqual(['COMMAND DC', 'COMMAND CP']);
  });

  it('hopper empty: nothing moves', async () => {
    const { result, unit, lines } = await beside({ cards: '0' }, (port) => dispense({ port }));
    expect(result).toMatchObject({
      exit: 1,
      json: { outcome: 'notStarted', media: 'none', fault: { code: 'E_SUPPLY_OUT', action: 'replenish' } },
    });
    expect(unit).toEqual({ fed: 0, taken: 0, captured: 0 });
    expect(lines).toEqual([]);
  });

  it('an ACK lost, answers after the ENQ lost, a unit that does not know its version: one DC, taken', async () => {
    const fault = 'noAck@DC,noReply@AP*2,silence@GV*99';
    const { result, unit, lines } = await beside({ 'take-after': '0.8', fault }, (port) => dispense({ port }));
    expect(result).toMatchObject({ exit: 0, json: { outcome: 'done', media: 'taken' } });
    expect(unit).toEqual({ fed: 1, taken: 1, captured: 0 });
    expect(lines).toEqual(['COMMAND DC']);
  });

  it('commissioned: fed inside first, then presented; settings as JSON and as short form; the wire recorded', async () => {
    const trace = join(folder, 'trace.jsonl');
    const { result, lines } = await beside({ 'take-after': '0.8', address: '3' }, (port) =>
      dispense({ port, settings: '{"address":3,"feedBy":"FC7"}', 'hold-param': '4', trace }),
    );
    expect(result).toMatchObject({ exit: 0, json: { media: 'taken' } });
    expect(lines).toEqual(['COMMAND FC7', 'COMMAND FC4']);
    expect(readFileSync(trace, 'utf8').split('\n').length).toBeGreaterThan(10);
  });
});

describe.concurrent('device dispense on a K720 whose cable or mechanics let it down', () => {
  /** Motors that turn ten times as fast as real ones; the driver keeps real time. */
  const fastMotors: Clock = { ...systemClock, after: (ms, fn) => systemClock.after(ms / 10, fn) };

  async function onUnit(
    more: Partial<ConstructorParameters<typeof K720Simulator>[0]>,
    run: (unit: K720Simulator, port: string) => Promise<void>,
  ): Promise<void> {
    const port = newPort();
    const line = new PtyLine(port);
    const unit = new K720Simulator({
      clock: fastMotors,
      world: new CardWorld(),
      send: (bytes) => line.send(bytes),
      // Plugged in again as soon as it is out.
      unplug: () => void line.unplug().then(() => line.plug()),
      ...more,
    });
    line.onHostBytes((bytes) => unit.receive(bytes));
    await line.plug();
    try {
      await run(unit, port);
    } finally {
      unit.stop();
      await line.unplug();
    }
  }

  it('the link is lost after the ENQ: no second DC; the card is found at the mouth, offered, and taken', async () => {
    await onUnit({}, async (unit, port) => {
      unit.inject({ type: 'unplug', at: 'afterEnq' }, { on: 'DC' });
      const result = await dispense({ port }, (line) => {
        if (line === 'please take the card') unit.world.take();
      });
      expect(result).toMatchObject({ exit: 0, json: { outcome: 'done', media: 'taken' } });
      expect(unit.executed).toEqual(['DC']);
      expect(unit.world).toMatchObject({ fed: 1, captured: 0 });
    });
  });

  it('DC stops at the read position: the card goes to the bin, and configure is what to do', async () => {
    const data = join(folder, 'data');
    await onUnit({ dcStopsInside: true }, async (unit, port) => {
      expect(await dispense({ port, data })).toMatchObject({
        exit: 1,
        json: { outcome: 'partial', media: 'retained', fault: { code: 'E_NOT_READY', action: 'configure' } },
      });
      expect(unit.executed).toEqual(['DC', 'CP']);
    });
    const store = openStore({ dir: data, clock: systemClock, log: noLog, random: systemRandom });
    if (!store.ok) throw new Error(store.error.detail);
    expect(store.value.custody.ofDevice('dispenser').map(({ state }) => state)).toEqual(['retained']);
    store.value.close();
  });
});
