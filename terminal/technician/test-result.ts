import type { DeviceError, ErrorCode, Outcome } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';

/** The number that was measured, or the names of what was found: a text `tech.found.…` and what stands in it. Never of a person. */
export interface Found {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Names for the place `{list}` of the text, by their own texts `<prefix>.<name>`. */
  readonly list?: { readonly prefix: string; readonly names: readonly string[] };
}

/** How one test ended. `outcome`, `code`: of the device, for the word and the remedy. No test says what stood on a card. */
export interface TestResult {
  readonly verdict: 'pass' | 'warn' | 'fail';
  readonly outcome: Outcome;
  readonly code: ErrorCode | null;
  readonly found: Found | null;
}

/** The last end of a test, kept over restarts. */
export interface LastTest extends TestResult {
  /** Trusted wall clock, milliseconds. */
  readonly atMs: number;
  /** Staff number. */
  readonly by: string;
}

export const absent: TestResult = { verdict: 'fail', outcome: 'notStarted', code: 'E_NO_DEVICE', found: null };
export const gaveUp: TestResult = { verdict: 'fail', outcome: 'notDone', code: 'E_CANCELLED', found: null };
export const tooLate: TestResult = { verdict: 'fail', outcome: 'notDone', code: 'E_TIMEOUT', found: null };

/** A test that has shown what it should. */
export function passed(found: Found | null = null): TestResult {
  return { verdict: 'pass', outcome: 'done', code: null, found };
}

/** It works, and something about it must be looked at. */
export function warned(found: Found): TestResult {
  return { verdict: 'warn', outcome: 'done', code: null, found };
}

/** A test that has not. @param outcome what may have happened meanwhile */
export function failed(code: ErrorCode | null, found: Found | null = null, outcome: Outcome = 'notDone'): TestResult {
  return { verdict: 'fail', outcome, code, found };
}

/** An act that nobody can say the end of is no failure that is known. */
export function ofOutcome(outcome: Outcome, code: ErrorCode | null, found: Found | null = null): TestResult {
  if (outcome === 'done') return passed(found);
  return { verdict: outcome === 'indeterminate' ? 'warn' : 'fail', outcome, code, found: null };
}

/** Result of a test by what the device answered. */
export function ofResult<T>(result: Result<T, DeviceError>, found: (value: T) => Found | null): TestResult {
  return result.ok ? passed(found(result.value)) : ofOutcome(result.error.outcome, result.error.code);
}
