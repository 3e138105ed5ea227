import { type DestinationStream, type Logger, pino } from 'pino';
import type { RefusalCode } from './cases/refusal-codes.ts';

/**
 * Events of the hub. A closed list with typed fields and no free text: what is not here cannot be logged, so a name or a number has no way
 * into a log. Request bodies and query strings are never logged.
 */
export interface HubLogEvents {
  readonly 'hub.service.started': { readonly url: string };
  readonly 'hub.service.stopped': { readonly uptimeMs: number };
  readonly 'hub.database.ready': { readonly port: number; readonly pid: number };
  readonly 'hub.database.adopted': { readonly port: number; readonly isOurs: boolean };
  readonly 'hub.database.ended': { readonly code: number; readonly signal: string };
  readonly 'hub.database.lost': { readonly detail: string };
  readonly 'hub.database.stopSlow': { readonly pid: number };
  readonly 'hub.schema.migrated': { readonly number: number };
  readonly 'hub.request.done': {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly ms: number;
  };
  readonly 'hub.request.refused': { readonly route: string; readonly status: number; readonly code: string };
  /** A bug or the database away: the SQLSTATE or class name, never the message (it may quote values). */
  readonly 'hub.request.failed': { readonly route: string; readonly cause: string };
  /** Somebody has opened what a machine packed for whoever mends it. */
  readonly 'hub.bundle.opened': { readonly deviceId: string; readonly bundleId: string };
  readonly 'hub.batch.taken': { readonly deviceId: string; readonly count: number; readonly accepted: number };
  /**
   * A machine goes on with a restored database: what did not arrive of the one before, up to `lastSeq`, is lost unless it still comes. Without the names of the two: a machine chooses
   * them, and so could write into this log; they stand in `device_cursor`.
   */
  readonly 'hub.epoch.followed': { readonly deviceId: string; readonly lastSeq: number };
  /** The audit chain of a machine ends before, or differs at, a place that it had told: somebody cut it. */
  readonly 'hub.audit.cut': { readonly deviceId: string; readonly knownSeq: number; readonly toldSeq: number };
  readonly 'hub.machine.claimed': { readonly deviceId: string; readonly kiosk: string };
  /** Somebody has ordered something of machines; what became of it at each: `hub command show`. */
  readonly 'hub.command.sent': { readonly send: string; readonly kind: string; readonly machines: number };
  /** A rule has moved or stopped a roll-out; `ring` -1 = all of it. */
  readonly 'hub.rollout.decided': {
    readonly rollout: number;
    readonly target: string;
    readonly code: string;
    readonly ring: number;
  };
  readonly 'hub.release.assigned': { readonly kiosk: string; readonly target: string; readonly counter: number };
  readonly 'hub.machine.revoked': { readonly kiosk: string; readonly keys: number };
  readonly 'hub.machine.keyChanged': { readonly deviceId: string; readonly isConfirmed: boolean };
  /** Staff by number. */
  readonly 'hub.staff.changed': { readonly staffId: string; readonly isRevoked: boolean };
  readonly 'hub.staff.pinSet': { readonly staffId: string };
  /** Cards by their names for operators, which tell nothing of what stands on them. */
  readonly 'hub.staff.cardRegistered': { readonly staffId: string; readonly cardId: string };
  readonly 'hub.staff.cardRevoked': { readonly staffId: string; readonly cardId: string };
  readonly 'hub.staff.codeGiven': { readonly staffId: string; readonly deviceId: string };
  /** Somebody did not get in; who it was, or gave himself out to be, stands nowhere: people type passwords into the wrong field. */
  readonly 'hub.signIn.refused': { readonly why: string };
  /** Where the chain of people's acts ends now: a place to hold `hub audit verify` against, outside the database. */
  readonly 'hub.audit.head': { readonly seq: number; readonly hash: string };
  readonly 'hub.audit.broken': { readonly upTo: number; readonly fault: string };
  readonly 'hub.keys.rotated': { readonly kid: string };
  /** Private keys that were in clear, or under another wrapping key, and are under the newest one now. */
  readonly 'hub.keys.wrapped': { readonly count: number };
  readonly 'hub.keys.failed': { readonly cause: string };
  readonly 'hub.code.wrong': Record<string, never>;
  readonly 'hub.case.settled': {
    readonly receiptNo: string;
    readonly state: string;
    readonly reason: RefusalCode | '';
  };
  readonly 'hub.message.unreadable': { readonly messageId: string; readonly reason: string };
  readonly 'hub.work.failed': { readonly messageId: string; readonly attempts: number; readonly cause: string };
  readonly 'hub.department.faults': {
    readonly department: string;
    readonly delayMs: number;
    readonly outage: boolean;
    readonly partial: boolean;
    readonly denied: boolean;
  };
  readonly 'hub.department.seeded': { readonly department: string; readonly people: number };
  /** A month that could not be dropped: something in it waits for its effect. */
  readonly 'hub.partition.skipped': { readonly month: string };
  readonly 'hub.partition.made': { readonly month: string; readonly moved: number };
  readonly 'hub.partition.dropped': { readonly month: string };
  /** A number of this machine has not arrived for longer than the limit though a higher one has. */
  readonly 'hub.gap.standing': { readonly deviceId: string; readonly kiosk: string };
  /** The machine has given messages up; they stay with it, sealed. */
  readonly 'hub.message.dead': { readonly deviceId: string; readonly kiosk: string };
  /** Two boots speak in turn under one key. */
  readonly 'hub.machine.cloned': { readonly deviceId: string; readonly kiosk: string };
  /** People could not be told of alerts; it is tried again. The code of the failure, never what the other side said. */
  readonly 'hub.alertDelivery.failed': { readonly port: string; readonly cause: string };
  readonly 'hub.housekeeping.failed': { readonly cause: string };
}

export type HubLog = <Id extends keyof HubLogEvents>(id: Id, fields: HubLogEvents[Id]) => void;

const warnings = /\.(failed|refused|lost|cut|wrong|unreadable|skipped|stopSlow|standing|dead|cloned|revoked|broken)$/;

/**
 * The hub's own logger, JSON lines. The redaction list is a second fence behind the closed event list.
 * @param destination tests pass a stream; default standard error (standard output belongs to the command line)
 */
export function createHubLog(level = 'info', destination?: DestinationStream): HubLog {
  const logger: Logger = pino(
    {
      level,
      base: null,
      redact: { paths: ['name', 'idNumber', 'body', 'token', 'code_hash', '*.name', '*.idNumber'], remove: true },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
  return (id, fields) => {
    if (warnings.test(id)) logger.warn({ event: id, ...fields });
    else if (id === 'hub.request.done') logger.debug({ event: id, ...fields });
    else logger.info({ event: id, ...fields });
  };
}

/** For tests that do not look at the log. */
export const silentHubLog: HubLog = () => undefined;

/** What may be said of an exception in a log: its code, else its class. */
export function causeCode(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.name : typeof cause;
}
