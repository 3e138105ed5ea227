import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { auditRecords, verifyAudit } from '../../audit/audit-chain.ts';
import { diskUsedOf } from '../../intake.ts';
import { checkSequence, genesisOf } from '../../outbox/integrity.ts';
import { outboxCounts } from '../../outbox/outbox.ts';
import { newestBackupMs } from '../../store/backups.ts';
import { ballastFile } from '../../store/ballast.ts';
import { applyPragmas, promisesOf } from '../../store/durability.ts';
import { databaseFile } from '../../store/open-store.ts';
import { type Db, openSqlite, storeErrorOf } from '../../store/sqlite.ts';
import type { Identity } from '../../store/store.ts';
import { backedUpKey, checkedKey } from '../../store/upkeep-due.ts';
import type { OpenStoreFacts, OutboxFacts, StoreFacts } from '../facts.ts';
import { readSupplyHistory, type SupplyHistory } from '../supply-history.ts';
import { probeDisk } from './probe-disk.ts';

export interface StoreLook {
  readonly store: StoreFacts;
  /** Null = the database cannot be read. */
  readonly outbox: OutboxFacts | null;
  readonly identity: Pick<Identity, 'deviceId' | 'kiosk' | 'sealing'> | null;
  readonly supplies: SupplyHistory | null;
}

export interface StoreLookOptions {
  readonly dataDir: string;
  /** The time as the hub has corrected it where that is known, milliseconds since 1970. */
  readonly nowMs: number;
  /** Also what takes seconds: the whole database, the whole audit chain. */
  readonly isThorough: boolean;
  readonly isBallastWanted: boolean;
  /** Whether the disk took every write of the running service; null = no service. */
  readonly health: 'ok' | 'failed' | null;
  /** `kept`, `released` or `none` as the service knows it; null = no service: the file is looked for. */
  readonly ballast: OpenStoreFacts['ballast'] | null;
}

/** Reads beside a running service: it never writes, migrates or repairs the database. The probe is a file of its own. */
export async function lookAtStore(options: StoreLookOptions): Promise<StoreLook> {
  const path = join(options.dataDir, databaseFile);
  const none = { outbox: null, identity: null, supplies: null };
  if (!existsSync(path)) return { ...none, store: { fault: { code: 'noDatabase', detail: path } } };
  const diskUsed = await diskUsedOf(options.dataDir);
  const probe = probeDisk(options.dataDir);
  let db: Db | undefined;
  try {
    db = openSqlite(path, 'read');
    const pragmas = applyPragmas(db, 'read');
    if (!pragmas.ok) return { ...none, store: { fault: pragmas.error } };
    const read = readFacts(db, options);
    return {
      ...read,
      store: {
        ...read.store,
        ...{ fault: null, health: options.health, isBallastWanted: options.isBallastWanted, probe, diskUsed },
        backupAgeMs: ageOf(backedUpMs(db, options.dataDir), options.nowMs),
        ballast: options.ballast ?? (existsSync(join(options.dataDir, ballastFile)) ? 'kept' : 'none'),
      },
    };
  } catch (error) {
    // The folder has gone between two looks: a medium that was taken out.
    if (!existsSync(path)) return { ...none, store: { fault: { code: 'noDatabase', detail: path } } };
    return { ...none, store: { fault: storeErrorOf(error) } };
  } finally {
    db?.close();
  }
}

function readFacts(db: Db, { nowMs, isThorough }: StoreLookOptions) {
  const meta = metaOf(db);
  const identity = meta('identity');
  const checkedMs = meta(checkedKey);
  const damage = isThorough ? String(db.pragma('integrity_check(1)', { simple: true })) : null;
  const audit = isThorough ? verifyAudit(auditRecords(db), genesisOf(db)) : null;
  return {
    identity: identity === null ? null : (JSON.parse(identity) as Identity),
    supplies: readSupplyHistory(db, meta),
    outbox: outboxFacts(db, nowMs),
    store: {
      ...promisesOf(db),
      damage: damage === null ? null : damage === 'ok' ? ('none' as const) : { found: damage },
      checkAgeMs: checkedMs === null ? null : ageOf(Number(checkedMs), nowMs),
      auditChain: audit === null ? null : audit.ok ? 'ok' : `${audit.fault} at ${audit.seq}`,
    },
  };
}

/** A file bears the time of the machine's own clock, which may be years off until the hub is heard; the store has noted the right one. Null = there is no backup. */
function backedUpMs(db: Db, dataDir: string): number | null {
  const fileMs = newestBackupMs(dataDir);
  const noted = metaOf(db)(backedUpKey);
  return fileMs === null || noted === null ? fileMs : Number(noted);
}

/** A moment that lies ahead belongs to a clock that went back. */
function ageOf(atMs: number | null, nowMs: number): number | null {
  return atMs === null || !Number.isFinite(atMs) ? null : Math.max(0, nowMs - atMs);
}

function outboxFacts(db: Db, nowMs: number): OutboxFacts {
  const { pending, dead, missing, oldestWallMs } = outboxCounts(db);
  return { pending, dead, missing, oldestAgeMs: ageOf(oldestWallMs, nowMs), isGapFree: checkSequence(db).gapFree };
}

/** What the store knows of supplies; null = it cannot be read. */
export function lookAtSupplies(dataDir: string): SupplyHistory | null {
  let db: Db | undefined;
  try {
    db = openSqlite(join(dataDir, databaseFile), 'read');
    return readSupplyHistory(db, metaOf(db));
  } catch (error) {
    // The code is the business of the checks; anything that is no error of the disk is thrown on.
    storeErrorOf(error);
    return null;
  } finally {
    db?.close();
  }
}

const metaOf = (db: Db) => (key: string) =>
  db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value ?? null;
