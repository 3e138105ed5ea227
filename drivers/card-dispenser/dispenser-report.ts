import type { Clock } from '../../contract/clock.ts';
import {
  type DeviceError,
  deviceError,
  type ErrorCode,
  type MediaPos,
  type Outcome,
  type Phase,
} from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import type { Result } from '../../contract/result.ts';
import { StatusTracker } from '../core/status-tracker.ts';
import { CardBins } from './card-bins.ts';
import type { CardPosition } from './card-dispenser.ts';
import { DispenserFaults } from './dispenser-faults.ts';
import type { WireFailure } from './dispenser-wire.ts';

/** What the status tells besides faults and bins. */
export interface DispenserNow {
  readonly position: CardPosition;
  /** Somebody has looked since the link came up. */
  readonly isSeen: boolean;
  readonly isMoving: boolean;
  /** A card stands at the exit and a hand is waited for. */
  readonly isWaiting: boolean;
}

/** How a dispenser is told of: status, faults, bins, errors, log. */
export class DispenserReport {
  readonly status: StatusTracker;
  readonly bins = new CardBins();
  readonly faults = new DispenserFaults();
  readonly #id: string;
  readonly #log: Log;
  /** What this class has opened in the status; the other faults there belong to the connection. */
  #openFaults: ReadonlySet<ErrorCode> = new Set();

  constructor({ id, clock, log }: { readonly id: string; readonly clock: Clock; readonly log: Log }) {
    this.#id = id;
    this.#log = log;
    this.status = new StatusTracker({
      id,
      clock,
      log,
      initial: { media: 'unknown', paths: { channel: 'unknown' }, bins: this.#binStatus() },
    });
  }

  tell({ position, isSeen, isMoving, isWaiting }: DispenserNow): void {
    const faults = this.faults.all;
    for (const code of this.#openFaults) if (!faults.has(code)) this.status.closeFault(code);
    for (const code of faults) this.status.openFault(code);
    this.#openFaults = faults;
    const isJammed = faults.has('E_MEDIA_JAM');
    const media = mediaOf(position);
    this.status.set({
      media: isJammed && media !== 'inside' && media !== 'atExit' ? 'jammed' : media,
      paths: { channel: isJammed ? 'jammed' : isSeen ? 'clear' : 'unknown' },
      condition: faults.has('E_HARDWARE') || faults.has('E_BIN_FAULT') ? 'faulted' : 'ok',
      activity: isMoving ? 'moving' : isWaiting ? 'waitingUser' : 'idle',
      bins: this.#binStatus(),
    });
  }

  error(
    { code, vendor }: WireFailure,
    outcome: Outcome,
    phase: Phase,
    actId?: string,
    mediaAt?: MediaPos,
    cause?: unknown,
  ): DeviceError {
    return deviceError(code, outcome, {
      deviceId: this.#id,
      phase,
      epoch: this.status.current.epoch,
      mediaAt: mediaAt ?? this.status.current.media ?? 'unknown',
      ...(actId === undefined ? {} : { actId }),
      ...(vendor === undefined ? {} : { vendor: { code: vendor } }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  logged<T>(call: string, result: Result<T, DeviceError>): Result<T, DeviceError> {
    if (!result.ok) {
      const { code, outcome, vendor } = result.error;
      this.#log('device.call.failed', { deviceId: this.#id, call, code, outcome, vendor: vendor?.code ?? '' });
    }
    return result;
  }

  #binStatus() {
    return this.bins.status({
      isHopperEmpty: this.faults.hasLasting('E_SUPPLY_OUT'),
      isBinFull: this.faults.hasLasting('E_BIN_FULL'),
    });
  }
}

/** Where a card stands, in the words of XFS4IoT. */
export function mediaOf(position: CardPosition): MediaPos {
  return position === 'exit' ? 'atExit' : position;
}
