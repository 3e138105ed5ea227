import type { PullRequest } from '../../contract/hub-api.ts';
import { isReference, type PullData, type PullPath } from '../../contract/pulls/pulls.ts';
import { isGenuineCode } from '../cases/receipt-code.ts';
import * as business from './answers/business.ts';
import * as casesBookings from './answers/cases-bookings.ts';
import { caseDetail } from './answers/cases-bookings.ts';
import * as licences from './answers/e-licences.ts';
import * as estateFunds from './answers/estate-funds.ts';
import * as medical from './answers/medical.ts';
import * as person from './answers/person.ts';
import * as reference from './answers/reference.ts';
import * as socialSecurity from './answers/social-security.ts';
import { findPerson } from './city-store.ts';
import { type PersonContext, type PullContext, param } from './pull-context.ts';

type ReferencePath = Extract<PullPath, `ref.${string}` | 'med.hospitals' | 'med.years' | 'amr.scope'>;
type PersonPath = Exclude<PullPath, ReferencePath | 'case.detail'>;

/** Every path is answered by the function that has its name: `ps.person` by `psPerson`. The list of paths stands in `pullSchemas` only. */
type NameOf<P extends string> = P extends `${infer Department}.${infer What}`
  ? `${Department}${Capitalize<What>}`
  : never;
const nameOf = <P extends PullPath>(path: P) =>
  path.replace(/[.](.)/, (_, first: string) => first.toUpperCase()) as NameOf<P>;

// The types of these two see to it that no path is without its function.
const references: {
  readonly [P in ReferencePath as NameOf<P>]: (context: PullContext) => Promise<PullData<P> | null>;
} = { ...reference, ...medical, ...business };
const ofPerson: { readonly [P in PersonPath as NameOf<P>]: (context: PersonContext) => Promise<PullData<P> | null> } = {
  ...person,
  ...socialSecurity,
  ...medical,
  ...business,
  ...estateFunds,
  ...licences,
  ...casesBookings,
};

export type PullAnswer =
  | { readonly status: 'found'; readonly data: unknown }
  /** The register has nothing, or number and name do not belong together: the same answer, so that numbers cannot be tried out. */
  | { readonly status: 'none' }
  /** Somebody must be identified for this; for `case.detail`: the code on the receipt was not made by the machine that it names. */
  | { readonly status: 'denied' };

/** What a department has to say. Fits `pullSchemas[path]` where something was found. */
export async function answerPull(context: PullContext, { path, person }: PullRequest): Promise<PullAnswer> {
  const who = person === null ? null : { idNumber: person.idNumber.toUpperCase(), name: person.name };
  if (who !== null && !/^[A-Z0-9]+$/.test(who.idNumber)) return { status: 'none' };
  if (path === 'case.detail') {
    const { qr } = context.params;
    const number = param(context.params, 'receiptNo', 'caseNo') ?? '';
    // A number that comes out of a forged code is none of this city's receipts, whatever case it names.
    if (qr !== undefined && !(await isGenuineCode(context.deps.sql, number.toUpperCase(), qr))) {
      return { status: 'denied' };
    }
    const known = who === null ? null : await findPerson(context.deps.sql, who);
    return answered(await caseDetail(context, known?.idNumber ?? null));
  }
  if (isReferencePath(path)) return answered(await references[nameOf(path)](context));
  if (who === null) return { status: 'denied' };
  const known = await findPerson(context.deps.sql, who);
  return known === null ? { status: 'none' } : answered(await ofPerson[nameOf(path)]({ ...context, person: known }));
}

function isReferencePath(path: PullPath): path is ReferencePath {
  return isReference(path);
}

function answered(data: unknown): PullAnswer {
  return data === null ? { status: 'none' } : { status: 'found', data };
}

/** An answer of which only the beginning has come: every list is cut to its first half, rounded up. Still fits its schema. */
export function firstHalf(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  const halved = Object.entries(data).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.slice(0, Math.ceil(value.length / 2)) : value,
  ]);
  return Object.fromEntries(halved);
}
