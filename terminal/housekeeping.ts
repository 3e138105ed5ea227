import { join } from 'node:path';
import type { LiveFacts } from '../contract/checks.ts';
import type { Clock } from '../contract/clock.ts';
import type { KioskConfig } from '../contract/kiosk-config.ts';
import type { Log } from '../contract/log.ts';
import { type ServiceChecks, startServiceChecks } from './checks/service-checks.ts';
import type { ConfigService } from './config/config-service.ts';
import type { DeviceSet } from './devices/device-set.ts';
import type { HubFacts } from './hub-connection.ts';
import { type IntakeClosed, watchIntake } from './intake.ts';
import type { SessionService } from './session/session-service.ts';
import type { Ballast } from './store/ballast.ts';
import type { Store } from './store/store.ts';
import { startUpkeep, type UpkeepSettings } from './upkeep.ts';

export interface HousekeepingOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: KioskConfig;
  readonly settings?: ConfigService | undefined;
  readonly dataDir: string;
  readonly shippedDir: string;
  readonly devices: DeviceSet;
  readonly ballast: Ballast;
  readonly upkeep: UpkeepSettings;
  /** To the hub; left out = the real one. */
  readonly fetch?: typeof fetch | undefined;
  /** Part of the disk below a folder that is used, 0–1; left out = the file system is asked. */
  readonly diskUsed?: ((dir: string) => Promise<number | null>) | undefined;
  hub(): HubFacts;
}

/** How long nobody must have touched the screen before the store is seen to, milliseconds. */
const upkeepQuietMs = 120_000;

/** Whether something new is taken in, the daily self-test, and what is seen to while nobody is there. */
export class Housekeeping {
  readonly #o: HousekeepingOptions;
  readonly #startedAtMs: number;
  readonly #ends: (() => void)[] = [];
  #intakeClosed: IntakeClosed = null;
  #usedPercent: number | null = null;
  #checks: ServiceChecks | null = null;

  constructor(options: HousekeepingOptions) {
    this.#o = options;
    this.#startedAtMs = options.clock.monoMs();
  }

  /** Why nothing new is taken in. */
  intake() {
    return this.#intakeClosed ?? 'open';
  }

  /** How full the disk is, and whether the ballast stands. */
  storage() {
    return { usedPercent: this.#usedPercent, ballast: this.#o.ballast.state() };
  }

  /** The last self-test, for the heartbeat; null = none yet. */
  selfTest() {
    return this.#checks?.selfTest.report() ?? null;
  }

  start(session: SessionService, live: () => LiveFacts): ServiceChecks {
    const { store, clock, log, config, settings, dataDir, shippedDir, devices, ballast, upkeep, hub } = this.#o;
    const looks = { store, clock, log, dataDir, ballast, hubOffsetMs: () => hub().offsetMs };
    const disk = this.#o.diskUsed === undefined ? {} : { diskUsed: this.#o.diskUsed };
    const isIdle = () =>
      session.place() === 'idle' &&
      // Whoever works at the machine is somebody, too.
      !session.context().service &&
      clock.monoMs() - (session.touchedAtMs() ?? this.#startedAtMs) >= upkeepQuietMs;
    const stopIntake = watchIntake({
      ...looks,
      ...disk,
      isKeyRefused: () => hub().isKeyRefused,
      onDisk: (used) => {
        this.#usedPercent = used === null ? null : Math.round(used * 100);
      },
      report: (closed) => {
        this.#intakeClosed = closed;
        session.send({ type: 'INTAKE', closed });
      },
    });
    const checks = startServiceChecks({
      ...{ store, devices, clock, log, dataDir, config, isIdle, live, fetch: this.#o.fetch },
      configFault: () => settings?.fault ?? null,
      textsDir: join(shippedDir, 'texts'),
      isBallastWanted: upkeep.ballastMiB > 0,
    });
    this.#checks = checks;
    const stopUpkeep = startUpkeep({ ...looks, ...disk, settings: upkeep, isIdle });
    this.#ends.push(stopIntake, checks.stop, stopUpkeep);
    return checks;
  }

  stop(): void {
    for (const end of this.#ends) end();
  }
}
