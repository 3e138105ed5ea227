import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { canonicalJson } from '../../contract/canonical-json.ts';
import type { Clock } from '../../contract/clock.ts';
import { syncFolder } from '../../contract/durable-file.ts';
import type { Suite } from '../../contract/envelope.ts';
import { keepsNothing } from '../../contract/keeps-nothing.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { seal } from '../../contract/suites/seal.ts';
import { type AuditEntry, appendAudit, auditGenesis, auditHead, holdsCheckpoint } from '../audit/audit-chain.ts';
import { type AuditData, type AuditType, type AuditValue, unlistedFields } from '../audit/audit-types.ts';
import type { Random } from '../crypto/random.ts';
import { makeOutbox } from '../outbox/outbox.ts';
import { makeActs } from './acts.ts';
import { backupNumbers, writeBackup } from './backups.ts';
import { makeBins } from './bins.ts';
import { buildTimeMs } from './build-time.ts';
import type { LedgerContext } from './card-commit.ts';
import { commitCommandResult } from './command-commit.ts';
import { commitCommissioning } from './commission-commit.ts';
import { makeConnection } from './connection.ts';
import { makeCustodyLedger } from './custody-ledger.ts';
import { applyPragmas, assertDurability, promisesOf } from './durability.ts';
import { makeMeta, readIdentity } from './meta.ts';
import { migrate, schemaOf } from './migrate.ts';
import { OwedOutcomes } from './owed-outcomes.ts';
import { commitRating } from './rate-commit.ts';
import { removeHistory } from './remove-history.ts';
import { commitReplenishment } from './replenish-commit.ts';
import { finishRestore, isRestoreUnderWay, prepareRestore } from './restore.ts';
import type { SealedCommitContext } from './sealed-commit.ts';
import { serialQueue } from './serial-queue.ts';
import { type Db, openSqlite, prepared, storeErrorOf } from './sqlite.ts';
import { commitStaffRecord } from './staff-record-commit.ts';
import type { Identity, Store } from './store.ts';
import type { StoreError } from './store-error.ts';
import { commitSubmission } from './submit-commit.ts';
import { clearSuspicion, isSuspected, suspect } from './suspicion.ts';
import { commitUpdateOutcome } from './update-commit.ts';
import { probeWrite } from './write-probe.ts';

export const databaseFile = 'yitiji.db';

export interface OpenStoreOptions {
  /** Data folder; made when missing (mode 0700). */
  readonly dir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  /** Floor of every time that goes into ids and receipt numbers. */
  readonly notBeforeMs?: number;
  /** Wall clock to trust for receipt dates and ids; by default the machine's, corrected by what the hub said. */
  readonly trustedWallMs?: () => number;
  /** A damaged or missing database: `restore` puts the newest good backup in its place (terminal/store/restore.ts), `refuse` leaves everything as it is. Default: refuse. */
  readonly onDamage?: 'restore' | 'refuse';
  /** Makes room on a full disk; false = there is none to make (terminal/store/ballast.ts). */
  readonly makeRoom?: () => boolean;
  /** Opens the file again after an error of the disk; tests put faults in its place. */
  readonly reopen?: (path: string) => Db;
  /** Seals with this identity while the machine has none of its own (`outbox fill`). */
  readonly sealingWhenNotEnrolled?: () => Identity | null;
  /** Seals bodies; left out = as the key of the hub says. Measurements put a watch around it. */
  readonly seal?: SealedCommitContext['seal'];
}

/**
 * Opens the local store: pragmas, quick_check, migrations, then a read and the durability assertion. A database that is damaged or gone while there are backups is never
 * silently begun anew: it is restored where that is wanted, and refused otherwise.
 * Errors: `cannotOpen` `unwritable` `full` `io` `corrupt` (the file stays where it is) `newerSchema` `durability` `busy`.
 */
export function openStore(options: OpenStoreOptions): Result<Store, StoreError> {
  const path = join(options.dir, databaseFile);
  try {
    const system = keepsNothing(options.dir);
    if (system !== null)
      return err({ code: 'cannotOpen', detail: `${options.dir} is in ${system}, which keeps nothing` });
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    if (options.onDamage === 'restore' && isRestoreUnderWay(path)) finishRestore(path);
    // To SQLite an empty file is a new database.
    const isEmpty = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
    const isGone = isEmpty && (isRestoreUnderWay(path) || backupNumbers(options.dir).length > 0);
    const opened = isGone
      ? err<StoreError>({ code: 'corrupt', detail: 'the database is gone or empty, its backups are here' })
      : openDatabase(path, options);
    if (opened.ok || opened.error.code !== 'corrupt' || options.onDamage !== 'restore') return opened;
    const restored = restore(path, options);
    return restored.ok ? openDatabase(path, options) : opened;
  } catch (error) {
    return err(storeErrorOf(error));
  }
}

function openDatabase(path: string, options: OpenStoreOptions): Result<Store, StoreError> {
  let db: Db | undefined;
  try {
    const isNew = !existsSync(path);
    db = openSqlite(path, 'write');
    const ready = prepare(db, path, options.log);
    if (!ready.ok) {
      db.close();
      if (ready.error.code === 'durability') options.log('store.durability.failed', { detail: ready.error.detail });
      return ready;
    }
    if (isNew) syncParents(options.dir);
    return ok(makeStore(db, path, options));
  } catch (error) {
    db?.close();
    return err(storeErrorOf(error));
  }
}

function restore(path: string, { dir, clock, log, random, notBeforeMs = buildTimeMs }: OpenStoreOptions) {
  const now = wholeMilliseconds(clock);
  const prepared = prepareRestore({
    ...{ dir, path, log, newEpoch: hex(random(8)), bootId: hex(random(8)), monoMs: now.monoMs() },
    wallMs: Math.max(now.wallMs(), notBeforeMs),
  });
  if (!prepared.ok) return prepared;
  const damaged = finishRestore(path);
  clearSuspicion(path);
  const { before, epoch, lastSeq, backup } = prepared.value;
  log('store.database.restored', {
    before,
    epoch,
    lastSeq,
    backup,
    damaged: damaged === null ? '' : basename(damaged),
  });
  return prepared;
}

function prepare(db: Db, path: string, log: Log): Result<void, StoreError> {
  const pragmas = applyPragmas(db, 'write');
  if (!pragmas.ok) return pragmas;
  // What the nightly check has found, a quick one may not see.
  const check = isSuspected(path) ? 'integrity_check' : 'quick_check';
  const damage = db.pragma(`${check}(1)`, { simple: true });
  if (damage !== 'ok') return err({ code: 'corrupt', detail: `${check}: ${String(damage)}` });
  clearSuspicion(path);
  const migrated = migrate(db, path, log);
  if (!migrated.ok) return migrated;
  const durable = assertDurability(db);
  if (!durable.ok) return durable;
  log('store.database.opened', { schema: schemaOf(db), ...durable.value });
  return ok(undefined);
}

/** A new database is durable only when the folder entries are. */
function syncParents(dir: string): void {
  syncFolder(dir);
  syncFolder(dirname(dir));
}

function makeStore(first: Db, path: string, options: OpenStoreOptions): Store {
  const { log, random, makeRoom = () => false, reopen } = options;
  const clock = wholeMilliseconds(options.clock);
  const connection = makeConnection(first, { path, log, makeRoom, ...(reopen === undefined ? {} : { open: reopen }) });
  const { db } = connection;
  const owed = new OwedOutcomes(({ actId, deviceId, outcome, by }) =>
    log('act.print.settled', { actId, deviceId, outcome, by }),
  );
  const guard: LedgerContext['guard'] = (fn) => {
    const done = connection.guard(fn);
    if (done.ok) owed.again();
    return done;
  };
  const meta = makeMeta(db, guard);
  const epoch = meta.once('storeEpoch', () => hex(random(8)));
  const nonce = meta.once('auditNonce', () => hex(random(16)));
  const bootId = hex(random(8));
  const serial = serialQueue();
  const listeners = new Set<() => void>();
  const messageListeners = new Set<(prio: number) => void>();
  let hubOffsetMs: () => number | null = () => null;
  let identity = readIdentity(meta);
  let firstHash: string | null = null;
  /** Newest audit record of which the hub was heard to know the hash; what it was told in an earlier boot it tells again. */
  let anchoredSeq = 0;
  const genesis = () => firstHash ?? meta.once('auditGenesis', () => auditGenesis(identity?.kiosk ?? '', nonce));

  function enqueue<T>(job: () => Promise<Result<T, StoreError>>): Promise<Result<T, StoreError>> {
    return serial(async () => {
      try {
        const done = await connection.guardAsync(() => {
          // Read outside of a transaction it is there for good; one that writes it may be rolled back.
          firstHash ??= meta.get('auditGenesis');
          return job();
        });
        if (done.ok) owed.again();
        return done;
      } finally {
        for (const listener of listeners) listener();
      }
    });
  }

  function auditEntry<T extends AuditType>(type: T, data: AuditData<T>, session: string | null): AuditEntry {
    const unlisted = unlistedFields(type, data);
    if (unlisted.length > 0) throw new Error(`audit ${type} may not carry ${unlisted.join(', ')}`);
    return {
      kiosk: identity?.kiosk ?? '',
      bootId,
      monoMs: clock.monoMs(),
      wallMs: clock.wallMs(),
      offsetMs: hubOffsetMs(),
      session,
      type,
      data: canonicalJson(data as Readonly<Record<string, AuditValue>>),
    };
  }

  /** Inside a transaction. */
  function audit<T extends AuditType>(type: T, data: AuditData<T>, session: string | null): void {
    appendAudit(db, genesis(), auditEntry(type, data, session));
  }

  function trustedWallMs(): number {
    const wallMs = options.trustedWallMs?.() ?? clock.wallMs() + (hubOffsetMs() ?? 0);
    return Math.max(Math.floor(wallMs), options.notBeforeMs ?? buildTimeMs);
  }

  const owner = (): Identity | null => identity ?? options.sealingWhenNotEnrolled?.() ?? null;

  const commit: SealedCommitContext = {
    db,
    clock,
    random,
    epoch,
    bootId,
    trustedWallMs,
    hubOffsetMs: () => hubOffsetMs(),
    kiosk: () => owner()?.kiosk ?? '',
    sealing: () => {
      const to = owner();
      if (to === null) return null;
      // Only keys that we can seal to were ever taken over (enrolment, take-over-keys).
      const { suite, kid, publicKey } = to.sealing;
      return { deviceId: to.deviceId, suite: suite as Suite, kid, publicKey };
    },
    seal: options.seal ?? seal,
    isClosed: () => connection.isClosed(),
    probably: { seq: null, receipt: null },
    decide: (thrown, messageId) => connection.decide(thrown, messageId),
    committed: (prio) => {
      for (const listener of messageListeners) listener(prio);
    },
  };
  const ledger: LedgerContext = { db, commit, enqueue, audit, guard };
  const submitting = { ...ledger, auditEntry };

  return {
    epoch,
    previousEpoch: previousEpoch(db),
    bootId,
    meta,
    rate: (input) => enqueue(() => commitRating(ledger, input)),
    replenish: (body) => enqueue(() => commitReplenishment(ledger, body)),
    commission: (body) => enqueue(() => commitCommissioning(ledger, meta, body)),
    schema: Number(db.pragma('user_version', { simple: true })),
    recordOfUpdate: (record) => enqueue(() => commitUpdateOutcome(ledger, record)),
    recordOfCommand: (body, kind) => enqueue(() => commitCommandResult(ledger, body, kind)),
    recordOfStaff: (record) => enqueue(() => commitStaffRecord(ledger, record)),
    acts: makeActs(ledger, owed),
    custody: makeCustodyLedger(ledger),
    bins: makeBins(ledger),
    outbox: makeOutbox({
      db,
      epoch,
      random,
      trustedWallMs,
      wallMs: () => clock.wallMs(),
      audit: (type, data) => audit(type, data, null),
      guard,
    }),
    submitCase: (input) => enqueue(() => commitSubmission(submitting, input)),
    audit: (type, data, session) => {
      // The failure is logged by the guard; a visit does not end because of it.
      void guard(() => db.transaction(() => audit(type, data, session)).immediate());
    },
    auditHead: () => auditHead(db),
    holdsCheckpoint: (checkpoint) => {
      const holds = holdsCheckpoint(db, checkpoint);
      if (holds) anchoredSeq = Math.max(anchoredSeq, checkpoint.seq);
      return holds;
    },
    removeHistory: (beforeMs) =>
      guard(() => db.transaction(() => removeHistory(ledger, { beforeMs, anchoredSeq })).immediate()),
    identity: () => identity,
    setIdentity: (next) => {
      const stored = meta.set('identity', JSON.stringify(next));
      if (stored.ok) identity = next;
      return stored;
    },
    followHub: (offsetMs) => {
      hubOffsetMs = offsetMs;
    },
    trustedWallMs,
    onMessage: (listener) => {
      messageListeners.add(listener);
      return () => {
        messageListeners.delete(listener);
      };
    },
    onWritten: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    backup: (keep) => {
      try {
        return ok(writeBackup(db, options.dir, databaseFile, keep));
      } catch (error) {
        return err(storeErrorOf(error));
      }
    },
    findDamage: () => {
      const found = readThrough(db);
      if (found === null) return null;
      suspect(path);
      connection.fail({ code: 'corrupt', detail: found });
      return found;
    },
    // A read says nothing of whether the disk takes writes: nothing that is owed is tried again for it.
    promises: () => connection.guard(() => promisesOf(db)),
    probe: () => probeWrite({ db, guard, fail: connection.fail }, path, hex(random(16))),
    durability: () => connection.health(),
    close: () => connection.close(),
  };
}

/** The first damage that a whole reading finds; null = none. */
function readThrough(db: Db): string | null {
  try {
    const said = String(db.pragma('integrity_check(1)', { simple: true }));
    return said === 'ok' ? null : said;
  } catch (error) {
    return storeErrorOf(error).detail;
  }
}

function previousEpoch(db: Db): Store['previousEpoch'] {
  return (
    prepared<[], { storeEpoch: string; lastSeq: number }>(
      db,
      'SELECT store_epoch AS storeEpoch, last_seq AS lastSeq FROM past_epoch ORDER BY rowid DESC LIMIT 1',
    ).get() ?? null
  );
}

/** STRICT tables refuse fractions, and a monotonic clock has them. */
function wholeMilliseconds(clock: Clock): Clock {
  return {
    monoMs: () => Math.floor(clock.monoMs()),
    wallMs: () => Math.floor(clock.wallMs()),
    after: (delayMs, fn) => clock.after(delayMs, fn),
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
