import type { LiveFacts, SupplyForecast } from '../../contract/checks.ts';
import type { Clock } from '../../contract/clock.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Log } from '../../contract/log.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { Store } from '../store/store.ts';
import { version } from '../version.ts';
import type { CheckFacts } from './facts.ts';
import { forecastAll } from './forecast.ts';
import { judge } from './judge.ts';
import { lookAtCertificate, lookAtHub } from './look/look-at-hub.ts';
import { lookAtMachineKey } from './look/look-at-keys.ts';
import { lookAtSpeech } from './look/look-at-speech.ts';
import { lookAtStore, lookAtSupplies } from './look/look-at-store.ts';
import { lookAtSystem } from './look/look-at-system.ts';
import { notFittedRoles } from './not-fitted.ts';
import { watchRefills } from './refills.ts';
import { makeSelfTest, type SelfTest } from './self-test.ts';
import { defaultSelfTestAt } from './self-test-due.ts';

/** The checks inside the running service: for its own daily run, for technicians at it, for the command line beside it. */
export interface ServiceChecks {
  readonly selfTest: SelfTest;
  /** Days left of paper and cards, at most a minute old; what is not known is said. Empty = the database cannot be read. */
  daysLeft(): readonly SupplyForecast[];
  stop(): void;
}

export interface ServiceChecksOptions {
  readonly store: Store;
  readonly devices: Pick<DeviceSet, 'receiptPrinter' | 'documentPrinter'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  /** `kiosk-config/texts` as it is active. */
  readonly textsDir: string;
  readonly config: KioskConfig;
  /** Why the configuration files as they stand do not count; null = they do. */
  configFault(): string | null;
  readonly isBallastWanted: boolean;
  /** To the hub; left out = the real one. */
  readonly fetch?: typeof fetch | undefined;
  isIdle(): boolean;
  live(): LiveFacts;
}

/** Pages are drawn several times a second. */
const daysKeptMs = 60_000;

/** Self-test and live facts of a running service. */
export function startServiceChecks(options: ServiceChecksOptions): ServiceChecks {
  const { store, clock, log, config } = options;
  const selfTest = makeSelfTest({
    ...{ store, clock, log, version, at: config.selfTest?.at ?? defaultSelfTestAt },
    isIdle: options.isIdle,
    look: async () => judge(await factsOf(options)),
  });
  let days: { readonly atMs: number; readonly told: readonly SupplyForecast[] } | null = null;
  const stopDaily = selfTest.start();
  const stopWatching = watchRefills(options.devices, store);
  return {
    selfTest,
    daysLeft: () => {
      if (days === null || clock.monoMs() - days.atMs > daysKeptMs) {
        const history = lookAtSupplies(options.dataDir);
        days = { atMs: clock.monoMs(), told: history === null ? [] : forecastAll(history, store.trustedWallMs()) };
      }
      return days.told;
    },
    stop: () => {
      stopDaily();
      stopWatching();
    },
  };
}

const storeLook = ({ store, dataDir, isBallastWanted }: ServiceChecksOptions, live: LiveFacts) => ({
  ...{ dataDir, isBallastWanted, nowMs: store.trustedWallMs(), health: live.durability, ballast: live.ballast },
  // A whole reading of the database stops everything else for seconds: the nightly check makes it (terminal/upkeep.ts).
  isThorough: false,
});

const failed = { health: 'failed' } as const;

async function factsOf(options: ServiceChecksOptions): Promise<CheckFacts> {
  const { store, config, dataDir } = options;
  const live = options.live();
  const configFault = options.configFault();
  const looked = await lookAtStore(storeLook(options, live));
  const promises = store.promises();
  const identity = store.identity();
  // Before enrolment nobody has called the hub yet.
  const asked = identity === null ? await lookAtHub(config.hub.url, () => store.trustedWallMs(), options.fetch) : null;
  return {
    program: {
      ...{ isRunning: true, version: live.version, intake: live.intake, kiosk: identity?.kiosk ?? null },
      config: configFault === null ? { model: config.model } : { fault: configFault },
    },
    devices: live.devices,
    notFitted: notFittedRoles(config),
    cabinet: live.cabinet,
    // The promises of the connection that writes: it is the one that counts.
    store: looked.store.fault === null ? { ...looked.store, ...(promises.ok ? promises.value : failed) } : looked.store,
    outbox: looked.outbox,
    hub:
      asked === null
        ? {
            ...{ isReachable: live.hub.isOnline, fault: null, isKeyRefused: live.hub.isKeyRefused },
            ...{ roundTripMs: live.hub.roundTripMs, offsetMs: live.hub.offsetMs },
          }
        : { ...asked, isKeyRefused: false },
    keys: {
      machine: lookAtMachineKey(dataDir),
      sealingKid: identity?.sealing.kid ?? null,
      certificate: await lookAtCertificate(config.hub.url, store.trustedWallMs(), config.hub.tls),
    },
    speech: lookAtSpeech(options.textsDir, live.pageDir),
    system: lookAtSystem(),
  };
}
