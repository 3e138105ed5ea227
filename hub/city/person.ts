import type { insTypes } from '../../contract/pulls/social-security.ts';

/**
 * One person of the simulated city, with everything that its departments know of them. Synthetic by construction: numbers begin with 440199, which is
 * assigned to no place. Kept as one JSON document per person (`dept_person`); cards stand in `dept_ss_card`. Class C3: never logged.
 *
 * Days are `YYYY-MM-DD`, months `YYYY-MM`, money is fen. What must stay near today, so that it can be tried out in any month, is kept as a distance
 * from today (`…Days`, `…Months`) and becomes a date when it is asked for.
 */
export interface CityPerson {
  /** Opaque name for choosing a member of the household: `li-yun` or `p-000123`. Not the ID number. */
  readonly personId: string;
  readonly idNumber: string;
  readonly name: string;
  readonly sex: 'male' | 'female';
  readonly birthDate: string;
  /** Number on file; empty = none, so that no code can be sent. */
  readonly mobile: string;
  readonly hukou: Hukou;
  readonly householdId: string;
  readonly address: CityAddress;
  /** ID number of the spouse in this city; null = not married, or nobody that the city knows. */
  readonly spouse: string | null;
  /** ID numbers. */
  readonly parents: readonly string[];
  readonly marriage: Marriage | null;
  /** Photo of the population register; null = none that is good enough. */
  readonly photo: { readonly photoId: string; readonly taken: string } | null;
  readonly permit: ResidencePermit | null;
  /** Birth certificates of this person's children. */
  readonly births: readonly { readonly certNo: string; readonly birthDate: string; readonly childName: string }[];
  readonly birthRegistration: BirthRegistration | null;
  readonly work: readonly WorkSpan[];
  /** Last closed months whose contributions are owed. */
  readonly owedMonths: number;
  readonly skills: readonly SkillCertificate[];
  readonly skillClaims: readonly SkillClaim[];
  readonly medical: Medical;
  readonly record: MedicalRecord | null;
  readonly estates: readonly Estate[];
  readonly leases: readonly Lease[];
  readonly fund: Fund | null;
  readonly licences: readonly { readonly licId: string; readonly kind: string; readonly validTo: string }[];
  readonly units: readonly { readonly uscc: string; readonly role: 'legalRep' | 'officer' | 'none' }[];
  /** An application for a first card that is under way: its receipt. */
  readonly pendingCardReceipt: string | null;
  /** Cards at the beginning; from then on `dept_ss_card` knows. */
  readonly cards: readonly CityCard[];
}

export type Hukou = 'guangzhou' | 'guangdong' | 'other';

/** Codes of `ref.regions`; `text` is the whole address in words. */
export interface CityAddress {
  readonly district: string;
  readonly street: string;
  readonly community: string;
  readonly detail: string;
  readonly text: string;
  readonly registered: string;
}

export interface Marriage {
  readonly since: string;
  /** First marriage of both. */
  readonly first: boolean;
  readonly spouseName: string;
  readonly spouseNumber: string;
  readonly spouseHukou: Hukou;
}

export interface ResidencePermit {
  readonly permitNo: string;
  /** Days from today until it ends; it may be endorsed from 30 days before until 60 days after. Negative = over. */
  readonly endsInDays: number;
  /** Set once it was endorsed through this system; goes before `endsInDays`. */
  readonly validTo?: string;
}

export interface BirthRegistration {
  readonly registered: string;
  readonly receiptNo: string;
  readonly order: '1' | '2' | '3';
}

export type InsType = (typeof insTypes)[number];

/** Insured employment without a gap. */
export interface WorkSpan {
  readonly from: string;
  /** Last month; null = goes on. */
  readonly to: string | null;
  readonly unit: string;
  readonly uscc: string;
  /** Base of the first month; it rises by 4 % each January. */
  readonly baseFen: number;
  readonly types: readonly InsType[];
}

export interface SkillCertificate {
  readonly certNo: string;
  readonly occupation: string;
  /** 5 = elementary, 4 = intermediate, 3 = advanced. */
  readonly level: '3' | '4' | '5';
  readonly issuedDaysAgo: number;
}
export interface SkillClaim {
  readonly certNo: string;
  readonly occupation: string;
  readonly level: '3' | '4' | '5';
  /** Year of the claim, `YYYY`. */
  readonly year: string;
}

export interface Medical {
  /** `employee` follows from the present employment; this says what else there is. */
  readonly kind: 'none' | 'resident';
  /** Years in which residents' insurance was or will be paid, ascending. */
  readonly residentYears: readonly string[];
  /** First month without residents' insurance, `YYYY-MM`, where somebody has ended it (S13); left out = nobody has. */
  readonly stopsFrom?: string;
  /** Enrolled by school or kindergarten, not by the family. */
  readonly bySchool: boolean;
  /** Publicly aided: the city pays. */
  readonly aided: boolean;
  /** Shut out of the present window, whatever the day. */
  readonly closed: boolean;
  readonly arrears: { readonly months: number; readonly fen: number };
}

/** What insured people may change themselves (S14). `version` rises with every change. */
export interface MedicalRecord {
  readonly version: number;
  readonly mobile: string;
  readonly address: string;
  readonly bankCode: string | null;
  readonly accountLast4: string | null;
  readonly hospitalId: string;
}

export interface Estate {
  readonly licId: string;
  readonly district: string;
  readonly address: string;
  readonly use: 'commercial' | 'residential' | 'office';
}
export interface Lease {
  readonly licId: string;
  readonly district: string;
  readonly address: string;
  readonly until: string;
}

export interface Fund {
  readonly accountLast4: string;
  readonly since: string;
  readonly monthlyFen: number;
  readonly state: 'active' | 'sealed';
  readonly unit: string;
  /** Months ago, and how much was taken out. */
  readonly withdrawn: readonly { readonly monthsAgo: number; readonly fen: number }[];
}

export interface CityCard {
  readonly cardId: string;
  /** Synthetic (9999…), right by Luhn; also the account number. */
  readonly cardNumber: string;
  readonly bankCode: string;
  readonly issued: string;
  readonly state: 'normal' | 'tempLoss' | 'formalLoss' | 'cancelled' | 'inProduction' | 'inactive' | 'expired';
  readonly step: number | null;
  readonly pickPlace: string | null;
  readonly generation: 2 | 3;
  readonly replaced: boolean;
}

/** A company of the simulated city. */
export interface CityCompany {
  readonly uscc: string;
  readonly nameZh: string;
  /** 字号, by which names are compared. */
  readonly core: string;
  readonly district: string;
  /** People whose contributions it pays. */
  readonly insured: number;
}

export interface City {
  readonly people: readonly CityPerson[];
  readonly companies: readonly CityCompany[];
}
