import { networkInterfaces } from 'node:os';
import type { Clock } from '../../contract/clock.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { ServiceChecks } from '../checks/service-checks.ts';
import type { ConfigService } from '../config/config-service.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { SessionService } from '../session/session-service.ts';
import { keptProgress } from '../setup/keep.ts';
import { lastCommissioning } from '../store/commission-commit.ts';
import type { Store } from '../store/store.ts';
import type { StandingBoard } from '../update-link/standing-board.ts';
import { type DeviceSources, deviceFacts } from './device-facts.ts';
import { fittedParts } from './device-tests.ts';
import { cityMinute, cityTime, type DeskFacts } from './pages/desk.ts';
import { itemsOff, type StaffWork } from './staff-work.ts';

export interface DeskSources extends DeviceSources {
  readonly clock: Clock;
  readonly store: Store;
  readonly devices: DeviceSet;
  readonly config: Pick<KioskConfig, 'devices' | 'hub' | 'model' | 'fitted' | 'sound'>;
  readonly version: string;
  readonly items: number;
  isOnline(): boolean;
  hubOffsetMs(): number | null;
  /** Monotonic time of the last answer of the hub that was believed; null = none in this boot. */
  answeredAtMs(): number | null;
  notice: DeskFacts['notice'];
  readonly settings?: Pick<ConfigService, 'read'> | undefined;
  /** What the agent of updates says; left out = there is none. */
  readonly standing?: Pick<StandingBoard, 'now' | 'onChange'> | undefined;
  readonly checks?: Pick<ServiceChecks, 'selfTest' | 'daysLeft'> | undefined;
  /** Orders, register, counts that differ; left out = nobody keeps them. */
  readonly work?: StaffWork | undefined;
  /** For what is off because of a part. */
  readonly session: Pick<SessionService, 'context'>;
}

/** Letters that a page names; a machine has a handful at most. */
const lettersShown = 12;

/** Everything that pages show, read where it is known. Technical, never personal. */
export function deskFacts(o: DeskSources): DeskFacts {
  const { clock, store, devices, config } = o;
  return {
    devices: () => deviceFacts(o),
    parts: () => fittedParts(config),
    soundCard: (output) => config.sound?.[output] ?? null,
    wire: (role) => devices.wire(role)?.lines() ?? [],
    outbox: () => {
      const { pending, dead, missing, oldestWallMs } = store.outbox.counts();
      const letters =
        dead === 0
          ? []
          : store.outbox
              .list()
              .filter(({ state }) => state === 'dead')
              .slice(-lettersShown)
              .map(({ topic, verdict, lastError, attempts }) => ({
                topic,
                code: lastError ?? verdict ?? '',
                attempts,
              }));
      return {
        ...{ pending, dead, missing, letters },
        oldestAgeMs: oldestWallMs === null ? null : Math.max(0, store.trustedWallMs() - oldestWallMs),
      };
    },
    network: () => {
      const at = o.answeredAtMs();
      return {
        hub: config.hub.url,
        isOnline: o.isOnline(),
        answeredAgoMs: at === null ? null : clock.monoMs() - at,
        offsetMs: o.hubOffsetMs(),
        addresses: addresses(),
        now: cityMinute(new Date(store.trustedWallMs()).toISOString()),
      };
    },
    versions: () => ({
      ...{ program: o.version, node: process.version, items: o.items, machine: config.model },
      standing: o.standing?.now ?? null,
      ...{ kiosk: store.identity()?.kiosk ?? '', storeEpoch: store.epoch, isDurable: store.durability() === 'ok' },
    }),
    notice: o.notice,
    nowMs: () => store.trustedWallMs(),
    config: () => o.settings?.read() ?? null,
    selfTest: () => o.checks?.selfTest.last(),
    setup: () => {
      const last = lastCommissioning(store.meta);
      const at = last === null ? '' : cityTime(last.at);
      return { last: last === null ? null : { number: last.number, at }, isOpen: keptProgress(store) !== null };
    },
    daysLeft: () => o.checks?.daysLeft() ?? [],
    orders: () => {
      if (o.work === undefined) return null;
      const { orders, hubUrl } = o.work;
      const listed = (orders.orders() ?? []).map((order) => ({ order, work: orders.work(order.id) }));
      return { heardAt: orders.heardAt(), hubUrl, orders: listed };
    },
    workSteps: (cause) => o.work?.steps[cause] ?? { steps: [], parts: [] },
    itemsOff: (part) => itemsOff(o.session.context(), part),
    register: () => o.work?.register.items() ?? [],
    isRegisterIncomplete: () => o.work?.register.isIncomplete() ?? false,
    leftCard: () => o.work?.leftCards.offered() ?? null,
    isCardLocked: () => o.work?.cardLock.fault !== null && o.work !== undefined,
    cards: () => {
      if (devices.cardDispenser === null) return null;
      const { hopper, retain } = store.bins.counts(devices.cardDispenser.id);
      return { hopper: hopper?.count ?? null, retain: retain?.count ?? null };
    },
  };
}

function addresses(): readonly string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, list]) =>
    (list ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => `${name} ${address}`),
  );
}
