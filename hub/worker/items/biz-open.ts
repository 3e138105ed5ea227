import { randomInt } from 'node:crypto';
import { dueDay } from '../../../contract/working-days.ts';
import { companyName } from '../../city/company-name.ts';
import { usccAlphabet, usccCheck } from '../../city/numbers.ts';
import { findPlace } from '../../city/reference.ts';
import type { Tx } from '../../database/pool.ts';
import type { DepartmentCode } from '../../departments/faults.ts';
import { findDoc, lockDoc, patchDoc } from '../../services/city-facts.ts';
import { type Application, type ItemRule, peopleIn, textOf } from './item-rule.ts';

/** One matter of a joint application. `days`: promise in working days from its start. `section`: part of the form that is opened for mending. */
interface MatterRule {
  readonly matterId: string;
  readonly department: DepartmentCode;
  readonly days: number;
  readonly section: string;
  readonly end: 'ready' | 'done';
  readonly isNeeded: (answers: Application['answers']) => boolean;
}

const yes = (answers: Application['answers'], key: string) => textOf(answers, key) === 'yes';

/** docs/domain/catalogue.md §4.1; the first is the gate. */
export const bizMatters: readonly MatterRule[] = [
  {
    matterId: 'biz.open.licence',
    department: 'gz.amr',
    days: 1,
    section: 'company',
    end: 'ready',
    isNeeded: () => true,
  },
  { matterId: 'biz.open.seal', department: 'gz.ps', days: 1, section: 'seals', end: 'ready', isNeeded: () => true },
  { matterId: 'biz.open.tax', department: 'gz.tax', days: 1, section: 'tax', end: 'ready', isNeeded: () => true },
  {
    matterId: 'biz.open.employ',
    department: 'gz.hrss',
    days: 1,
    section: 'staff',
    end: 'done',
    isNeeded: (a) => yes(a, 'hasStaff'),
  },
  {
    matterId: 'biz.open.insure',
    department: 'gz.med',
    days: 1,
    section: 'staff',
    end: 'done',
    isNeeded: (a) => yes(a, 'hasStaff'),
  },
  {
    matterId: 'biz.open.hpf',
    department: 'gz.hpf',
    days: 1,
    section: 'fund',
    end: 'done',
    isNeeded: (a) => yes(a, 'openFund'),
  },
];
export const gateId = 'biz.open.licence';

/** S17: one form; the licence first, everything else beside each other. The matters decide (`hub/worker/joint.ts`). */
export const bizOpen: ItemRule = {
  department: 'gz.amr',
  days: 1,
  sameAct: 'live',
  target: ({ answers }) => textOf(answers, 'nameCore'),
  endsBy: () => 'matters',
  async intake(tx, application, at) {
    const doc = await findDoc(tx, application);
    if (doc === null) return { state: 'refused', reason: 'personUnknown' };
    // Signatures stand beside the draft; without one only a founder who is alone can have signed.
    const others = signersOf(application.answers).filter((one) => one.idNumber !== application.actorNumber);
    if (application.draftId === null && others.length > 0) return { state: 'refused', reason: 'unsigned' };
    const core = textOf(application.answers, 'nameCore');
    const taken = await tx`select 1 from dept_company where core = ${core}`;
    if (core !== '' && taken.length > 0) return { state: 'refused', reason: 'nameTaken' };
    for (const [position, matter] of bizMatters.filter((one) => one.isNeeded(application.answers)).entries()) {
      await tx`insert into case_matter (receipt_no, matter_id, position, department, state, allowed_days, section)
        values (${application.receiptNo}, ${matter.matterId}, ${position}, ${matter.department}, 'waiting', ${matter.days}, null)
        on conflict do nothing`;
    }
    return {
      state: 'accepted',
      data: { review: isManual(application) ? 'manual' : 'automatic', by: dueDay(at.calendar, at.today, 1) },
    };
  },
  // Never by the clock of the whole: joint.ts ends the case when its matters have ended.
  decide: async () => ({ state: 'inProgress' }),
};

/** The automatic review passes what the city knows itself; photographed premises and very long scopes are read by a person. */
export function isManual(application: Pick<Application, 'answers'>): boolean {
  const scope = application.answers.scope;
  return application.answers.premisesPhoto !== undefined || (Array.isArray(scope) && scope.length > 12);
}

/**
 * The gate is through: the company exists, with its code, and belongs to its legal representative.
 * @returns the code; null = another application got this name first, since both were told that it was free
 */
export async function issueLicence(tx: Tx, application: Application): Promise<string | null> {
  // One after another for one name: the register has no other guard.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`company ${companyCore(application)}`}, 7155))`;
  const taken = await tx`select 1 from dept_company where core = ${companyCore(application)}`;
  if (taken.length > 0) return null;
  const uscc = newUscc(() => randomInt(31));
  const name = nameOf(application);
  await tx`insert into dept_company (uscc, name_zh, core, district, insured)
    values (${uscc}, ${name}, ${companyCore(application)}, ${textOf(application.answers, 'district')}, 0) on conflict do nothing`;
  const doc = await lockDoc(tx, application.idNumber);
  if (doc !== null)
    await patchDoc(tx, application.idNumber, { units: [...doc.units, { uscc, role: 'legalRep' as const }] });
  return uscc;
}

function companyCore(application: Application): string {
  return textOf(application.answers, 'nameCore') || application.receiptNo;
}

/** As `amr.nameCheck` showed it. */
function nameOf(application: Application): string {
  const text = (key: string) => textOf(application.answers, key);
  return companyName({
    core: companyCore(application),
    trade: text('nameTrade'),
    form: text('nameForm'),
    region: text('nameRegion'),
    district: text('district'),
  });
}

/** ID numbers and names of all who sign: shareholders and the legal representative; each once. */
export function signersOf(
  answers: Readonly<Record<string, unknown>>,
): readonly { readonly idNumber: string; readonly name: string }[] {
  const people = new Map<string, { idNumber: string; name: string }>();
  for (const key of ['shareholders', 'legalRep']) {
    for (const { idNumber, name } of peopleIn(answers, key)) people.set(idNumber, { idNumber, name });
  }
  return [...people.values()];
}

/** Whether what the departments make is brought, and nothing is collected. */
const isByCourier = ({ answers }: Pick<Application, 'answers'>): boolean => textOf(answers, 'pickup') === 'courier';

/** How a matter ends: what the courier brings is not there to be collected. */
export function endOfMatter(application: Pick<Application, 'answers'>, matterId: string): 'ready' | 'done' {
  return isByCourier(application) ? 'done' : (bizMatters.find((one) => one.matterId === matterId)?.end ?? 'done');
}

/** One pick-up place for everything: 一窗通取专窗 of the chosen district with address and hours, or the courier. */
export function pickupOf(application: Pick<Application, 'answers'>): string {
  if (isByCourier(application)) return '快递送达';
  const centre = textOf(application.answers, 'centre');
  const place = findPlace(centre);
  return place === null ? centre || '一窗通取专窗' : `${place.nameZh}（${place.address}，${place.hours}）`;
}

const orgAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * A unified social credit code of the simulated city: 9 (market supervision) 1 (enterprise), region 440199, organisation code, check character.
 * Source: GB 32100-2015 (weights as in docs/domain/catalogue.md §1.6, `uscc`), GB 11714-1997 for the organisation code.
 * @param random index into the alphabet of 31
 */
export function newUscc(random: () => number): string {
  const body = `MA9Y${Array.from({ length: 4 }, () => usccAlphabet.charAt(random())).join('')}`;
  const first17 = `91440199${body}${organisationCheck(body)}`;
  return first17 + usccCheck(first17);
}

/** Check character of an organisation code (GB 11714-1997). @param body eight characters */
export function organisationCheck(body: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * orgAlphabet.indexOf(body.charAt(i)), 0);
  const value = 11 - (sum % 11);
  return value === 10 ? 'X' : value === 11 ? '0' : String(value);
}
