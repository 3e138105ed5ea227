import type { Clock } from '../contract/clock.ts';
import type { Sql } from './database/pool.ts';
import type { FaultBook } from './departments/faults.ts';
import type { HubKeys } from './keys/hub-keys.ts';
import type { HubLog } from './log.ts';
import type { Signals } from './signals.ts';

/** What routes and worker need; made once in `main.ts`, given by hand in tests. */
export interface HubDeps {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: HubLog;
  readonly keys: HubKeys;
  readonly signals: Signals;
  readonly operatorToken: string;
  /** By department code; changed in place by the operator. */
  readonly faults: FaultBook;
  /** Aborted when the hub stops: long polls answer with what they know, event streams end. */
  readonly stop: AbortSignal;
  /** Host names that the page and operator routes answer to; empty = any. Guards a loopback hub against DNS rebinding. */
  readonly hostNames: readonly string[];
}
