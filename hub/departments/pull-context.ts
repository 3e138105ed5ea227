import type { PullPath } from '../../contract/pulls/pulls.ts';
import type { HubDeps } from '../deps.ts';
import type { StoredPerson } from './city-store.ts';
import type { DepartmentCode } from './faults.ts';

/** Of all that the hub has, what answers need. */
export type PullDeps = Pick<HubDeps, 'sql' | 'keys' | 'clock'>;

/** What an answer is made from. */
export interface PullContext {
  readonly deps: PullDeps;
  readonly deviceId: string;
  /** `TH0017`; empty when the machine is not known. */
  readonly kiosk: string;
  /** Day of the city. */
  readonly today: string;
  readonly params: Readonly<Record<string, string>>;
}
/** For pulls about a person: number and name were found to belong together. */
export interface PersonContext extends PullContext {
  readonly person: StoredPerson;
}

/** First of these parameters that is there; machines send their own names of answers too. Text that no database takes counts as absent. */
export function param(params: Readonly<Record<string, string>>, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = params[name];
    if (value !== undefined && value !== '' && !value.includes('\0')) return value;
  }
  return null;
}

/** Which department answers a path. */
export const pathSource: Readonly<Record<PullPath, DepartmentCode>> = {
  'ps.person': 'gz.ps',
  'ps.photo': 'gz.ps',
  'ps.hukou': 'gz.ps',
  'ps.resPermit': 'gz.ps',
  'ps.addrReg': 'gz.ps',
  'hrss.cards': 'gz.hrss',
  'hrss.stock': 'gz.hrss',
  'hrss.contrib': 'gz.hrss',
  'hrss.cert': 'gz.hrss',
  'hrss.units': 'gz.hrss',
  'hrss.skillCerts': 'gz.hrss',
  'hrss.unempMonths': 'gz.hrss',
  'hrss.skillClaims': 'gz.hrss',
  'bank.ssAccount': 'gz.bank',
  'med.cover': 'gz.med',
  'med.arrears': 'gz.tax',
  'med.record': 'gz.med',
  'med.contrib': 'gz.med',
  'med.hospitals': 'gz.med',
  'med.years': 'gz.med',
  'hc.birthReg': 'gz.hc',
  'hc.birthCert': 'gz.hc',
  'civil.marriage': 'gz.civil',
  'amr.nameCheck': 'gz.amr',
  'amr.scope': 'gz.amr',
  'biz.drafts': 'gz.amr',
  'pnr.estate': 'gz.pnr',
  'pnr.houseLicence': 'gz.pnr',
  'lease.record': 'gz.street',
  'hpf.account': 'gz.hpf',
  'hpf.rows': 'gz.hpf',
  'lic.list': 'gz.data',
  'lic.data': 'gz.data',
  'case.list': 'gz.data',
  'case.detail': 'gz.data',
  'book.places': 'gz.data',
  'book.slots': 'gz.data',
  'ref.banks': 'gz.data',
  'ref.outlets': 'gz.data',
  'ref.kiosks': 'gz.data',
  'ref.regions': 'gz.data',
  'ref.reasons': 'gz.data',
  'ref.calendar': 'gz.data',
};
