import type { Clock } from '../contract/clock.ts';
import type { CatalogueItem } from '../contract/console/catalogue.ts';
import type { HashCost } from '../contract/technician/pin-hash.ts';
import type { WorkingCalendar } from '../contract/working-days.ts';
import type { Sql } from './database/pool.ts';
import type { FaultBook } from './departments/faults.ts';
import type { HubKeys } from './keys/hub-keys.ts';
import type { WrappingKeys } from './keys/wrapping-keys.ts';
import type { HubLog } from './log.ts';
import type { SmsPort } from './services/sms/sms-port.ts';
import type { Signals } from './signals.ts';
import type { CatalogueRules } from './worker/items/catalogue-rules.ts';

/** What routes and worker need; made once in `main.ts`, given by hand in tests. */
export interface HubDeps {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: HubLog;
  readonly keys: HubKeys;
  /** What opens the private keys in the database. */
  readonly wrapping: WrappingKeys;
  readonly signals: Signals;
  readonly operatorToken: string;
  /** What hashing a password of the console costs. */
  readonly passwordCost: HashCost;
  /** By department code; changed in place by the operator. */
  readonly faults: FaultBook;
  /** Working days of the city, for promises and decisions. */
  readonly calendar: WorkingCalendar;
  /** Milliseconds from acceptance to decision in a simulation; null = the working-day clock of the city. */
  readonly decisionDelayMs: number | null;
  /** What the catalogue says of its items; empty = started without one. */
  readonly catalogue: CatalogueRules;
  /** Items of the catalogue, for the console; empty = started without one. */
  readonly items: readonly CatalogueItem[];
  readonly sms: SmsPort;
  /** A missing number stands this long before it is an alarm, milliseconds. */
  readonly gapLimitMs: number;
  /** How long messages are kept after the month of their id has ended, milliseconds; at least `leastRetentionMs`. */
  readonly retentionMs: number;
  /** Heartbeats of this many milliseconds are written together; 0 = each as it comes, with those that come meanwhile. */
  readonly heartbeatPauseMs: number;
  /**
   * Under load the nonces of so many milliseconds are spent together: a transaction for every few requests costs PostgreSQL more than all that is in it. A
   * request that comes to a quiet hub does not wait.
   */
  readonly noncePauseMs: number;
  /** Where people reach this hub, without a slash at the end; stands in the QR of certificates. */
  publicUrl(): string;
  /** True from the moment on at which the hub was told to stop: it still serves, and wants no new connections. */
  isDraining(): boolean;
  /** Folder of the repository of releases, served below `/releases/`; it may be missing. */
  readonly releasesDir: string;
  /** Aborted when the hub stops: long polls answer with what they know, event streams end. */
  readonly stop: AbortSignal;
  /** Host names that the page and operator routes answer to; empty = any. Guards a loopback hub against DNS rebinding. */
  readonly hostNames: readonly string[];
}
