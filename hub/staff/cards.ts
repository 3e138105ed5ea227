import type { StaffMember } from '../../contract/technician/staff.ts';
import { cardDigest, cardMark } from '../../contract/technician/staff-card.ts';
import type { Note } from '../audit/audit.ts';
import { type Sql, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { codeKeyOf } from './code-keys.ts';
import { tell } from './store.ts';

/** Cards of one person that are in use. */
export const mostCards = 4;
/** Signs of a token by which operators name a card. */
const nameLength = 8;

const about = (token: string) => `staff card ${token}`;

export type CardRefusal = 'nobody' | 'taken' | 'tooMany';

/**
 * Registers what stands on a card for this person; repeating it changes nothing. A card that was lost and found again may be given to anybody.
 * @returns the card's name for operators, or why not: nobody has this number, somebody else has this card, or this person has `mostCards` already
 */
export async function registerCard(
  { sql, keys }: Pick<HubDeps, 'sql' | 'keys'>,
  { staffId, content, nowMs }: { readonly staffId: string; readonly content: string; readonly nowMs: number },
  note: Note,
): Promise<{ readonly cardId: string } | CardRefusal> {
  const digest = cardDigest(content);
  const token = keys.store.token('staff card', digest.toString('hex'));
  const sealed = keys.store.seal(about(token), digest);
  digest.fill(0);
  return await transaction(sql, async (tx) => {
    const [person] = await tx`select 1 from staff where staff_id = ${staffId} for update`;
    if (person === undefined) return 'nobody';
    const mine = await tx<{ token: string }[]>`
      select token from staff_card where staff_id = ${staffId} and revoked_ms is null and token <> ${token}`;
    if (mine.length >= mostCards) return 'tooMany';
    const taken = await tx`
      insert into staff_card (token, staff_id, digest, created_ms) values (${token}, ${staffId}, ${sealed}, ${nowMs})
      on conflict (token) do update set staff_id = excluded.staff_id, revoked_ms = null
      where staff_card.staff_id = excluded.staff_id or staff_card.revoked_ms is not null`;
    if (taken.count === 0) return 'taken';
    await tell(tx);
    const cardId = token.slice(0, nameLength);
    await note(tx, { act: 'staff.cardRegistered', subject: `staff:${staffId}`, detail: { cardId } });
    return { cardId };
  });
}

/** Lost or given back: from the commit on it names nobody. @param cardId null = every card of this person. @returns how many */
export async function revokeCards(
  sql: Sql,
  { staffId, cardId, nowMs }: { readonly staffId: string; readonly cardId: string | null; readonly nowMs: number },
  note: Note,
): Promise<number> {
  return await transaction(sql, async (tx) => {
    const revoked = await tx`
      update staff_card set revoked_ms = ${nowMs} where staff_id = ${staffId} and revoked_ms is null
        and (${cardId}::text is null or left(token, ${nameLength}) = ${cardId})`;
    if (revoked.count === 0) return 0;
    await tell(tx);
    const detail = { cardId: cardId ?? 'all', cards: revoked.count };
    await note(tx, { act: 'staff.cardRevoked', subject: `staff:${staffId}`, detail });
    return revoked.count;
  });
}

/** The same people with their cards as this machine knows them; without, where it has not given its secret yet. */
export async function withCards(
  deps: HubDeps,
  deviceId: string,
  members: readonly StaffMember[],
): Promise<readonly StaffMember[]> {
  const rows = await deps.sql<{ token: string; staff_id: string; digest: Buffer }[]>`
    select token, staff_id, digest from staff_card
    where revoked_ms is null and staff_id = any(${members.map(({ staffId }) => staffId)}) order by created_ms, token`;
  const secret = rows.length === 0 ? null : await codeKeyOf(deps, deviceId);
  if (secret === null) return members;
  const cards = new Map<string, string[]>();
  for (const { token, staff_id, digest } of rows) {
    const opened = deps.keys.store.open(about(token), digest);
    cards.set(staff_id, [...(cards.get(staff_id) ?? []), cardMark(secret, opened)]);
    opened.fill(0);
  }
  secret.fill(0);
  return members.map((member) => {
    const own = cards.get(member.staffId);
    return own === undefined ? member : { ...member, cards: own };
  });
}
