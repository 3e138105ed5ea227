import type { PullRequest } from '../../contract/hub-api.ts';
import { isReference, type PullData, type PullPath } from '../../contract/pulls/pulls.ts';
import { amrNameCheck, amrScope, bizDrafts } from './answers/business.ts';
import { bookPlaces, bookSlots, caseDetail, caseList } from './answers/cases-bookings.ts';
import { licData, licList } from './answers/e-licences.ts';
import { hpfAccount, hpfRows, leaseRecord, pnrEstate, pnrHouseLicence } from './answers/estate-funds.ts';
import { medArrears, medContrib, medCover, medHospitals, medRecord, medYears } from './answers/medical.ts';
import {
  civilMarriage,
  hcBirthCert,
  hcBirthReg,
  psAddrReg,
  psHukou,
  psPerson,
  psPhoto,
  psResPermit,
} from './answers/person.ts';
import { refBanks, refCalendar, refKiosks, refOutlets, refReasons, refRegions } from './answers/reference.ts';
import {
  bankSsAccount,
  hrssCards,
  hrssCert,
  hrssContrib,
  hrssSkillCerts,
  hrssSkillClaims,
  hrssStock,
  hrssUnempMonths,
  hrssUnits,
} from './answers/social-security.ts';
import { findPerson } from './city-store.ts';
import type { PersonContext, PullContext } from './pull-context.ts';

type ReferencePath = Extract<PullPath, `ref.${string}` | 'med.hospitals' | 'med.years' | 'amr.scope'>;
type PersonPath = Exclude<PullPath, ReferencePath | 'case.detail'>;

const references: { readonly [P in ReferencePath]: (context: PullContext) => Promise<PullData<P> | null> } = {
  'ref.banks': refBanks,
  'ref.outlets': refOutlets,
  'ref.kiosks': refKiosks,
  'ref.regions': refRegions,
  'ref.reasons': refReasons,
  'ref.calendar': refCalendar,
  'med.hospitals': medHospitals,
  'med.years': medYears,
  'amr.scope': amrScope,
};

const ofPerson: { readonly [P in PersonPath]: (context: PersonContext) => Promise<PullData<P> | null> } = {
  'ps.person': psPerson,
  'ps.photo': psPhoto,
  'ps.hukou': psHukou,
  'ps.resPermit': psResPermit,
  'ps.addrReg': psAddrReg,
  'hrss.cards': hrssCards,
  'hrss.stock': hrssStock,
  'hrss.contrib': hrssContrib,
  'hrss.cert': hrssCert,
  'hrss.units': hrssUnits,
  'hrss.skillCerts': hrssSkillCerts,
  'hrss.unempMonths': hrssUnempMonths,
  'hrss.skillClaims': hrssSkillClaims,
  'bank.ssAccount': bankSsAccount,
  'med.cover': medCover,
  'med.arrears': medArrears,
  'med.record': medRecord,
  'med.contrib': medContrib,
  'hc.birthReg': hcBirthReg,
  'hc.birthCert': hcBirthCert,
  'civil.marriage': civilMarriage,
  'amr.nameCheck': amrNameCheck,
  'biz.drafts': bizDrafts,
  'pnr.estate': pnrEstate,
  'pnr.houseLicence': pnrHouseLicence,
  'lease.record': leaseRecord,
  'hpf.account': hpfAccount,
  'hpf.rows': hpfRows,
  'lic.list': licList,
  'lic.data': licData,
  'case.list': caseList,
  'book.places': bookPlaces,
  'book.slots': bookSlots,
};

export type PullAnswer =
  | { readonly status: 'found'; readonly data: unknown }
  /** The register has nothing, or number and name do not belong together: the same answer, so that numbers cannot be tried out. */
  | { readonly status: 'none' }
  /** Somebody must be identified for this. */
  | { readonly status: 'denied' };

/** What a department has to say. Fits `pullSchemas[path]` where something was found. */
export async function answerPull(context: PullContext, { path, person }: PullRequest): Promise<PullAnswer> {
  const who = person === null ? null : { idNumber: person.idNumber.toUpperCase(), name: person.name };
  if (who !== null && !/^[A-Z0-9]+$/.test(who.idNumber)) return { status: 'none' };
  if (path === 'case.detail') {
    const known = who === null ? null : await findPerson(context.deps.sql, who);
    return answered(await caseDetail(context, known?.idNumber ?? null));
  }
  if (isReferencePath(path)) return answered(await references[path](context));
  if (who === null) return { status: 'denied' };
  const known = await findPerson(context.deps.sql, who);
  return known === null ? { status: 'none' } : answered(await ofPerson[path]({ ...context, person: known }));
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
