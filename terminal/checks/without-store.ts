import type { CheckLine, LiveFacts } from '../../contract/checks.ts';
import type { Clock } from '../../contract/clock.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { judge } from './judge.ts';
import { lookAtCertificate, lookAtHub } from './look/look-at-hub.ts';
import { lookAtMachineKey } from './look/look-at-keys.ts';
import { lookAtSpeech } from './look/look-at-speech.ts';
import { lookAtStore } from './look/look-at-store.ts';
import { lookAtSystem } from './look/look-at-system.ts';
import { notFittedRoles } from './not-fitted.ts';

export interface WithoutStoreOptions {
  readonly clock: Clock;
  readonly dataDir: string;
  readonly textsDir: string;
  readonly config: KioskConfig;
  readonly isBallastWanted: boolean;
  /** Why the configuration files as they stand do not count; null = they do. */
  configFault(): string | null;
  live(): LiveFacts;
  /** To the hub; left out = the real one. */
  readonly fetch?: typeof fetch | undefined;
}

/** What is so only because the store cannot be read: its remedy would send whoever mends it the wrong way. */
const followsFromStore: ReadonlySet<string> = new Set(['program.enrolment', 'program.intake']);

/**
 * The checks of a service whose store could not be opened, as `yitiji doctor` makes them beside a service that does not run: the database is read if it can be, and nothing is repaired. The
 * wall clock is the machine's own, since what the hub said about it stood in the store.
 */
export async function checkWithoutStore(options: WithoutStoreOptions): Promise<readonly CheckLine[]> {
  const { clock, config, dataDir, textsDir, isBallastWanted } = options;
  const live = options.live();
  const fault = options.configFault();
  const wallMs = () => clock.wallMs();
  const looked = await lookAtStore({
    ...{ dataDir, isBallastWanted, nowMs: wallMs(), isThorough: false },
    ...{ health: live.durability, ballast: live.ballast },
  });
  const { identity, store, outbox } = looked;
  const hub = await lookAtHub(config.hub.url, wallMs, options.fetch);
  const certificate = await lookAtCertificate(config.hub.url, wallMs(), config.hub.tls);
  const lines = judge({
    program: {
      ...{ isRunning: true, version: live.version, intake: live.intake, kiosk: identity?.kiosk ?? null },
      config: fault === null ? { model: config.model } : { fault },
    },
    ...{ devices: live.devices, notFitted: notFittedRoles(config), cabinet: live.cabinet, store, outbox },
    hub: { ...hub, isKeyRefused: false },
    keys: { machine: lookAtMachineKey(dataDir), sealingKid: identity?.sealing.kid ?? null, certificate },
    speech: lookAtSpeech(textsDir, live.pageDir),
    system: lookAtSystem(),
  });
  return lines.filter(({ id }) => !followsFromStore.has(id));
}
