import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { sealAad } from '../../contract/envelope.ts';
import { noLog } from '../../contract/log.ts';
import { systemRandom } from '../../terminal/crypto/random.ts';
import { seal } from '../../terminal/crypto/suite-intl-1.ts';
import { applyPragmas } from '../../terminal/store/durability.ts';
import { openStore } from '../../terminal/store/open-store.ts';
import { type Db, openSqlite } from '../../terminal/store/sqlite.ts';
import type { Identity, Store } from '../../terminal/store/store.ts';
import { makeHubSide, submitInput } from '../../terminal/store/testing/temporary-store.ts';
import { median } from './median.ts';

export interface EnqueueTime {
  /** Durable submissions of the store against bare transactions with as many rows of the same size, both in one second: median of pairs. */
  readonly ratio: number;
  /** The same against a bare transaction with the message's row alone. */
  readonly oneRowRatio: number;
  /** One submission, its sealing taken off, and one bare transaction, milliseconds. */
  readonly submitMs: number;
  readonly bareMs: number;
  /** Sealing of one body, milliseconds: done before the transaction begins. */
  readonly sealMs: number;
}

const perRound = 60;

/**
 * How much of better-sqlite3's rate of durable commits is left for a whole application: case row, message, audit record, receipt number in one transaction.
 * The bare side has the same pragmas and writes four rows of the same size with nothing to be computed; or one. Turn by turn on one disk, as what a commit costs
 * changes from second to second.
 * @param folder on the disk that is to be measured
 */
export async function measureEnqueue(folder: string, rounds: number): Promise<EnqueueTime> {
  const dir = mkdtempSync(join(folder, 'enqueue-'));
  const { identity } = await makeHubSide();
  const opened = openStore({ dir: join(dir, 'store'), clock: systemClock, log: noLog, random: systemRandom });
  if (!opened.ok) throw new Error(opened.error.detail);
  const store = opened.value;
  store.setIdentity(identity);
  const bare = openBare(join(dir, 'bare.db'));
  try {
    await submitRound(store);
    const sealMs = await sealTime(identity);
    bareRound(bare, true);
    const pairs: { submitMs: number; bareMs: number; oneRowMs: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const bareMs = bareRound(bare, true);
      const submitMs = (await submitRound(store)) - sealMs;
      pairs.push({ bareMs, submitMs, oneRowMs: bareRound(bare, false) });
    }
    return {
      ratio: median(pairs.map(({ submitMs, bareMs }) => bareMs / submitMs)),
      oneRowRatio: median(pairs.map(({ submitMs, oneRowMs }) => oneRowMs / submitMs)),
      submitMs: median(pairs.map(({ submitMs }) => submitMs)),
      bareMs: median(pairs.map(({ bareMs }) => bareMs)),
      sealMs,
    };
  } finally {
    bare.close();
    store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function submitRound(store: Store): Promise<number> {
  const startMs = performance.now();
  for (let n = 0; n < perRound; n += 1) {
    const taken = await store.submitCase(submitInput());
    if (!taken.ok) throw new Error(taken.error.detail);
  }
  return (performance.now() - startMs) / perRound;
}

/** Median time of sealing a body as `submitInput` makes it. */
async function sealTime(identity: Identity): Promise<number> {
  const text = JSON.stringify(submitInput().body('TH0017-261123-0001-3'));
  const aad = sealAad({
    ...{ suite: 'intl-1', kid: identity.sealing.kid, deviceId: identity.deviceId, storeEpoch: 'e', seq: 1 },
    ...{ id: '00000000-0000-7000-8000-000000000000', topic: 'case.submit' },
  });
  const times: number[] = [];
  for (let n = 0; n < perRound; n += 1) {
    const startMs = performance.now();
    await seal(identity.sealing.publicKey, new TextEncoder().encode(text), aad);
    times.push(performance.now() - startMs);
  }
  return median(times);
}

/** The four tables that an application is written to, with their keys and nothing else. */
function openBare(path: string): Db {
  const db = openSqlite(path, 'write');
  const pragmas = applyPragmas(db, 'write');
  if (!pragmas.ok) throw new Error(pragmas.error.detail);
  db.exec(`CREATE TABLE message (id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, meta TEXT NOT NULL, body BLOB NOT NULL, sha256 BLOB NOT NULL) STRICT;
    CREATE TABLE application (receipt_no TEXT PRIMARY KEY, message_id TEXT NOT NULL, meta TEXT NOT NULL) STRICT;
    CREATE TABLE record (seq INTEGER PRIMARY KEY, meta TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
    INSERT INTO counter VALUES ('receipt', 0);`);
  return db;
}

let bareSeq = 0;

function bareRound(db: Db, isWhole: boolean): number {
  const message = db.prepare('INSERT INTO message (id, seq, meta, body, sha256) VALUES (?, ?, ?, ?, ?)');
  const application = db.prepare('INSERT INTO application (receipt_no, message_id, meta) VALUES (?, ?, ?)');
  const record = db.prepare('INSERT INTO record (seq, meta, prev_hash, hash) VALUES (?, ?, ?, ?)');
  const counter = db.prepare("UPDATE counter SET value = ? WHERE name = 'receipt'");
  const body = Buffer.alloc(bodyBytes, 7);
  const sha256 = Buffer.alloc(32, 7);
  const meta = 'x'.repeat(200);
  const digest = 'f'.repeat(64);
  const add = db.transaction(() => {
    bareSeq += 1;
    const id = `01900000-0000-7000-8000-${String(bareSeq).padStart(12, '0')}`;
    message.run(id, bareSeq, meta, body, sha256);
    if (!isWhole) return;
    application.run(`TH0017-261128-${bareSeq}`, id, meta.slice(0, 80));
    record.run(bareSeq, meta, digest, digest);
    counter.run(bareSeq);
  });
  const startMs = performance.now();
  for (let n = 0; n < perRound; n += 1) add.immediate();
  return (performance.now() - startMs) / perRound;
}

/** Sealed size of the body of `submitInput` with its encapsulated key and tag. */
const bodyBytes = Buffer.byteLength(JSON.stringify(submitInput().body('TH0017-261123-0001-3'))) + 48;
