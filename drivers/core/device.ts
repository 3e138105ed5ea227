import type { DeviceStatus } from '../../contract/device.ts';

/** What every facade has, whatever its class: status, a start and an end. */
export interface Device {
  readonly id: string;
  /** The last known status; `observedAt` says from when. */
  status(): DeviceStatus;
  /** Whole frozen snapshots, only when something changed. Returns the unsubscribe function. */
  onStatus(listener: (status: DeviceStatus) => void): () => void;
  /** Connects, and keeps reconnecting until `close`. Calling it again does nothing. */
  start(): void;
  /** Ends everything; calls under way settle; no timer, listener or handle is left. Idempotent. */
  close(): Promise<void>;
}
