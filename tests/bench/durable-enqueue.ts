import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { sealAad } from '../../contract/envelope.ts';
import { noLog } from '../../contract/log.ts';
import { seal } from '../../contract/suites/seal.ts';
import { systemRandom } from '../../terminal/crypto/random.ts';
import { applyPragmas } from '../../terminal/store/durability.ts';
import { databaseFile, openStore } from '../../terminal/store/open-store.ts';
import { type Db, openSqlite } from '../../terminal/store/sqlite.ts';
import type { Identity, Store } from '../../terminal/store/store.ts';
import { makeHubSide, submitInput } from '../../terminal/store/testing/temporary-store.ts';
import { median } from './median.ts';

export interface EnqueueTime {
  /** Durable submissions of the store against the same rows in the same tables with nothing to be computed, both in one second: median of pairs. */
  readonly ratio: number;
  /** The same against four rows of the same size in tables with a key and nothing else: what indexes and checks cost besides. */
  readonly plainRatio: number;
  /** One submission, its sealing taken off, and one bare transaction, milliseconds. */
  readonly submitMs: number;
  readonly bareMs: number;
  /** Sealing of one body, milliseconds: done before the transaction begins. */
  readonly sealMs: number;
}

const perRound = 60;

/**
 * How much of better-sqlite3's rate of durable commits is left for a whole application: case row, message, audit record, receipt number in one transaction.
 * The bare side has the same pragmas and writes rows of the same size into a database of the same schema. On both sides a body is made from the answers, and sealed with the watch
 * stopped: a commit after a pause costs more than one that follows another at once, and caches are cold after cryptography. Turn by turn on one disk, as
 * what a commit costs changes from second to second.
 * @param folder on the disk that is to be measured
 */
export async function measureEnqueue(folder: string, rounds: number): Promise<EnqueueTime> {
  const dir = mkdtempSync(join(folder, 'enqueue-'));
  const { identity } = await makeHubSide();
  const watch = { sealMs: 0 };
  const timedSeal: typeof seal = async (...of) => {
    const startMs = performance.now();
    const sealed = await seal(...of);
    watch.sealMs += performance.now() - startMs;
    return sealed;
  };
  const options = { clock: systemClock, log: noLog, random: systemRandom, seal: timedSeal };
  const opened = openStore({ dir: join(dir, 'store'), ...options });
  if (!opened.ok) throw new Error(opened.error.detail);
  const store = opened.value;
  store.setIdentity(identity);
  const same = openSame(join(dir, 'same'));
  const plain = openPlain(join(dir, 'plain.db'));
  const sealOne = sealer(identity, timedSeal);
  /** Milliseconds of one without its sealing, mean of a round. */
  const timed = async (one: () => Promise<void>) => {
    watch.sealMs = 0;
    const startMs = performance.now();
    for (let n = 0; n < perRound; n += 1) await one();
    return (performance.now() - startMs - watch.sealMs) / perRound;
  };
  const sealedFirst = (bare: Bare) => async () => {
    await sealOne();
    bare.add();
  };
  const measure = async () => ({
    bareMs: await timed(sealedFirst(same)),
    submitMs: await timed(() => submitOne(store)),
    sealMs: watch.sealMs / perRound,
    plainMs: await timed(sealedFirst(plain)),
  });
  try {
    await measure();
    const rows: Awaited<ReturnType<typeof measure>>[] = [];
    for (let round = 0; round < rounds; round += 1) rows.push(await measure());
    return {
      ratio: median(rows.map(({ submitMs, bareMs }) => bareMs / submitMs)),
      plainRatio: median(rows.map(({ submitMs, plainMs }) => plainMs / submitMs)),
      submitMs: median(rows.map(({ submitMs }) => submitMs)),
      bareMs: median(rows.map(({ bareMs }) => bareMs)),
      sealMs: median(rows.map(({ sealMs }) => sealMs)),
    };
  } finally {
    same.close();
    plain.close();
    store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function submitOne(store: Store): Promise<void> {
  const taken = await store.submitCase(submitInput());
  if (!taken.ok) throw new Error(taken.error.detail);
}

/** Makes and seals a body as `submitInput` has it. */
function sealer(identity: Identity, by: typeof seal): () => Promise<void> {
  return async () => {
    const aad = sealAad({
      ...{ suite: 'intl-1', kid: identity.sealing.kid, deviceId: identity.deviceId, storeEpoch: 'e', seq: 1 },
      ...{ id: '00000000-0000-7000-8000-000000000000', topic: 'case.submit' },
    });
    const text = JSON.stringify(submitInput().body('TH0017-261123-0001-3'));
    await by({ suite: 'intl-1', publicKey: identity.sealing.publicKey }, new TextEncoder().encode(text), aad);
  };
}

interface Bare {
  /** One transaction. */
  add(): void;
  close(): void;
}

const meta = 'x'.repeat(200);
const digest = 'f'.repeat(64);
/** Sealed size of the body of `submitInput` with its encapsulated key and tag. */
const body = Buffer.alloc(Buffer.byteLength(JSON.stringify(submitInput().body('TH0017-261123-0001-3'))) + 48, 7);
const sha256 = Buffer.alloc(32, 7);

function bare(db: Db, write: (seq: number) => void): Bare {
  let seq = 0;
  const add = db.transaction(() => {
    seq += 1;
    write(seq);
  });
  return {
    add: () => void add.immediate(),
    close: () => db.close(),
  };
}

function openBare(path: string): Db {
  const db = openSqlite(path, 'write');
  const pragmas = applyPragmas(db, 'write');
  if (!pragmas.ok) throw new Error(pragmas.error.detail);
  return db;
}

const idOf = (seq: number) => `01900000-0000-7000-8000-${String(seq).padStart(12, '0')}`;

/** A database of the store's own schema, written to without the store. */
function openSame(dir: string): Bare {
  const made = openStore({ dir, clock: systemClock, log: noLog, random: systemRandom });
  if (!made.ok) throw new Error(made.error.detail);
  made.value.close();
  const db = openBare(join(dir, databaseFile));
  db.exec("INSERT INTO receipt_counter VALUES ('261128', 1)");
  const counter = db.prepare("UPDATE counter SET value = ? WHERE name = 'outboxSeq'");
  // Every value is bound, as whoever writes such rows binds them: a text of SQL with values in it would be a statement for one row.
  const message =
    db.prepare(`INSERT INTO outbox (id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes,
    wall_ms, boot_id, mono_ms, hub_offset_ms, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')`);
  const receipt = db.prepare('UPDATE receipt_counter SET last = ? WHERE yymmdd = ?');
  const application = db.prepare("INSERT INTO case_row VALUES (?, ?, ?, ?, 'stored', ?, ?)");
  const record = db.prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const item = 'ss.card.loss';
  return bare(db, (seq) => {
    const id = idOf(seq);
    const no = `TH0017-261128-${seq}`;
    counter.run(seq);
    message.run(
      id,
      'epoch',
      seq,
      0,
      'case.submit',
      no,
      no,
      item,
      'intl-1',
      'kid-1',
      body,
      sha256,
      700,
      seq,
      'boot',
      seq,
      0,
    );
    receipt.run(seq, '261128');
    application.run(no, item, 1, id, seq, 0);
    record.run(seq, 'TH0017', 'boot', seq, seq, 0, 'session', 'submit', meta.slice(0, 80), digest, digest);
  });
}

/** Four tables with their keys and nothing else. */
function openPlain(path: string): Bare {
  const db = openBare(path);
  db.exec(`CREATE TABLE message (id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, meta TEXT NOT NULL, body BLOB NOT NULL, sha256 BLOB NOT NULL) STRICT;
    CREATE TABLE application (receipt_no TEXT PRIMARY KEY, message_id TEXT NOT NULL, meta TEXT NOT NULL) STRICT;
    CREATE TABLE record (seq INTEGER PRIMARY KEY, meta TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
    INSERT INTO counter VALUES ('receipt', 0);`);
  const message = db.prepare('INSERT INTO message (id, seq, meta, body, sha256) VALUES (?, ?, ?, ?, ?)');
  const application = db.prepare('INSERT INTO application (receipt_no, message_id, meta) VALUES (?, ?, ?)');
  const record = db.prepare('INSERT INTO record (seq, meta, prev_hash, hash) VALUES (?, ?, ?, ?)');
  const counter = db.prepare("UPDATE counter SET value = ? WHERE name = 'receipt'");
  return bare(db, (seq) => {
    const id = idOf(seq);
    message.run(id, seq, meta, body, sha256);
    application.run(`TH0017-261128-${seq}`, id, meta.slice(0, 80));
    record.run(seq, meta, digest, digest);
    counter.run(seq);
  });
}
