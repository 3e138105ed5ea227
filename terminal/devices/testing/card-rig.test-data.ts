import { type Log, noLog } from '../../../contract/log.ts';
import type { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { CardDispenser } from '../../../drivers/card-dispenser/card-dispenser.ts';
import { createDispenser } from '../../../drivers/card-dispenser/dispenser.ts';
import type { F2Command } from '../../../drivers/card-dispenser/f2/codec.ts';
import { createF2Wire } from '../../../drivers/card-dispenser/f2/f2-wire.ts';
import type { F2Profile } from '../../../drivers/card-dispenser/f2/profile.ts';
import { CardWorld, type CardWorldOptions } from '../../../drivers/simulators/card-world.ts';
import { type F2Fault, F2Simulator, type F2SimulatorOptions } from '../../../drivers/simulators/f2-simulator.ts';
import { LinkedLine } from '../../../drivers/transport/linked-transport.ts';
import type { Identity, Store } from '../../store/store.ts';
import { type TemporaryStore, temporaryStore } from '../../store/testing/temporary-store.ts';
import { Custodian } from '../custodian.ts';
import type { CardDeps } from '../dispense-act.ts';
import { issueCard } from '../issue-card.ts';
import type { IssueRequest, IssueResult } from '../issue-request.ts';

export const dispenserId = 'dispenser';

/** An F2 unit as bytes, in virtual time, and how a facade is put on it. */
export class SimulatedUnit {
  readonly world: CardWorld;
  readonly simulator: F2Simulator;
  readonly line: LinkedLine;
  readonly #clock: VirtualClock;
  readonly #profile: Partial<F2Profile>;

  constructor(
    clock: VirtualClock,
    o: {
      readonly world?: CardWorldOptions;
      readonly unit?: Partial<F2SimulatorOptions>;
      readonly profile?: Partial<F2Profile>;
    } = {},
  ) {
    this.#profile = o.profile ?? {};
    this.#clock = clock;
    this.world = new CardWorld({ hopper: 20, ...o.world });
    this.line = new LinkedLine({ id: dispenserId, clock });
    this.simulator = new F2Simulator({
      clock,
      world: this.world,
      send: (bytes) => this.line.send(bytes),
      unplug: () => this.line.unplug(),
      ...o.unit,
    });
    this.line.onHostBytes((bytes) => this.simulator.receive(bytes));
  }

  /** What goes wrong with the next such command. */
  breakWire({ fault, on }: { readonly fault: F2Fault; readonly on: F2Command }): void {
    this.simulator.inject(fault, { on });
  }

  /** A new driver on the port; the caller closes the one before. */
  facade(log: Log = noLog): CardDispenser {
    return createDispenser({
      id: dispenserId,
      clock: this.#clock,
      log,
      random: () => 0.5,
      transport: this.line.transport,
      wire: createF2Wire({ clock: this.#clock, profile: this.#profile }),
    });
  }
}

export interface CardRig extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly temporary: TemporaryStore;
  readonly store: Store;
  readonly unit: SimulatedUnit;
  readonly world: CardWorld;
  readonly dispenser: CardDispenser;
  readonly deps: CardDeps;
  readonly custodian: Custodian;
  /** Lets time pass until the promise is settled; throws after an hour of it. */
  within<T>(promise: Promise<T>): Promise<T>;
  issue(more?: Partial<IssueRequest>): Promise<IssueResult>;
}

/** Store, F2 unit and driver, connected and idle. Not enrolled unless an identity is given: sealing takes real time, which virtual time cannot wait for. */
export async function cardRig(
  o: {
    readonly world?: CardWorldOptions;
    readonly profile?: Partial<F2Profile>;
    readonly identity?: Identity;
    readonly log?: Log;
  } = {},
): Promise<CardRig> {
  const temporary = temporaryStore(o.identity ?? null);
  const { clock, store } = temporary;
  const log = o.log ?? noLog;
  const unit = new SimulatedUnit(clock, o);
  const dispenser = unit.facade(log);
  dispenser.start();
  await clock.advance(1_000);
  const deps: CardDeps = { dispenser, store, clock, log };
  const custodian = new Custodian({ dispensers: [dispenser], store, clock, log });
  const within = <T>(promise: Promise<T>) => clock.until(promise);
  return {
    clock,
    temporary,
    store,
    unit,
    world: unit.world,
    dispenser,
    deps,
    custodian,
    within,
    issue: (more = {}) => issueCard(issueRequest(more), deps),
    [Symbol.asyncDispose]: async () => {
      await clock.until(Promise.all([custodian.close(), dispenser.close()]));
      unit.simulator.stop();
      temporary[Symbol.dispose]();
    },
  };
}

export function issueRequest(more: Partial<IssueRequest> = {}): IssueRequest {
  return { session: 's-1', receiptNo: null, takeTimeoutMs: 30_000, ...more };
}
