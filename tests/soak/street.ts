import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { type DeviceBench, openDeviceBench } from '../../drivers/simulators/bench/device-bench.ts';
import { loadPeople } from '../../drivers/simulators/bench/people.ts';
import { loadConfig } from '../../terminal/config/load-config.ts';
import { systemRandom } from '../../terminal/crypto/random.ts';
import { databaseFile, openStore } from '../../terminal/store/open-store.ts';
import type { Identity, Store } from '../../terminal/store/store.ts';
import { makeHubSide } from '../../terminal/store/testing/temporary-store.ts';
import { quiet } from '../cuts/rig/crypto-turns.ts';
import { replyKey } from '../cuts/rig/cut-hub.ts';
import { root } from '../support/hub-rig.ts';
import { fastClock, type Pace } from './fast-clock.ts';
import type { Machine } from './machine.ts';
import { MemoryCables } from './memory-cable.ts';
import { ProcessMachine } from './process-machine.ts';
import { listenAs, makeSoakHub, type SoakHub } from './soak-hub.ts';
import { VirtualMachine } from './virtual-machine.ts';

/** Blank cards that a hopper can hold: all that a run may hand out. */
export const hopper = 200;
/** Name of the role in the configuration, hence of the device. */
export const dispenserId = 'cardDispenser';

/** One machine, its devices and its hub. */
export interface Street {
  readonly clock: Clock;
  readonly machine: Machine;
  readonly bench: DeviceBench;
  readonly hub: SoakHub;
  /** Path of the machine's database. */
  readonly databaseFile: string;
  /** The machine's store, once its program has ended. */
  openStore(): Store;
  close(): Promise<void>;
}

/** `simulated`: everything in one process and in simulated time, as fast as the processor goes. Otherwise real pseudo-terminals and sockets, so many times as fast as on the street. */
export type Way = 'simulated' | { readonly speed: number };

/** @param pagePace part of the pages' time limits that applies, 0.01–1 */
export async function openStreet(way: Way, pagePace: number): Promise<Street> {
  const dir = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'yitiji-soak-'));
  const dataDir = join(dir, 'data');
  const devicesDir = join(dir, 'devices');
  mkdirSync(dataDir, { mode: 0o700 });
  const pace: Pace = { sinceMs: Date.now(), speed: way === 'simulated' ? 1 : way.speed };
  const virtual = way === 'simulated' ? new VirtualClock(undefined, quiet) : null;
  const clock = virtual ?? fastClock(pace);
  const identity = { ...(await makeHubSide()).identity, replyKey };
  const open = (): Store => {
    const opened = openStore({ dir: dataDir, clock, log: noLog, random: systemRandom });
    if (!opened.ok) throw new Error(`the machine's database: ${opened.error.code}, ${opened.error.detail}`);
    return opened.value;
  };
  await enrolAndFill(open(), identity);
  const people = loadPeople(join(root, 'kiosk-config/demo/personas.json'));
  if (!people.ok) throw new Error(people.error);
  const hub = await makeSoakHub(clock, identity);
  const cables = virtual === null ? null : new MemoryCables(virtual);
  const bench = await openDeviceBench({
    ...{ dir: devicesDir, people: people.value, clock, cards: hopper, personaliser: true, motorSpeed: 10 },
    ...(cables !== null && { makeCable: cables.make }),
  });
  const onSocket = virtual === null ? await listenAs(hub) : null;
  const configFile = join(dir, 'machine.json');
  writeFileSync(configFile, JSON.stringify(configOf(onSocket?.url ?? 'http://127.0.0.1:1', devicesDir)));
  const machine =
    virtual === null || cables === null
      ? new ProcessMachine({ clock, pace, dataDir, configFile, pagePace })
      : new VirtualMachine({
          ...{ clock: virtual, cables, dataDir, shippedDir, pagePace, fetch: hub.fetch },
          config: loaded(configFile),
        });
  return {
    ...{ clock, machine, bench, hub, openStore: open, databaseFile: join(dataDir, databaseFile) },
    close: async () => {
      await bench.close();
      await onSocket?.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const shippedDir = join(root, 'kiosk-config');
/** A disk that is not worn out by a run of hours: durable writes go to memory. */
const memory = '/dev/shm';

function configOf(hubUrl: string, devicesDir: string) {
  const port = (name: string) => ({ port: join(devicesDir, name) });
  return {
    hub: { url: hubUrl },
    devices: {
      idReader: port('id-reader'),
      receiptPrinter: port('receipt-printer'),
      cardDispenser: port('card-dispenser'),
      scanner: port('scanner'),
      ioBoard: port('io-board'),
    },
    personaliser: port('personaliser'),
    faceVerifier: { kind: 'demonstration' },
    fitted: { docCamera: true },
    // A port is where it is; a search would look into the folders of this computer.
    portSearch: [],
    store: { ballastMiB: 0 },
  };
}

function loaded(configFile: string): KioskConfig {
  const config = loadConfig([join(shippedDir, 'default.json'), configFile]);
  if (!config.ok) throw new Error(config.error.reason);
  return config.value;
}

async function enrolAndFill(store: Store, identity: Identity): Promise<void> {
  store.setIdentity(identity);
  const begun = await store.bins.beginExchange({ id: 'x-0', deviceId: dispenserId, operator: 'op-1' });
  const filled = await store.bins.endExchange('x-0', { hopper, retain: 0 });
  store.close();
  if (!begun.ok || !filled.ok) throw new Error('the machine could not be filled');
}
