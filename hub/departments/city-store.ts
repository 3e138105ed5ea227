import { never } from '../../contract/result.ts';
import type { City, CityCard, CityPerson } from '../city/person.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import type { HubLog } from '../log.ts';
import { isSameName } from './social-security/rules.ts';

/** Raise it when the form of the documents changes: people of an older city are replaced at the next start. */
const cityVersion = 1;

/** A person as the departments know them now: the document, and the cards as they are. */
export type StoredPerson = Omit<CityPerson, 'cards'>;
export interface StoredCard extends Omit<CityCard, 'cardNumber'> {
  readonly idNumber: string;
  readonly last4: string;
  readonly lostMs: number | null;
  /** First report through this system; null = never, or reported elsewhere. */
  readonly receiptNo: string | null;
}

/**
 * Puts a city into the tables in one transaction. The same city again changes nothing, so that decisions outlive restarts; another seed, size or version
 * replaces everybody. 5,000 people take about a second.
 * @param key what tells two cities apart
 */
export async function seedCity(
  sql: Sql,
  city: () => City,
  key: { readonly seed: number; readonly size: number },
  log: HubLog,
): Promise<void> {
  const added = await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(7149004)`;
    const [here] = await tx<
      { version: number; seed: number; people: number }[]
    >`select version, seed, people from dept_city`;
    if (here?.version === cityVersion && here.seed === key.seed && here.people === key.size) return 0;
    const { people, companies } = city();
    await tx`delete from dept_person`;
    await tx`delete from dept_company`;
    await insertPeople(tx, people);
    await tx`
      insert into dept_company (uscc, name_zh, core, district, insured)
      select * from unnest(${companies.map((c) => c.uscc)}::text[], ${companies.map((c) => c.nameZh)}::text[],
        ${companies.map((c) => c.core)}::text[], ${companies.map((c) => c.district)}::text[], ${companies.map((c) => c.insured)}::int[])`;
    await tx`
      insert into dept_city (version, seed, people) values (${cityVersion}, ${key.seed}, ${key.size})
      on conflict (only_row) do update set version = excluded.version, seed = excluded.seed, people = excluded.people`;
    return people.length;
  });
  if (added > 0) log('hub.department.seeded', { department: 'city', people: added });
}

/**
 * Puts these people back to what they were at the beginning, cards included, so that a demonstration can be played again. Reports and cases stay: what was
 * received was received. Simulation only; a real department has no such thing.
 */
export async function resetPeople(sql: Sql, people: readonly CityPerson[]): Promise<void> {
  await transaction(sql, async (tx) => {
    await tx`delete from dept_person where id_number = any(${people.map((person) => person.idNumber)}::text[])`;
    await insertPeople(tx, people);
  });
}

async function insertPeople(tx: Tx, people: readonly CityPerson[]): Promise<void> {
  const column = (pick: (person: CityPerson) => string) => people.map(pick);
  await tx`
    insert into dept_person (id_number, person_id, name, household, doc)
    select a, b, c, d, e::jsonb from unnest(${column((p) => p.idNumber)}::text[], ${column((p) => p.personId)}::text[],
      ${column((p) => p.name)}::text[], ${column((p) => p.householdId)}::text[],
      ${column(({ cards, ...doc }) => JSON.stringify(doc))}::text[]) as fresh (a, b, c, d, e)`;
  await insertCards(
    tx,
    people.flatMap((person) => person.cards.map((card) => ({ ...card, idNumber: person.idNumber }))),
  );
}

/** New cards of people who are there already. */
export async function insertCards(tx: Tx, cards: readonly (CityCard & { readonly idNumber: string })[]): Promise<void> {
  const column = <T>(pick: (card: CityCard & { readonly idNumber: string }) => T) => cards.map(pick);
  await tx`
    insert into dept_ss_card (card_id, id_number, last4, bank_code, issued, state, step, pick_place, generation, replaced)
    select * from unnest(${column((c) => c.cardId)}::text[], ${column((c) => c.idNumber)}::text[],
      ${column((c) => c.cardNumber.slice(-4))}::text[], ${column((c) => c.bankCode)}::text[], ${column((c) => c.issued)}::text[],
      ${column((c) => c.state)}::text[], ${column((c) => c.step)}::int[], ${column((c) => c.pickPlace)}::text[],
      ${column((c) => c.generation)}::int[], ${column((c) => String(c.replaced))}::text[]::boolean[])`;
}

/** null when nobody has the number, or it belongs to another name: the caller learns nothing of which (docs/hub.md). */
export async function findPerson(
  sql: Sql | Tx,
  who: { readonly idNumber: string; readonly name: string },
): Promise<StoredPerson | null> {
  const [row] = await sql<{ doc: StoredPerson }[]>`select doc from dept_person where id_number = ${who.idNumber}`;
  return row !== undefined && isSameName(row.doc.name, who.name) ? row.doc : null;
}

/** A member of the household, by the opaque id that machines know, or by ID number. */
export async function findByRef(sql: Sql | Tx, ref: string): Promise<StoredPerson | null> {
  const [row] = await sql<
    { doc: StoredPerson }[]
  >`select doc from dept_person where person_id = ${ref} or id_number = ${ref}`;
  return row?.doc ?? null;
}

/** Everybody of a household, the oldest first. */
export async function readHousehold(sql: Sql | Tx, householdId: string): Promise<readonly StoredPerson[]> {
  const rows = await sql<{ doc: StoredPerson }[]>`
    select doc from dept_person where household = ${householdId} order by doc->>'birthDate', id_number`;
  return rows.map((row) => row.doc);
}

/**
 * Changes one person's document under its lock, in the caller's transaction; two decisions about one person come one after the other.
 * @param change null = leave it as it is
 * @returns the person as they are now; null when nobody has the number
 */
export async function changePerson(
  tx: Tx,
  idNumber: string,
  change: (person: StoredPerson) => StoredPerson | null,
): Promise<StoredPerson | null> {
  const [row] = await tx<{ doc: StoredPerson }[]>`select doc from dept_person where id_number = ${idNumber} for update`;
  if (row === undefined) return null;
  const changed = change(row.doc);
  if (changed === null) return row.doc;
  if (changed.idNumber !== idNumber) throw new Error('a change may not turn a person into another');
  await tx`update dept_person set doc = ${JSON.stringify(changed)}::text::jsonb where id_number = ${idNumber}`;
  return changed;
}

interface CardRow {
  readonly card_id: string;
  readonly id_number: string;
  readonly last4: string;
  readonly bank_code: string;
  readonly issued: string;
  readonly state: CityCard['state'];
  readonly step: number | null;
  readonly pick_place: string | null;
  readonly generation: 2 | 3;
  readonly replaced: boolean;
  readonly lost_ms: string | null;
  readonly receipt_no: string | null;
}

/** Newest first. @param lock `change` holds the cards until the transaction ends */
export async function readCards(
  sql: Sql | Tx,
  idNumber: string,
  lock: 'look' | 'change' = 'look',
): Promise<readonly StoredCard[]> {
  const rows = await sql<CardRow[]>`
    select * from dept_ss_card where id_number = ${idNumber} order by issued desc, card_id ${lock === 'change' ? sql`for update` : sql``}`;
  return rows.map((row) => ({
    cardId: row.card_id,
    idNumber: row.id_number,
    last4: row.last4,
    bankCode: row.bank_code,
    issued: row.issued,
    state: row.state,
    step: row.step,
    pickPlace: row.pick_place,
    generation: row.generation,
    replaced: row.replaced,
    lostMs: row.lost_ms === null ? null : Number(row.lost_ms),
    receiptNo: row.receipt_no,
  }));
}

export type CardChange =
  | { readonly kind: 'block'; readonly receiptNo: string; readonly atMs: number }
  /** 解挂: as if it had never been reported. */
  | { readonly kind: 'unblock' }
  /** Cancelled because a new one takes its place. */
  | { readonly kind: 'replaced' }
  /** A new card came into the holder's hand; the bank's function is still to be activated. */
  | { readonly kind: 'handedOver' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'step'; readonly step: number; readonly pickPlace: string | null };

/** Puts cards into another state, in the caller's transaction. */
export async function changeCards(tx: Tx, cardIds: readonly string[], change: CardChange): Promise<void> {
  const ids = tx`card_id = any(${[...cardIds]}::text[])`;
  switch (change.kind) {
    case 'block':
      await tx`update dept_ss_card set state = 'formalLoss', lost_ms = ${change.atMs}, receipt_no = ${change.receiptNo} where ${ids}`;
      return;
    case 'unblock':
      await tx`update dept_ss_card set state = 'normal', lost_ms = null, receipt_no = null where ${ids}`;
      return;
    case 'replaced':
      await tx`update dept_ss_card set state = 'cancelled', replaced = true where ${ids}`;
      return;
    case 'handedOver':
      await tx`update dept_ss_card set state = 'inactive', step = null, pick_place = null where ${ids}`;
      return;
    case 'cancelled':
      await tx`update dept_ss_card set state = 'cancelled' where ${ids}`;
      return;
    case 'step':
      await tx`update dept_ss_card set state = 'inProduction', step = ${change.step}, pick_place = ${change.pickPlace} where ${ids}`;
      return;
    default:
      never(change, 'changeCards');
  }
}
