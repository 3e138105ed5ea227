import type { Clock } from '../../contract/clock.ts';
import { type DeviceStatus, type ErrorCode, errorCodes } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';

/** The axes that a driver may change; id, epoch, seq, faults and time belong to the tracker. */
export type StatusPatch = Partial<
  Pick<DeviceStatus, 'link' | 'condition' | 'activity' | 'media' | 'paths' | 'supplies' | 'bins' | 'via'>
>;

/**
 * Holds the status of one device. Listeners hear whole, frozen snapshots and only when something changed; link changes and faults are
 * logged once each. Truth is not debounced here: alarms are, elsewhere.
 */
export class StatusTracker {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listeners = new Set<(status: DeviceStatus) => void>();
  readonly #faultSince = new Map<ErrorCode, number>();
  #status: DeviceStatus;

  constructor(o: { readonly id: string; readonly clock: Clock; readonly log: Log; readonly initial?: StatusPatch }) {
    this.#clock = o.clock;
    this.#log = o.log;
    this.#status = Object.freeze({
      id: o.id,
      epoch: 0,
      seq: 0,
      link: 'connecting',
      condition: 'ok',
      activity: 'idle',
      media: null,
      paths: {},
      supplies: {},
      bins: {},
      faults: [],
      observedAt: this.#now(),
      via: 'assumed',
      ...o.initial,
    });
  }

  get current(): DeviceStatus {
    return this.#status;
  }

  /** Subscribed listeners; a leak shows here. */
  get listenerCount(): number {
    return this.#listeners.size;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * The port was opened anew: the epoch rises. No event of its own, since the result of the identification follows at once.
   * @returns the new epoch
   */
  opened(): number {
    this.#status = Object.freeze({ ...this.#status, epoch: this.#status.epoch + 1 });
    return this.#status.epoch;
  }

  /**
   * Changes axes. Nothing happens when every value is the same as before (`via` alone is no change).
   * @param cause for the log when the link changed: technical words, no personal data
   */
  set(patch: StatusPatch, cause = ''): void {
    const before = this.#status;
    const changed = (Object.keys(patch) as (keyof StatusPatch)[]).some(
      (axis) => axis !== 'via' && JSON.stringify(patch[axis]) !== JSON.stringify(before[axis]),
    );
    if (!changed) return;
    this.#change({ ...before, via: 'event', ...patch });
    if (this.#status.link !== before.link) {
      const { id, link, epoch } = this.#status;
      this.#log('device.link.changed', { deviceId: id, link, epoch, cause });
    }
  }

  /** Opens a fault once; opening it again changes nothing. Action and severity are those of the code. */
  openFault(code: ErrorCode): void {
    if (this.#faultSince.has(code)) return;
    const { action, severity } = errorCodes[code];
    this.#faultSince.set(code, this.#clock.monoMs());
    this.#change({ ...this.#status, faults: [...this.#status.faults, { code, since: this.#now(), action, severity }] });
    this.#log('device.fault.opened', { deviceId: this.#status.id, code, action });
  }

  /** Closes a fault; does nothing when it is not open. */
  closeFault(code: ErrorCode): void {
    const since = this.#faultSince.get(code);
    if (since === undefined) return;
    this.#faultSince.delete(code);
    this.#change({ ...this.#status, faults: this.#status.faults.filter((fault) => fault.code !== code) });
    const durationMs = Math.round(this.#clock.monoMs() - since);
    this.#log('device.fault.closed', { deviceId: this.#status.id, code, durationMs });
  }

  #change(next: DeviceStatus): void {
    this.#status = Object.freeze({ ...next, seq: this.#status.seq + 1, observedAt: this.#now() });
    for (const listener of this.#listeners) listener(this.#status);
  }

  #now(): string {
    return new Date(this.#clock.wallMs()).toISOString();
  }
}
