import type { ActHooks, Evidence } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { CardWorld, type CardWorldOptions } from '../../simulators/card-world.ts';
import { F2Simulator, type F2SimulatorOptions } from '../../simulators/f2-simulator.ts';
import { LinkedLine, type LinkedLineOptions } from '../../transport/linked-transport.ts';
import type { ActOptions } from '../card-dispenser.ts';
import { createDispenser, type DispenserProfile } from '../dispenser.ts';
import { createF2Wire } from './f2-wire.ts';
import type { F2Profile } from './profile.ts';

export interface RigOptions {
  readonly profile?: Partial<F2Profile>;
  readonly common?: Partial<DispenserProfile>;
  readonly line?: Partial<LinkedLineOptions>;
  readonly simulator?: Partial<F2SimulatorOptions>;
  readonly world?: CardWorldOptions;
  readonly random?: () => number;
}

/** A dispenser of the F2 family and a simulated unit on an in-memory line, in virtual time. */
export function f2Rig(o: RigOptions = {}) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port-a', ...o.line });
  const world = new CardWorld(o.world);
  const sim = new F2Simulator({
    clock,
    world,
    send: (bytes) => line.send(bytes),
    unplug: () => line.unplug(),
    ...o.simulator,
  });
  line.onHostBytes((bytes) => sim.receive(bytes));
  const logged: { readonly id: string; readonly fields: unknown }[] = [];
  const log: Log = (id, fields) => {
    logged.push({ id, fields });
  };
  const device = createDispenser({
    id: 'cardDispenser',
    wire: createF2Wire({ clock, profile: o.profile }),
    transport: line.transport,
    clock,
    log,
    random: o.random ?? (() => 0.5),
    profile: o.common,
  });
  const journal: Evidence[] = [];
  const hooks: ActHooks = { sent: (before) => void journal.push(before) };
  return {
    clock,
    line,
    world,
    sim,
    device,
    logged,
    /** Evidence that was committed before each motion. */
    journal,
    act: (more: Partial<ActOptions> = {}): ActOptions => ({ actId: 'act-1', hooks, ...more }),
    /** Connects. */
    async ready(): Promise<void> {
      device.start();
      await clock.advance(1_000);
    },
    /** Lets time pass until the call settles; fails when it does not within ten minutes. */
    until: <T>(call: Promise<T>): Promise<T> => clock.until(call, { withinMs: 600_000 }),
    /** Feeds a card and brings it to the exit. */
    async atExit(): Promise<void> {
      await this.until(device.feed(this.act()));
      await this.until(device.present(this.act()));
    },
  };
}

export type F2Rig = ReturnType<typeof f2Rig>;
