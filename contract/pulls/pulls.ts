import type { Static } from 'typebox';
import { amrNameCheck, amrScope, bizDrafts } from './business.ts';
import { bookPlaces, bookSlots, caseDetail, caseList } from './cases.ts';
import { hpfAccount, hpfRows, leaseRecord, pnrEstate, pnrHouseLicence } from './estate-funds.ts';
import { medArrears, medContrib, medCover, medHospitals, medRecord, medYears } from './medical.ts';
import {
  civilMarriage,
  hcBirthCert,
  hcBirthReg,
  licData,
  licList,
  psAddrReg,
  psHukou,
  psPerson,
  psPhoto,
  psResPermit,
} from './person.ts';
import { refBanks, refCalendar, refKiosks, refOutlets, refReasons, refRegions } from './reference.ts';
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
} from './social-security.ts';

/**
 * Everything that a machine may fetch, by the path that items use (docs/domain/catalogue.md §1.5). `data` of a reply is checked against the schema of
 * its path at the machine; what does not fit is treated as `timeout`, never shown.
 */
export const pullSchemas = {
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
  'med.hospitals': medHospitals,
  'med.years': medYears,
  'hc.birthReg': hcBirthReg,
  'hc.birthCert': hcBirthCert,
  'civil.marriage': civilMarriage,
  'amr.nameCheck': amrNameCheck,
  'amr.scope': amrScope,
  'biz.drafts': bizDrafts,
  'pnr.estate': pnrEstate,
  'pnr.houseLicence': pnrHouseLicence,
  'lease.record': leaseRecord,
  'hpf.account': hpfAccount,
  'hpf.rows': hpfRows,
  'lic.list': licList,
  'lic.data': licData,
  'case.list': caseList,
  'case.detail': caseDetail,
  'book.places': bookPlaces,
  'book.slots': bookSlots,
  'ref.banks': refBanks,
  'ref.outlets': refOutlets,
  'ref.kiosks': refKiosks,
  'ref.regions': refRegions,
  'ref.reasons': refReasons,
  'ref.calendar': refCalendar,
} as const;
export type PullPath = keyof typeof pullSchemas;
export type PullData<P extends PullPath> = Static<(typeof pullSchemas)[P]>;
export const pullPaths = Object.keys(pullSchemas) as readonly PullPath[];
/** Reference lists need nobody and may be cached at the machine. */
export const isReference = (path: PullPath): boolean =>
  path.startsWith('ref.') || path === 'med.hospitals' || path === 'med.years' || path === 'amr.scope';
