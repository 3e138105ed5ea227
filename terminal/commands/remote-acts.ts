import { type Clock, sleep } from '../../contract/clock.ts';
import type { CommandCode, RemoteAct } from '../../contract/remote-command.ts';
import { never, type Result } from '../../contract/result.ts';
import { deviceClasses } from '../../drivers/registry.ts';
import type { SealedBundle } from '../bundle/seal-bundle.ts';
import type { ServiceChecks } from '../checks/service-checks.ts';
import type { ClaimManager } from '../devices/claims.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { RotatedKey, RotateError } from '../enrolment/rotate-key.ts';
import type { Store } from '../store/store.ts';
import type { RemoteHand } from '../technician/remote-hand.ts';
import type { CommandEnd } from './command-book.ts';
import type { RemoteActs } from './command-desk.ts';
import type { LockedItems } from './locked-items.ts';

/** A device that was let go is back within this time, or something is wrong with it; milliseconds. */
const deviceBackMs = 30_000;

/** The parts of the machine that commands reach. */
export interface RemoteActSources {
  readonly clock: Clock;
  readonly store: Pick<Store, 'outbox' | 'trustedWallMs'>;
  readonly devices: Pick<DeviceSet, 'all' | 'reconnect'>;
  readonly claims: Pick<ClaimManager, 'claim'>;
  readonly checks: Pick<ServiceChecks, 'selfTest'>;
  readonly locked: LockedItems;
  /** Ids of the catalogue as it is active. */
  items(): readonly string[];
  readonly bundles: {
    make(): Promise<Result<SealedBundle, string>>;
    upload(bundle: SealedBundle, onPart: (part: number) => void, signal: AbortSignal): Promise<Result<void, string>>;
  };
  readonly staff: RemoteHand;
  rotateKey(): Promise<Result<RotatedKey, RotateError>>;
  /** The agent of updates and the lists of this machine look again. */
  refreshPacks(): void;
  /** The queue goes at once. */
  kick(): void;
  /** Left out = nobody starts the program anew. */
  readonly restart?: ((reason?: string) => void) | undefined;
}

const done = (detail?: string): CommandEnd => ({ state: 'done', code: null, detail });
const failed = (code: CommandCode, detail?: string): CommandEnd => ({ state: 'failed', code, detail });
/** Fit for a detail: what other signs there are is left out. */
const plain = (text: string): string => text.replace(/[^0-9A-Za-z ./_:,=-]/g, ' ').slice(0, 160) || '-';

/** What each kind of command does here. */
export function remoteActs(o: RemoteActSources): RemoteActs {
  const deadLetters = (message: string | null) =>
    o.store.outbox.list().filter(({ id, state }) => state === 'dead' && (message === null || id === message));

  const refusal = (act: RemoteAct): CommandCode | null => {
    switch (act.kind) {
      case 'restartApp':
        return o.restart === undefined ? 'notPossible' : null;
      case 'restartDevice':
        return o.devices.all.some(({ id }) => id === act.device) ? null : 'unknownDevice';
      case 'lockItem':
        return o.items().includes(act.item) ? null : 'unknownItem';
      case 'unlockItem':
        return o.locked.items.includes(act.item) ? null : 'notLocked';
      case 'liftNotice':
        return o.staff.notice() === null ? 'notPosted' : null;
      case 'replayDeadLetter':
        return deadLetters(act.message).length === 0 ? 'nothingDead' : null;
      case 'endMaintenance':
        return o.staff.endMaintenance(true);
      case 'selfTest':
      case 'collectBundle':
      case 'postNotice':
      case 'refreshPacks':
      case 'rotateKey':
        return null;
      default:
        return never(act, 'refusal');
    }
  };

  const perform = async (act: RemoteAct, id: string, signal: AbortSignal): Promise<CommandEnd> => {
    switch (act.kind) {
      case 'restartApp':
        o.restart?.('command');
        // The next start says that it is done.
        return await new Promise<never>(() => undefined);
      case 'restartDevice':
        return await restartDevice(o, act.device, signal);
      case 'selfTest': {
        const { counts } = await o.checks.selfTest.run('demand');
        return done(`pass ${counts.pass}, warn ${counts.warn}, fail ${counts.fail}`);
      }
      case 'collectBundle': {
        const made = await o.bundles.make();
        if (!made.ok) return failed('error', plain(made.error));
        const sent = await o.bundles.upload(made.value, () => undefined, signal);
        return sent.ok ? done(made.value.header.bundleId) : failed('hubAway', plain(sent.error));
      }
      case 'postNotice': {
        const since = new Date(o.store.trustedWallMs()).toISOString();
        return o.staff.postNotice({ reason: act.reason, since, until: act.until }) ? done() : failed('notStored');
      }
      case 'liftNotice':
        return o.staff.liftNotice() ? done() : failed('notStored');
      case 'lockItem':
      case 'unlockItem':
        return o.locked.set(act.item, act.kind === 'lockItem') ? done() : failed('notStored');
      case 'refreshPacks':
        o.refreshPacks();
        return done();
      case 'rotateKey': {
        const rotated = await o.rotateKey();
        if (rotated.ok) return done(rotated.value.oldUntil === null ? 'old key still valid' : undefined);
        return failed(rotated.error.code === 'unreachable' ? 'hubAway' : 'error', plain(rotated.error.code));
      }
      case 'replayDeadLetter': {
        const letters = deadLetters(act.message);
        const replayed = letters.filter((letter) => o.store.outbox.replay(letter.id, `command ${id}`).ok);
        o.kick();
        const detail = `${replayed.length} of ${letters.length}`;
        return replayed.length === letters.length ? done(detail) : failed('notStored', detail);
      }
      case 'endMaintenance': {
        const refused = o.staff.endMaintenance(false);
        return refused === null ? done() : { state: 'refused', code: refused };
      }
      default:
        return never(act, 'perform');
    }
  };

  return {
    refusal,
    run: async (act, { id }, signal) => {
      try {
        return await perform(act, id, signal);
      } catch (cause) {
        return failed('error', plain(cause instanceof Error ? cause.name : 'unknown'));
      }
    },
  };
}

/** Nobody may be in the middle of something with it, so it is claimed for as long as it takes to come back. */
async function restartDevice(
  { devices, claims, clock }: Pick<RemoteActSources, 'devices' | 'claims' | 'clock'>,
  id: string,
  signal: AbortSignal,
): Promise<CommandEnd> {
  const device = devices.all.find((one) => one.id === id);
  if (device === undefined) return { state: 'refused', code: 'unknownDevice' };
  const claim = await claims.claim([id], {
    owner: 'command',
    purpose: 'restart',
    priority: 'customer',
    waitMs: 0,
    signal,
  });
  if (!claim.ok) return failed('deviceFault', plain(claim.error.code));
  try {
    const back = new AbortController();
    let wasDown = device.status().link !== 'up';
    const stopWatching = device.onStatus(({ link }) => {
      if (link === 'up' && wasDown) back.abort();
      wasDown ||= link !== 'up';
    });
    const role = deviceClasses.find((one) => one === id);
    const isDropped = role !== undefined && (await devices.reconnect(role));
    if (isDropped || wasDown) await sleep(clock, deviceBackMs, AbortSignal.any([back.signal, signal]));
    stopWatching();
    const { link, faults } = device.status();
    if (link !== 'up') return failed('deviceFault', plain(`link ${link}`));
    return isDropped || wasDown
      ? done(faults[0]?.code)
      : { state: 'refused', code: 'notPossible', detail: 'no port of its own' };
  } finally {
    claim.value.release();
  }
}
