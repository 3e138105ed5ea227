import { createHash, randomBytes } from 'node:crypto';
import type { Suite } from '../../contract/envelope.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { newSigningKey, readPrivateKey, type SigningKey } from '../../contract/signing.ts';
import type { Note } from '../audit/audit.ts';
import { type Tx, transaction } from '../database/pool.ts';
import type { HubLog } from '../log.ts';
import { notify } from '../signals.ts';
import { insertKeyRow, type KeyPlace, type KeyPurpose, type KeyRow, lockKeys, readKeyRows } from './key-rows.ts';
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

const defaultSuite: Suite = 'intl-1';

interface KeyState extends Pick<HubKeys, 'sealing' | 'codeSalt' | 'store'> {
  readonly newestReplies: ReadonlyMap<Suite, HubReplyKey>;
  readonly reply: HubReplyKey;
  /** By kid; a withdrawn reply key (`not_after_ms` has passed) is not in it. */
  readonly replies: ReadonlyMap<string, HubReplyKey>;
  readonly openings: ReadonlyMap<string, OpeningKey>;
  /** Every private key that was opened, by kid. */
  readonly opened: ReadonlyMap<string, string>;
}

/**
 * Reads the keys, making what is missing. The newest key of a purpose that has not passed `not_after_ms` is offered to machines; older sealing
 * keys stay, because a machine that was off for weeks still sends what it sealed to them.
 * @returns error: one sentence for the operator; the wrapping key is missing or another one's
 */
export async function loadHubKeys(
  place: KeyPlace,
  { nowMs, log }: { nowMs(): number; readonly log: HubLog },
): Promise<Result<HubKeys, string>> {
  const read = (known: ReadonlyMap<string, string>) => readState(place, Math.round(nowMs()), known);
  const first = await read(new Map());
  if (!first.ok) return first;
  let { state } = first.value;
  if (first.value.wrapped > 0) log('hub.keys.wrapped', { count: first.value.wrapped });
  let reading: Promise<void> | null = null;
  const replyOf = (suite: Suite) => state.newestReplies.get(suite) ?? state.reply;
  const refresh = () => {
    reading ??= read(state.opened)
      .then((again) => {
        // A new key that this instance cannot open: it goes on with those that it has.
        if (again.ok) state = again.value.state;
        else log('hub.keys.failed', { cause: 'E_WRAPPING_KEY' });
      })
      .finally(() => {
        reading = null;
      });
    return reading;
  };
  return ok({
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
      await makeFirstReply(place, suite, Math.round(nowMs()));
      await refresh();
    },
    isKnown: (kid) => state.replies.has(kid) || state.openings.has(kid),
    refresh,
  });
}

/**
 * Makes a new key, which is offered from now on. The one before goes on: replies to machines that do not know the new one yet are signed with it, and what was
 * sealed to it is opened.
 * @param suite of the new key; default: that of the key before. Machines that do not know a suite go on sealing to the key that they have. A reply key takes the place of
 *   those of its own suite only: machines are answered in the suite of their own key
 * @param note left out = nobody asked for it: the hub itself does at its start
 * @returns the new kid; error: one sentence for the operator
 */
export async function rotateHubKey(
  { sql, wrapping }: KeyPlace,
  purpose: 'reply' | 'seal',
  nowMs: number,
  suite?: Suite,
  note?: Note,
): Promise<Result<string, string>> {
  return await transaction(sql, async (tx) => {
    await lockKeys(tx);
    const [newest] = await tx<{ created_ms: string; suite: Suite }[]>`
      select created_ms, suite from hub_key where purpose = ${purpose} order by created_ms desc, kid limit 1`;
    // The newest is the one that counts, also when a clock went back in between.
    const createdMs = Math.max(nowMs, Number(newest?.created_ms ?? 0) + 1);
    const kid = await insertKey(tx, wrapping, purpose, createdMs, suite ?? newest?.suite ?? defaultSuite);
    if (!kid.ok) return kid;
    await notify(tx, 'keys');
    await note?.(tx, { act: 'hubKey.rotated', subject: `hubKey:${kid.value}`, detail: { purpose } });
    return kid;
  });
}

/** Makes the newest sealing key one of this suite, where it is of another; does nothing else, so that every instance may call it at its start. */
export async function wantSealSuite(place: KeyPlace, suite: Suite, nowMs: number): Promise<Result<null, string>> {
  const [newest] = await place.sql<{ suite: Suite }[]>`
    select suite from hub_key where purpose = 'seal' order by created_ms desc, kid limit 1`;
  if (newest?.suite === suite) return ok(null);
  const made = await rotateHubKey(place, 'seal', nowMs, suite);
  return made.ok ? ok(null) : made;
}

/** The first key of a suite that signs replies; does nothing where there is one, so that every instance may call it. Without the wrapping key none is made, and `intl-1` goes on. */
async function makeFirstReply({ sql, wrapping }: KeyPlace, suite: Suite, nowMs: number): Promise<void> {
  await transaction(sql, async (tx) => {
    await lockKeys(tx);
    const rows = await tx`
      select 1 from hub_key where purpose = 'reply' and suite = ${suite} and (not_after_ms is null or not_after_ms > ${nowMs}) limit 1`;
    if (rows.length > 0) return;
    const made = await insertKey(tx, wrapping, 'reply', nowMs, suite);
    if (made.ok) await notify(tx, 'keys');
  });
}

async function readState(
  { sql, wrapping }: KeyPlace,
  nowMs: number,
  known: ReadonlyMap<string, string>,
): Promise<Result<{ readonly state: KeyState; readonly wrapped: number }, string>> {
  const read = await transaction(sql, async (tx) => {
    await lockKeys(tx);
    const found = await readKeyRows(tx, wrapping, known);
    if (!found.ok) return found;
    const missing = (['reply', 'seal', 'code', 'store'] as const).filter(
      (purpose) =>
        current(found.value.rows, purpose, nowMs, purpose === 'reply' ? defaultSuite : undefined) === undefined,
    );
    for (const purpose of missing) {
      const made = await insertKey(tx, wrapping, purpose, nowMs, defaultSuite);
      if (!made.ok) return made;
    }
    if (missing.length === 0) return found;
    const whole = await readKeyRows(tx, wrapping, known);
    return whole.ok ? ok({ ...whole.value, wrapped: found.value.wrapped }) : whole;
  });
  return read.ok ? ok({ state: stateOf(read.value.rows, nowMs), wrapped: read.value.wrapped }) : err(read.error);
}

function stateOf(rows: readonly KeyRow[], nowMs: number): KeyState {
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
    sealing: { suite: sealing.suite, kid: sealing.kid, publicKey: sealing.publicKey },
    codeSalt: Buffer.from(code.privateKey, 'base64url'),
    store: makeStoreKey(Buffer.from(store.privateKey, 'base64url')),
    replies: new Map(replies.map((key) => [key.kid, key])),
    openings: new Map(
      rows
        .filter((row) => row.purpose === 'seal')
        .map((row) => [row.kid, { suite: row.suite, privateKey: row.privateKey }]),
    ),
    opened: new Map(rows.map(({ kid, privateKey }) => [kid, privateKey])),
  };
}

async function insertKey(
  tx: Tx,
  wrapping: KeyPlace['wrapping'],
  purpose: KeyPurpose,
  createdMs: number,
  wanted: Suite,
): Promise<Result<string, string>> {
  const made = await make(purpose, wanted);
  const kid = `${purpose}-${createHash('sha256').update(made.publicKey).digest('hex').slice(0, 16)}`;
  const suite = purpose === 'seal' || purpose === 'reply' ? wanted : defaultSuite;
  const stored = await insertKeyRow(tx, wrapping, { kid, purpose, suite, ...made }, createdMs);
  return stored.ok ? ok(kid) : stored;
}

function toReplyKey({ kid, publicKey, privateKey }: KeyRow): HubReplyKey {
  return { kid, publicKey, key: readPrivateKey(privateKey) };
}

function isInForce(row: KeyRow, nowMs: number): boolean {
  return row.notAfterMs === null || row.notAfterMs > nowMs;
}

/** The newest. @param suite left out = of any */
function current(rows: readonly KeyRow[], purpose: KeyPurpose, nowMs: number, suite?: Suite): KeyRow | undefined {
  return rows.find(
    (row) => row.purpose === purpose && (suite === undefined || row.suite === suite) && isInForce(row, nowMs),
  );
}

async function make(
  purpose: KeyPurpose,
  suite: Suite,
): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  if (purpose === 'reply') return newSigningKey(suite);
  if (purpose === 'seal') return newSealingKey(suite);
  const salt = randomBytes(32).toString('base64url');
  return { publicKey: createHash('sha256').update(salt).digest('base64url'), privateKey: salt };
}
