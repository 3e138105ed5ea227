import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { checkMethods, LiveFacts } from '../../contract/checks.ts';
import { systemClock } from '../../contract/clock.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { noLog } from '../../contract/log.ts';
import type { CheckFacts } from '../checks/facts.ts';
import { cabinetFact, deviceFact } from '../checks/live.ts';
import { lookAtCertificate, lookAtHub } from '../checks/look/look-at-hub.ts';
import { lookAtMachineKey } from '../checks/look/look-at-keys.ts';
import { lookAtSpeech } from '../checks/look/look-at-speech.ts';
import { lookAtStore, type StoreLook } from '../checks/look/look-at-store.ts';
import { lookAtSystem } from '../checks/look/look-at-system.ts';
import { notFittedRoles } from '../checks/not-fitted.ts';
import { ConfigDesk } from '../config/config-desk.ts';
import { faultOf } from '../config/config-fault.ts';
import { fleetFileIn, readLastGood } from '../config/config-files.ts';
import { realDisk } from '../config/disk.ts';
import { openDevices } from '../devices/device-set.ts';
import { callService } from '../local-channel/call-service.ts';
import { fetchOfMachine } from '../sync/hub-tls.ts';
import { upkeepDefaults } from '../upkeep.ts';
import { version } from '../version.ts';
import { firstAnswer } from './device-status.ts';

/** How long devices that are opened from here may take to answer, milliseconds. */
const devicesMs = 6_000;

/** One setting: which layer says it, and which layers below said otherwise. */
export interface Provenance {
  /** JSON pointer. */
  readonly path: string;
  readonly layer: string;
  readonly line: number;
  readonly over: readonly string[];
}

/** What a shell on the machine can learn, beside a running service or without one. */
export interface Gathered {
  /** Null = no service answers. */
  readonly live: LiveFacts | null;
  /** Null = not valid. */
  readonly config: KioskConfig | null;
  /** Where each value of it comes from, without the values; null = not valid. */
  readonly provenance: readonly Provenance[] | null;
  readonly facts: CheckFacts;
  readonly supplies: StoreLook['supplies'];
  /** The right time as far as it is known. */
  readonly nowMs: number;
}

export interface GatherOptions {
  /** Null = not named. */
  readonly dataDir: string | null;
  readonly shippedDir: string;
  /** The machine's own; null = the one with which the service last started. */
  readonly configFile: string | null;
  /** Null = that of the running service, else beside `shippedDir`. */
  readonly pageDir: string | null;
  /** Without a service: open the devices and ask them. */
  readonly opensDevices: boolean;
  readonly signal: AbortSignal;
}

/** Everything that the checks look at, gathered by a command instead of by the running service. */
export async function gatherHere(options: GatherOptions): Promise<Gathered> {
  const { dataDir, shippedDir, configFile, opensDevices, signal } = options;
  const noted = dataDir === null ? null : readLastGood(realDisk, dataDir);
  const places = {
    shippedDir,
    // Without a data folder only what is delivered and the named file count.
    dataDir: dataDir ?? devNull,
    machineFile: configFile ?? noted?.places.machineFile ?? null,
    siteFile: process.env.YITIJI_SITE_CONFIG ?? noted?.places.siteFile ?? null,
    fleetFile: fleetFileIn(noted),
  };
  const standing = new ConfigDesk(places, systemClock.wallMs).read();
  const config = standing.ok ? standing.value.resolved.config : null;
  const provenance = standing.ok
    ? standing.value.resolved.settings.map(({ path, layer, line, over }) => ({
        ...{ path, layer, line },
        over: over.map((below) => below.layer),
      }))
    : null;
  const configFault = standing.ok
    ? faultOf(standing.value.refused, standing.value.since)
    : faultOf(standing.error, null);
  const called =
    dataDir === null ? null : await callService(dataDir, { method: checkMethods.live, input: {}, output: LiveFacts });
  const live = called?.ok === true ? called.value : null;
  const asked =
    config === null
      ? null
      : await lookAtHub(config.hub.url, () => systemClock.wallMs(), fetchOfMachine(config.hub.tls, noLog));
  const offsetMs = live?.hub.offsetMs ?? asked?.offsetMs ?? null;
  const nowMs = systemClock.wallMs() + (offsetMs ?? 0);
  const looked: StoreLook | null =
    dataDir === null
      ? null
      : await lookAtStore({
          ...{ dataDir, nowMs, isThorough: true },
          isBallastWanted: (config?.store?.ballastMiB ?? upkeepDefaults.ballastMiB) > 0,
          health: live?.durability ?? null,
          ballast: live?.ballast ?? null,
        });
  const pageDir = options.pageDir ?? live?.pageDir ?? join(shippedDir, '../renderer');
  return {
    ...{ nowMs, live, config, provenance },
    supplies: looked?.supplies ?? null,
    facts: {
      program: {
        // One that answers what another version says is running, too.
        isRunning: called !== null && (called.ok || called.error.code !== 'away'),
        config: configFault === null ? { model: config?.model ?? '' } : { fault: configFault },
        version: live?.version ?? version,
        kiosk: looked?.identity?.kiosk ?? null,
        intake: live?.intake ?? null,
      },
      ...pick(live ?? (opensDevices && config !== null ? await askDevices(config, signal) : unasked)),
      notFitted: config === null ? [] : notFittedRoles(config),
      store: looked?.store ?? null,
      outbox: looked?.outbox ?? null,
      hub: {
        ...(asked ?? { isReachable: null, fault: null, roundTripMs: null }),
        ...{ offsetMs, isKeyRefused: live?.hub.isKeyRefused ?? false },
      },
      keys: {
        machine: dataDir === null ? null : lookAtMachineKey(dataDir),
        sealingKid: looked?.identity?.sealing.kid ?? null,
        certificate:
          config === null ? { kind: 'unknown' } : await lookAtCertificate(config.hub.url, nowMs, config.hub.tls),
      },
      speech: existsSync(join(pageDir, 'audio')) ? lookAtSpeech(join(shippedDir, 'texts'), pageDir) : null,
      system: lookAtSystem(),
    },
  };
}

const pick = ({ devices, cabinet }: Pick<CheckFacts, 'devices' | 'cabinet'>) => ({ devices, cabinet });
const unasked = { devices: null, cabinet: null } as const;

/** Only connects and asks: no driver moves anything when it is opened. */
async function askDevices(config: KioskConfig, signal: AbortSignal) {
  const devices = openDevices({ config, clock: systemClock, log: noLog, bindings: null });
  try {
    const statuses = await Promise.all(devices.all.map((device) => firstAnswer(device, devicesMs, signal)));
    return { devices: statuses.map(deviceFact), cabinet: cabinetFact(devices.ioBoard) };
  } finally {
    await devices.close();
  }
}
