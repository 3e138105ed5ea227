import { randomBytes } from 'node:crypto';
import type { ClaimRequest, EnrolmentRequest, EnrolmentState, TicketRequest } from '../../contract/hub-api.ts';
import { suiteOf } from '../../contract/public-key.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import type { Note } from '../audit/audit.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { hasKeyInForce, isKeyInForce } from '../machines/keys-in-force.ts';
import { notify } from '../signals.ts';

export const codeLifeMs = 15 * 60_000;
/** Wrong tries after which a code is dead. A wrong code names no machine, so it counts against every code that is open. */
export const triesPerCode = 5;
/** Wrong tries within `codeLifeMs` after which no code at all is taken. */
const triesAltogether = 20;

/** Opens an enrolment; an open one of the same key is replaced. */
export async function openEnrolment(
  sql: Sql,
  request: EnrolmentRequest,
  codeHash: string,
  nowMs: number,
): Promise<string> {
  const id = `enr_${randomBytes(12).toString('base64url')}`;
  await transaction(sql, async (tx) => {
    await tx`update enrolment set code_hash = null where public_key = ${request.publicKey} and device_id is null`;
    await tx`insert into enrolment (id, public_key, model, version, code_hash, expires_ms, created_ms)
      values (${id}, ${request.publicKey}, ${request.model}, ${request.version}, ${codeHash}, ${nowMs + codeLifeMs}, ${nowMs})`;
  });
  return id;
}

/** State for the machine that holds `publicKey`; null when the enrolment is not its own. A locked code reads `expired`: it asks for a new one. */
export async function readEnrolment(deps: HubDeps, id: string, publicKey: string): Promise<EnrolmentState | null> {
  const [row] = await deps.sql<
    {
      code_hash: string | null;
      expires_ms: string;
      wrong_tries: number;
      device_id: string | null;
      kiosk: string | null;
      place: string | null;
      keeper_phone: string | null;
    }[]
  >`
    select e.code_hash, e.expires_ms, e.wrong_tries, e.device_id, d.kiosk, d.place, d.keeper_phone
    from enrolment e left join device d on d.id = e.device_id
    where e.id = ${id} and e.public_key = ${publicKey}`;
  if (row === undefined) return null;
  if (row.device_id !== null) {
    const { kid, publicKey: replyPublicKey } = deps.keys.replyOf(suiteOf(publicKey) ?? 'intl-1');
    return {
      state: 'claimed',
      deviceId: row.device_id,
      kiosk: row.kiosk ?? '',
      place: row.place ?? '',
      keeperPhone: row.keeper_phone ?? '',
      sealing: deps.keys.sealing,
      replyKey: { kid, publicKey: replyPublicKey },
    };
  }
  const isOpen =
    row.code_hash !== null && row.wrong_tries < triesPerCode && Number(row.expires_ms) > deps.clock.wallMs();
  return { state: isOpen ? 'pending' : 'expired' };
}

export type ClaimFault =
  /** Wrong, used, expired, locked: the caller must not be able to tell. */
  | 'codeInvalid'
  /** The code is right and stays open; another machine with a valid key carries this kiosk code, whose receipt numbers must never repeat. */
  | 'kioskTaken'
  /** The machine carries another kiosk code already; what it has queued bears that code. */
  | 'kioskFixed';

/**
 * Spends a code: makes the machine (or gives a known key its new place) and wakes the long poll.
 * All tries of a moment are taken one after another (advisory lock), so that parallel guesses cannot outrun the count.
 */
export async function claimEnrolment(
  sql: Sql,
  claim: ClaimRequest,
  codeHash: string,
  nowMs: number,
  note: Note,
): Promise<Result<string, ClaimFault>> {
  return await transaction(sql, async (tx): Promise<Result<string, ClaimFault>> => {
    await tx`select pg_advisory_xact_lock(7149003)`;
    const [wrong] = await tx<{ tries: number }[]>`
      select count(*)::int as tries from enrolment_wrong_try where at_ms > ${nowMs - codeLifeMs}`;
    const [open] = await tx<OpenEnrolment[]>`
      select id, public_key, model from enrolment
      where code_hash = ${codeHash} and expires_ms > ${nowMs} and wrong_tries < ${triesPerCode} for update`;
    if (open === undefined || (wrong?.tries ?? 0) >= triesAltogether) {
      await tx`insert into enrolment_wrong_try (at_ms) values (${nowMs})`;
      await tx`update enrolment set wrong_tries = wrong_tries + 1 where code_hash is not null and expires_ms > ${nowMs}`;
      return err('codeInvalid');
    }
    const made = await makeMachine(tx, claim, open, nowMs);
    const { kiosk, place } = claim;
    if (made.ok)
      await note(tx, { act: 'machine.enrolled', subject: `machine:${kiosk}`, detail: { deviceId: made.value, place } });
    return made;
  });
}

interface OpenEnrolment {
  readonly id: string;
  readonly public_key: string;
  readonly model: string;
}

/** The machine behind an open enrolment becomes `kiosk`, or comes back as it. */
async function makeMachine(
  tx: Tx,
  claim: Pick<ClaimRequest, 'kiosk' | 'place' | 'keeperPhone'>,
  open: OpenEnrolment,
  nowMs: number,
): Promise<Result<string, ClaimFault>> {
  const [known] = await tx<{ device_id: string; is_over: boolean }[]>`
      select device_id, revoked_ms is not null or coalesce(not_after_ms <= ${nowMs}, false) as is_over
      from device_key where public_key = ${open.public_key}`;
  if (known?.is_over === true) {
    // Ended since the code was shown: nothing that it signs would count. The machine hears that the code is over, and that it needs a new key when it asks for the next one.
    await tx`update enrolment set code_hash = null where id = ${open.id}`;
    return err('codeInvalid');
  }
  const [holder] = await tx<{ id: string; has_key: boolean }[]>`
      select d.id, ${hasKeyInForce(tx, nowMs, tx`d.id`)} as has_key
      from device d where d.kiosk = ${claim.kiosk}`;
  // A machine without any valid key may come back with a new one: same id, same kiosk code, same numbering.
  const isBack = known === undefined && holder?.has_key === false;
  const fresh = () => `dev_${uuid7(nowMs, randomBytes(10)).replaceAll('-', '')}`;
  const deviceId = known?.device_id ?? (isBack ? holder?.id : undefined) ?? fresh();
  if (isBack) await forgetBoots(tx, deviceId, nowMs);
  if (holder !== undefined && holder.id !== deviceId) return err('kioskTaken');
  if (known !== undefined && holder === undefined) return err('kioskFixed');
  await tx`insert into device (id, kiosk, place, keeper_phone, model, claimed_ms)
      values (${deviceId}, ${claim.kiosk}, ${claim.place}, ${claim.keeperPhone}, ${open.model}, ${nowMs})
      on conflict (id) do update set kiosk = excluded.kiosk, place = excluded.place, keeper_phone = excluded.keeper_phone,
        model = excluded.model`;
  await tx`insert into device_key (public_key, device_id, created_ms) values (${open.public_key}, ${deviceId}, ${nowMs})
      on conflict (public_key) do nothing`;
  await tx`update enrolment set code_hash = null, device_id = ${deviceId} where id = ${open.id}`;
  await notify(tx, `enrolment:${open.id}`);
  await notify(tx, 'console:');
  return ok(deviceId);
}

/** Keeps the hash of a code that names a machine to be. An older open one of the same kiosk code ends. Error: another machine with a valid key carries this kiosk code. */
export async function makeTicket(
  sql: Sql,
  ticket: TicketRequest,
  codeHash: string,
  nowMs: number,
  note: Note,
): Promise<Result<null, 'kioskTaken'>> {
  return await transaction(sql, async (tx): Promise<Result<null, 'kioskTaken'>> => {
    const taken = await tx`select 1 from device d join device_key k on k.device_id = d.id
      where d.kiosk = ${ticket.kiosk} and ${isKeyInForce(tx, nowMs)}`;
    if (taken.length > 0) return err('kioskTaken');
    await tx`delete from enrolment_ticket where kiosk = ${ticket.kiosk} or expires_ms <= ${nowMs}`;
    await tx`insert into enrolment_ticket (code_hash, kiosk, place, keeper_phone, expires_ms, created_ms)
      values (${codeHash}, ${ticket.kiosk}, ${ticket.place}, ${ticket.keeperPhone}, ${nowMs + codeLifeMs}, ${nowMs})`;
    const { kiosk, place } = ticket;
    await note(tx, { act: 'machine.invited', subject: `machine:${kiosk}`, detail: { place } });
    return ok(null);
  });
}

/**
 * A machine brings a code that an operator made: spent together with the machine's own open enrolment. Wrong ones count against that enrolment alone, so that no stranger can end the codes of
 * others; how many enrolments somebody may open is bounded (ask-bound.ts).
 */
export async function spendTicket(
  sql: Sql,
  machine: { readonly enrolmentId: string; readonly publicKey: string },
  codeHash: string,
  nowMs: number,
): Promise<Result<string, ClaimFault>> {
  return await transaction(sql, async (tx): Promise<Result<string, ClaimFault>> => {
    await tx`select pg_advisory_xact_lock(7149003)`;
    const [open] = await tx<OpenEnrolment[]>`
      select id, public_key, model from enrolment
      where id = ${machine.enrolmentId} and public_key = ${machine.publicKey} and code_hash is not null
        and expires_ms > ${nowMs} and wrong_tries < ${triesPerCode} for update`;
    if (open === undefined) return err('codeInvalid');
    const [ticket] = await tx<{ kiosk: string; place: string; keeper_phone: string }[]>`
      select kiosk, place, keeper_phone from enrolment_ticket where code_hash = ${codeHash} and expires_ms > ${nowMs} for update`;
    if (ticket === undefined) {
      await tx`update enrolment set wrong_tries = wrong_tries + 1 where id = ${open.id}`;
      return err('codeInvalid');
    }
    const { kiosk, place, keeper_phone: keeperPhone } = ticket;
    const made = await makeMachine(tx, { kiosk, place, keeperPhone }, open, nowMs);
    if (made.ok) await tx`delete from enrolment_ticket where code_hash = ${codeHash}`;
    return made;
  });
}

/** Whatever spoke under the old keys is silent now: what was counted against them says nothing of the new one. */
async function forgetBoots(tx: Tx, deviceId: string, nowMs: number): Promise<void> {
  await tx`update heartbeat_latest set boots = '{}', boot_returns = 0 where device_id = ${deviceId}`;
  await tx`update maintenance_order set closed_ms = ${nowMs}
    where device_id = ${deviceId} and kind = 'sync:clone' and closed_ms is null`;
}
