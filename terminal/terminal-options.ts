import type { FromTerminal } from '../contract/channel.ts';
import type { Clock } from '../contract/clock.ts';
import { makeForget } from '../contract/forget.ts';
import type { KioskConfig } from '../contract/kiosk-config.ts';
import type { Log } from '../contract/log.ts';
import type { Result } from '../contract/result.ts';
import type { RemovableMedia } from './bundle/media.ts';
import type { ConfigService } from './config/config-service.ts';
import { type Bindings, type DeviceSet, openDevices } from './devices/device-set.ts';
import { openPersonaliser } from './devices/open-personaliser.ts';
import type { LogRing } from './log/log-ring.ts';
import type { CardPersonaliser } from './personaliser/card-personaliser.ts';
import { openStore } from './store/open-store.ts';

export interface TerminalOptions {
  readonly dataDir: string;
  /** Folder `kiosk-config` of the release. */
  readonly shippedDir: string;
  /** `bundles/catalogue/current` of the installation, which need not be there (docs/updates.md); left out = this is no installation. */
  readonly catalogueLink?: string | undefined;
  /** As it is at the start. */
  readonly config: KioskConfig;
  /** Brings changes while the service runs; left out = there are none. */
  readonly settings?: ConfigService | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Folder of the built page, with the recordings of speech; left out = the one beside `shippedDir` in a release. */
  readonly pageDir?: string | undefined;
  /** See `SessionContext.pace`. */
  readonly pace?: number | undefined;
  /** The last lines of the log; left out = none are kept. */
  readonly recentLog?: LogRing['read'] | undefined;
  /** A machine that was never set up begins in the wizard (terminal/setup); left out = its enrolment code stands on the citizens' page. */
  readonly setup?: boolean | undefined;
  /** Release that the launcher has started; left out = started by hand. */
  readonly release?: string | undefined;
  /** To the shell. */
  post(message: FromTerminal): void;
  /** Ends the program in order, to be started anew by whoever keeps it; left out = nobody does. */
  readonly restart?: ((reason?: string) => void) | undefined;
  /** Turns the machine off; left out = it cannot be turned off from a page. Error: why it did not. */
  readonly powerOff?: (() => Promise<Result<void, string>>) | undefined;
  /** Sticks and cards that are put in; left out = none are looked for. */
  readonly media?: RemovableMedia | undefined;
}

/** What the service is made of; tests put parts in simulated time in their place. */
export interface TerminalParts {
  readonly openStore: typeof openStore;
  /** @param bindings where roles were last seen; null = no store */
  openDevices(bindings: Bindings | null): DeviceSet;
  openPersonaliser(openPort: DeviceSet['openPort']): CardPersonaliser | null;
  /** To the hub; left out = the real one. */
  readonly fetch?: typeof fetch;
  /** After each visit; left out = what is no longer needed stays until there is no room for it. */
  readonly forget?: () => void;
  /** Part of the disk below a folder that is used, 0–1; left out = the file system is asked. */
  readonly diskUsed?: (dir: string) => Promise<number | null>;
}

/** Devices, disk and hub as they are. */
export function realParts({ config, clock, log }: TerminalOptions): TerminalParts {
  return {
    openStore,
    openDevices: (bindings) => openDevices({ config, clock, log, bindings }),
    openPersonaliser: (openPort) => openPersonaliser(config.personaliser?.port ?? '', { clock, log, openPort }),
    forget: makeForget(),
  };
}
