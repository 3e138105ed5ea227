import { createHash, randomBytes } from 'node:crypto';
import type { Suite } from '../../contract/envelope.ts';
import { newSigningKey, readPrivateKey, type SigningKey } from '../../contract/signing.ts';
import type { Note } from '../audit/audit.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import { notify } from '../signals.ts';
import { newSealingKey, type OpeningKey } from './seal.ts';
import { makeStoreKey, type StoreKey } from './store-key.ts';

export interface HubReplyKey {
  readonly kid: string;
  readonly publicKey: string;
  readonly key: SigningKey;
}

/** The hub's keys, shared by all instances through the database; what is read here is as new as the last `refresh`. */
export interface HubKeys {
  /** The newest key that signs replies in a suite. Where none was made yet (`wantReply`): that of `intl-1`, which is always there. */
  replyOf(suite: Suite): HubReplyKey;
  readonly sealing: { readonly suite: Suite; readonly kid: string; readonly publicKey: string };
  /** Salt of the enrolment codes. */
  readonly codeSalt: Buffer;
  /** Seals and hashes what the hub keeps of people. */
  readonly store: StoreKey;
  /** Private key that opens what was sealed to `kid`, retired ones included; null = not ours, or not known here yet. */
  opening(kid: string): OpeningKey | null;
  /**
   * The key of replies to a machine that knows `kid`: that one, as long as it is not withdrawn, else the newest of its suite.
   * @param suite of the machine's own key
   */
  replyFor(kid: string | null, suite: Suite): HubReplyKey;
  /** Makes the key that signs replies in this suite, where there is none. Machines of `intl-1` are the only ones for which it is made before anybody comes. */
  wantReply(suite: Suite): Promise<void>;
  /** False: `kid` is no key of ours, or one that another instance has made since the last `refresh`. */
  isKnown(kid: string): boolean;
  /** Reads the keys again; calls of one moment share one reading. */
  refresh(): Promise<void>;
}

interface KeyRow {
  readonly kid: string;
  readonly purpose: 'reply' | 'seal' | 'code' | 'store';
  readonly suite: Suite;
  readonly public_key: string;
  readonly private_key: string;
  readonly not_after_ms: string | null;
}

const keyLock = 7_149_002;
const defaultSuite: Suite = 'intl-1';

interface KeyState extends Pick<HubKeys, 'sealing' | 'codeSalt' | 'store'> {
  readonly newestReplies: ReadonlyMap<Suite, HubReplyKey>;
  readonly reply: HubReplyKey;
  /** By kid; a withdrawn reply key (`not_after_ms` has passed) is not in it. */
  readonly replies: ReadonlyMap<string, HubReplyKey>;
  readonly openings: ReadonlyMap<string, OpeningKey>;
}

/**
 * Reads the keys, making what is missing. The newest key of a purpose that has not passed `not_after_ms` is offered to machines; older sealing
 * keys stay, because a machine that was off for weeks still sends what it sealed to them.
 */
export async function loadHubKeys(sql: Sql, nowMs: () => number): Promise<HubKeys> {
  let state = await readState(sql, Math.round(nowMs()));
  let reading: Promise<void> | null = null;
  const replyOf = (suite: Suite) => state.newestReplies.get(suite) ?? state.reply;
  const refresh = () => {
    reading ??= readState(sql, Math.round(nowMs()))
      .then((read) => {
        state = read;
      })
      .finally(() => {
        reading = null;
      });
    return reading;
  };
  return {
    replyOf,
    get sealing() {
      return state.sealing;
    },
    get codeSalt() {
      return state.codeSalt;
    },
    get store() {
      return state.store;
    },
    opening: (kid) => state.openings.get(kid) ?? null,
    replyFor: (kid, suite) => (kid === null ? undefined : state.replies.get(kid)) ?? replyOf(suite),
    async wantReply(suite) {
      if (state.newestReplies.has(suite)) return;
      await makeFirstReply(sql, suite, Math.round(nowMs()));
      await refresh();
    },
    isKnown: (kid) => state.replies.has(kid) || state.openings.has(kid),
    refresh,
  };
}

/**
 * Makes a new key, which is offered from now on. The one before goes on: replies to machines that do not know the new one yet are signed with it, and what was
 * sealed to it is opened.
 * @param suite of the new key; default: that of the key before. Machines that do not know a suite go on sealing to the key that they have. A reply key takes the place of
 *   those of its own suite only: machines are answered in the suite of their own key
 * @param note left out = nobody asked for it: the hub itself does at its start
 * @returns the new kid
 */
export async function rotateHubKey(
  sql: Sql,
  purpose: 'reply' | 'seal',
  nowMs: number,
  suite?: Suite,
  note?: Note,
): Promise<string> {
  return await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${keyLock})`;
    const [newest] = await tx<{ created_ms: string; suite: Suite }[]>`
      select created_ms, suite from hub_key where purpose = ${purpose} order by created_ms desc, kid limit 1`;
    // The newest is the one that counts, also when a clock went back in between.
    const createdMs = Math.max(nowMs, Number(newest?.created_ms ?? 0) + 1);
    const kid = await insertKey(tx, purpose, createdMs, suite ?? newest?.suite ?? defaultSuite);
    await notify(tx, 'keys');
    await note?.(tx, { act: 'hubKey.rotated', subject: `hubKey:${kid}`, detail: { purpose } });
    return kid;
  });
}

/** Makes the newest sealing key one of this suite, where it is of another; does nothing else, so that every instance may call it at its start. */
export async function wantSealSuite(sql: Sql, suite: Suite, nowMs: number): Promise<void> {
  const [newest] = await sql<{ suite: Suite }[]>`
    select suite from hub_key where purpose = 'seal' order by created_ms desc, kid limit 1`;
  if (newest?.suite !== suite) await rotateHubKey(sql, 'seal', nowMs, suite);
}

/** The first key of a suite that signs replies; does nothing where there is one, so that every instance may call it. */
async function makeFirstReply(sql: Sql, suite: Suite, nowMs: number): Promise<void> {
  await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${keyLock})`;
    const rows = await tx`
      select 1 from hub_key where purpose = 'reply' and suite = ${suite} and (not_after_ms is null or not_after_ms > ${nowMs}) limit 1`;
    if (rows.length > 0) return;
    await insertKey(tx, 'reply', nowMs, suite);
    await notify(tx, 'keys');
  });
}

async function readState(sql: Sql, nowMs: number): Promise<KeyState> {
  const rows = await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${keyLock})`;
    const read = () =>
      tx<
        KeyRow[]
      >`select kid, purpose, suite, public_key, private_key, not_after_ms from hub_key order by created_ms desc, kid`;
    const known = await read();
    const missing = (['reply', 'seal', 'code', 'store'] as const).filter(
      (purpose) => current(known, purpose, nowMs, purpose === 'reply' ? defaultSuite : undefined) === undefined,
    );
    if (missing.length === 0) return known;
    for (const purpose of missing) await insertKey(tx, purpose, nowMs, defaultSuite);
    return await read();
  });
  const reply = current(rows, 'reply', nowMs, defaultSuite);
  const sealing = current(rows, 'seal', nowMs);
  const code = current(rows, 'code', nowMs);
  const store = current(rows, 'store', nowMs);
  if (reply === undefined || sealing === undefined || code === undefined || store === undefined)
    throw new Error('hub keys were not stored');
  const replies = rows.filter((row) => row.purpose === 'reply' && isInForce(row, nowMs)).map(toReplyKey);
  return {
    reply: toReplyKey(reply),
    // The rows come newest first.
    newestReplies: new Map(replies.toReversed().map((key) => [key.key.suite, key])),
    sealing: { suite: sealing.suite, kid: sealing.kid, publicKey: sealing.public_key },
    codeSalt: Buffer.from(code.private_key, 'base64url'),
    store: makeStoreKey(Buffer.from(store.private_key, 'base64url')),
    replies: new Map(replies.map((key) => [key.kid, key])),
    openings: new Map(
      rows
        .filter((row) => row.purpose === 'seal')
        .map((row) => [row.kid, { suite: row.suite, privateKey: row.private_key }]),
    ),
  };
}

async function insertKey(tx: Tx, purpose: KeyRow['purpose'], createdMs: number, suite: Suite): Promise<string> {
  const made = await make(purpose, suite);
  const kid = `${purpose}-${createHash('sha256').update(made.publicKey).digest('hex').slice(0, 16)}`;
  await tx`insert into hub_key (kid, purpose, suite, public_key, private_key, created_ms)
    values (${kid}, ${purpose}, ${purpose === 'seal' || purpose === 'reply' ? suite : defaultSuite}, ${made.publicKey}, ${made.privateKey}, ${createdMs})`;
  return kid;
}

function toReplyKey(row: KeyRow): HubReplyKey {
  return { kid: row.kid, publicKey: row.public_key, key: readPrivateKey(row.private_key) };
}

function isInForce(row: KeyRow, nowMs: number): boolean {
  return row.not_after_ms === null || Number(row.not_after_ms) > nowMs;
}

/** The newest. @param suite left out = of any */
function current(
  rows: readonly KeyRow[],
  purpose: KeyRow['purpose'],
  nowMs: number,
  suite?: Suite,
): KeyRow | undefined {
  return rows.find(
    (row) => row.purpose === purpose && (suite === undefined || row.suite === suite) && isInForce(row, nowMs),
  );
}

async function make(
  purpose: KeyRow['purpose'],
  suite: Suite,
): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  if (purpose === 'reply') return newSigningKey(suite);
  if (purpose === 'seal') return newSealingKey(suite);
  const salt = randomBytes(32).toString('base64url');
  return { publicKey: createHash('sha256').update(salt).digest('base64url'), privateKey: salt };
}
