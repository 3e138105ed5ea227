import type { Sql, Tx } from '../database/pool.ts';
import { changePerson, findByRef, findPerson, type StoredPerson } from '../departments/city-store.ts';
import type { HubDeps } from '../deps.ts';

/** What the departments know of a person, without the cards. */
export type CityDoc = StoredPerson;

export interface NamedPerson {
  readonly idNumber: string;
  readonly name: string;
}

/** The document of a person whose number and name belong together; null otherwise, so that numbers cannot be tried out. */
export async function findDoc(sql: Sql | Tx, person: NamedPerson): Promise<CityDoc | null> {
  return await findPerson(sql, { idNumber: person.idNumber.toUpperCase(), name: person.name });
}

/** The same under the lock of the row: one effect on a person after the other. By number alone: for those who were looked up before. */
export async function lockDoc(tx: Tx, idNumber: string): Promise<CityDoc | null> {
  return await changePerson(tx, idNumber, () => null);
}

/** Changes some facts of a person of the city; the others stay. */
export async function patchDoc(tx: Tx, idNumber: string, patch: Partial<CityDoc>): Promise<void> {
  await changePerson(tx, idNumber, (doc) => ({ ...doc, ...patch }));
}

/** Who is meant by the opaque id of a household member; null = nobody. */
export async function numberOf(sql: Sql | Tx, personId: string): Promise<NamedPerson | null> {
  const doc = await findByRef(sql, personId);
  return doc === null ? null : { idNumber: doc.idNumber, name: doc.name };
}

/** Number on file in the population register; null = none, or number and name do not belong together. */
export async function mobileOnFile(deps: Pick<HubDeps, 'sql'>, person: NamedPerson): Promise<string | null> {
  const doc = await findDoc(deps.sql, person);
  return doc === null || doc.mobile === '' ? null : doc.mobile;
}
