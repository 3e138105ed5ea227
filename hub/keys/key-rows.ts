import type { Suite } from '../../contract/envelope.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Note } from '../audit/audit.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import type { WrappingKey } from './wrapping-key.ts';
import type { WrappingKeys } from './wrapping-keys.ts';

/** Where the hub's keys are: the rows, and what opens them. */
export interface KeyPlace {
  readonly sql: Sql;
  readonly wrapping: WrappingKeys;
}

export type KeyPurpose = 'reply' | 'seal' | 'code' | 'store';

/** One key, opened. */
export interface KeyRow {
  readonly kid: string;
  readonly purpose: KeyPurpose;
  readonly suite: Suite;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly notAfterMs: number | null;
}

interface StoredRow {
  readonly kid: string;
  readonly purpose: KeyPurpose;
  readonly suite: Suite;
  readonly public_key: string;
  readonly private_key: string;
  readonly wrapped_by: string | null;
  readonly created_ms: string;
  readonly not_after_ms: string | null;
}

const keyLock = 7_149_002;
const about = ({ kid, purpose, suite }: Pick<StoredRow, 'kid' | 'purpose' | 'suite'>) =>
  `hub_key ${kid} ${purpose} ${suite}`;

/** Whoever reads or changes the keys does it alone until the end of the transaction. */
export async function lockKeys(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(${keyLock})`;
}

/**
 * All keys, newest first. Those that stand in clear, of a release before keys were wrapped, are wrapped on the way. Call behind `lockKeys`.
 * @param known private keys that were opened before, by kid: they are not opened again, so that a running instance does not need a wrapping key that has changed
 * @returns error: one sentence for the operator
 */
export async function readKeyRows(
  tx: Tx,
  wrapping: WrappingKeys,
  known: ReadonlyMap<string, string>,
): Promise<Result<{ readonly rows: readonly KeyRow[]; readonly wrapped: number }, string>> {
  const stored = await tx<StoredRow[]>`
    select kid, purpose, suite, public_key, private_key, wrapped_by, created_ms, not_after_ms from hub_key order by created_ms desc, kid`;
  const rows: KeyRow[] = [];
  const inClear: StoredRow[] = [];
  for (const row of stored) {
    if (row.wrapped_by === null) inClear.push(row);
    const opened = openRow(row, wrapping, known);
    if (!opened.ok) return opened;
    rows.push({
      ...{ kid: row.kid, purpose: row.purpose, suite: row.suite, publicKey: row.public_key, privateKey: opened.value },
      notAfterMs: row.not_after_ms === null ? null : Number(row.not_after_ms),
    });
  }
  if (inClear.length > 0) {
    const newest = await newestWrapping(tx, wrapping);
    if (!newest.ok) return newest;
    const { id, wrap } = newest.value;
    // A table that is emptied gets new files: of rows that are only updated the old ones stay in its pages until somebody tidies up.
    await tx`truncate hub_key`;
    // And a new column: PostgreSQL keeps samples of the values of the old one (pg_statistic) until it is gone.
    await tx`alter table hub_key drop column private_key, add column private_key text not null`;
    await tx`alter table hub_key alter column private_key set statistics 0`;
    for (const row of stored) {
      const isClear = row.wrapped_by === null;
      await tx`insert into hub_key ${tx({
        ...row,
        private_key: isClear ? wrap(about(row), row.private_key) : row.private_key,
        wrapped_by: isClear ? id : row.wrapped_by,
      })}`;
    }
  }
  return ok({ rows, wrapped: inClear.length });
}

/** Stores a new key, wrapped. Call behind `lockKeys`. */
export async function insertKeyRow(
  tx: Tx,
  wrapping: WrappingKeys,
  row: Omit<KeyRow, 'notAfterMs'>,
  createdMs: number,
): Promise<Result<null, string>> {
  const newest = await newestWrapping(tx, wrapping);
  if (!newest.ok) return newest;
  const { id, wrap } = newest.value;
  await tx`insert into hub_key (kid, purpose, suite, public_key, private_key, wrapped_by, created_ms)
    values (${row.kid}, ${row.purpose}, ${row.suite}, ${row.publicKey}, ${wrap(about(row), row.privateKey)}, ${id}, ${createdMs})`;
  return ok(null);
}

/**
 * Wraps every key with the newest wrapping key, in one transaction; running instances go on with what they have opened. Afterwards the older wrapping keys open nothing that stands in the database,
 * only what stands in backups of before.
 */
export async function rewrapKeys(
  { sql, wrapping }: KeyPlace,
  note: Note,
): Promise<Result<{ readonly wrappedBy: string; readonly keys: number }, string>> {
  return await transaction(sql, async (tx) => {
    await lockKeys(tx);
    const newest = await newestWrapping(tx, wrapping);
    if (!newest.ok) return newest;
    const { id } = newest.value;
    const older = await tx<StoredRow[]>`
      select kid, purpose, suite, public_key, private_key, wrapped_by, created_ms, not_after_ms from hub_key where wrapped_by is distinct from ${id}`;
    for (const row of older) {
      const opened = openRow(row, wrapping, new Map());
      if (!opened.ok) return opened;
      const wrapped = newest.value.wrap(about(row), opened.value);
      await tx`update hub_key set private_key = ${wrapped}, wrapped_by = ${id} where kid = ${row.kid}`;
    }
    if (older.length > 0)
      await note(tx, { act: 'hubKey.rewrapped', subject: `hubKey:${id}`, detail: { keys: older.length } });
    return ok({ wrappedBy: id, keys: older.length });
  });
}

/** The one that wraps from now on. It is made where nothing was ever wrapped; where something was, a key that is not there any more is not replaced by another one. */
async function newestWrapping(tx: Tx, wrapping: WrappingKeys): Promise<Result<WrappingKey, string>> {
  const read = wrapping.read();
  if (!read.ok) return read;
  const [newest] = read.value;
  if (newest !== undefined) return ok(newest);
  const [used] = await tx<
    { wrapped_by: string }[]
  >`select wrapped_by from hub_key where wrapped_by is not null limit 1`;
  return used === undefined ? wrapping.make() : err(missing(used.wrapped_by, wrapping, []));
}

function openRow(row: StoredRow, wrapping: WrappingKeys, known: ReadonlyMap<string, string>): Result<string, string> {
  const before = known.get(row.kid);
  if (before !== undefined) return ok(before);
  if (row.wrapped_by === null) return ok(row.private_key);
  const read = wrapping.read();
  if (!read.ok) return read;
  const key = read.value.find(({ id }) => id === row.wrapped_by);
  if (key === undefined) return err(missing(row.wrapped_by, wrapping, read.value));
  const opened = key.unwrap(about(row), row.private_key);
  return opened === null
    ? err(`key ${row.kid} of the hub was changed in its database, or moved there from another row`)
    : ok(opened);
}

const missing = (id: string, { where }: WrappingKeys, found: readonly WrappingKey[]) =>
  `the hub's private keys are wrapped with ${id}, and ${where} ${found.length === 0 ? 'does not exist' : `has only ${found.map((one) => one.id).join(', ')}`}: put that key there (docs/hub.md, Keys at rest)`;
