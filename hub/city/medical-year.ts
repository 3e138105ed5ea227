/**
 * Residents' medical insurance by the calendar: from September to December the next year is open, from January to March the present one for the late;
 * from April to August nothing is (docs/domain/catalogue.md, S12; assumed).
 */
export interface MedicalYears {
  /** null = outside the window. */
  readonly open: string | null;
  /** The year that somebody who enrols would be covered for, open or not. */
  readonly target: string;
  readonly current: string;
  /** Last day to pay for `target`; before the window, of the coming one. */
  readonly payBy: string;
}

/** Years of the residents' medical insurance around this day: which one may be paid for, which one counts now, until when. */
export function medicalYears(today: string): MedicalYears {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const current = String(year);
  const next = String(year + 1);
  if (month >= 9) return { open: next, target: next, current, payBy: `${current}-12-31` };
  if (month <= 3) return { open: current, target: current, current, payBy: `${current}-03-31` };
  return { open: null, target: next, current, payBy: `${current}-12-31` };
}

export type ResidentCategory = 'minor' | 'student' | 'adult' | 'elder' | 'aided';

/** Derived, never asked online: aid goes before age. */
export function residentCategory(
  age: number,
  flags: { readonly bySchool: boolean; readonly aided: boolean },
): ResidentCategory {
  if (flags.aided) return 'aided';
  if (flags.bySchool) return 'student';
  return age < 18 ? 'minor' : age >= 60 ? 'elder' : 'adult';
}

/** Yearly price in fen; the city pays for those it aids. Placeholders. */
export const residentPrices: Readonly<Record<ResidentCategory, number>> = {
  minor: 42_000,
  student: 42_000,
  adult: 54_600,
  elder: 54_600,
  aided: 0,
};

/** Whether residents' insurance counts in a month, `YYYY-MM`: an end that was applied for is one from its month on. */
export const isResidentInsured = (
  { kind, stopsFrom }: { readonly kind: 'none' | 'resident'; readonly stopsFrom?: string },
  month: string,
): boolean => kind === 'resident' && (stopsFrom === undefined || month < stopsFrom);

/** Whether residents' insurance of this year was enrolled for and not ended before the year is over. */
export const isEnrolledFor = (
  { residentYears, stopsFrom }: { readonly residentYears: readonly string[]; readonly stopsFrom?: string },
  year: string,
): boolean => residentYears.includes(year) && (stopsFrom === undefined || `${year}-12` < stopsFrom);
