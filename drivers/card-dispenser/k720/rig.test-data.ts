import type { DeviceError, Evidence } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import type { Result } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { CardWorld, type CardWorldOptions } from '../../simulators/card-world.ts';
import { K720Simulator, type K720SimulatorOptions } from '../../simulators/k720-simulator.ts';
import { LinkedLine, type LinkedLineOptions } from '../../transport/linked-transport.ts';
import type { CardMotion, MotionDone } from '../card-dispenser.ts';
import { createDispenser } from '../dispenser.ts';
import { createK720Wire } from './k720-wire.ts';
import type { K720Profile } from './profile.ts';

/** Longer than any act of this family may take, milliseconds of virtual time. */
const longest = 120_000;

/** Commands after whose ENQ something moves. */
const motionNames: ReadonlySet<string> = new Set(['DC', 'CP', 'DB', 'RS', 'FC0', 'FC4', 'FC6', 'FC7', 'FC8']);

export interface RigOptions {
  readonly profile?: Partial<K720Profile>;
  readonly line?: Partial<LinkedLineOptions>;
  readonly simulator?: Partial<K720SimulatorOptions>;
  readonly world?: CardWorldOptions;
}

/** The common facade with the K720 wire against a simulated K720 on an in-memory line, in virtual time. FC4 holds, as the K750 text says. */
export function k720Rig(o: RigOptions = {}) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port-a', ...o.line });
  const world = new CardWorld(o.world);
  const simulator = new K720Simulator({
    clock,
    world,
    send: (bytes) => line.send(bytes),
    unplug: () => line.unplug(),
    ...o.simulator,
  });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const logged: { readonly id: string; readonly fields: unknown }[] = [];
  const log: Log = (id, fields) => {
    logged.push({ id, fields });
  };
  const wire = createK720Wire({ clock, profile: { holdParam: '4', releaseParam: '0', ...o.profile } });
  const dispenser = createDispenser({
    id: 'cardDispenser',
    wire,
    transport: line.transport,
    clock,
    log,
    random: () => 0.5,
  });
  const sent: { readonly evidence: Evidence; readonly executed: number }[] = [];
  const options = (signal?: AbortSignal) => ({
    actId: 'act-1',
    hooks: {
      sent: (evidence: Evidence) => {
        sent.push({ evidence, executed: simulator.executed.length });
      },
    },
    ...(signal === undefined ? {} : { signal }),
  });
  /** Starts a call; `result` stays null until it has settled. */
  const start = (motion: CardMotion | 'recover', signal?: AbortSignal) => {
    const call: { result: Result<MotionDone, DeviceError> | null } = { result: null };
    void dispenser[motion](options(signal)).then((result) => {
      call.result = result;
    });
    return call;
  };
  const run = <T>(promise: Promise<T>): Promise<T> => clock.until(promise, { withinMs: longest });
  const act = (motion: CardMotion | 'recover') => run(dispenser[motion](options()));
  return {
    clock,
    line,
    world,
    simulator,
    wire,
    dispenser,
    logged,
    sent,
    start,
    run,
    act,
    /** Connects. */
    async ready(): Promise<void> {
      dispenser.start();
      await clock.advance(1_500);
    },
    /** Motions that an ENQ has started. */
    motions: () => simulator.executed.filter((name) => motionNames.has(name)),
    /** Feeds a card to the read position. */
    async withCardInside(): Promise<void> {
      const fed = await act('feed');
      if (!fed.ok) throw new Error(`feed: ${fed.error.code}`);
    },
    async withCardAtExit(): Promise<void> {
      await this.withCardInside();
      const presented = await act('present');
      if (!presented.ok) throw new Error(`present: ${presented.error.code}`);
    },
    /** Every card is somewhere, once. */
    isBalanced: () => world.accountedFor === world.stocked,
  };
}
