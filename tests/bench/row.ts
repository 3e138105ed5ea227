/** One figure of `npm run bench`. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Upper limit; with `isAtLeast` the lower one. */
  readonly budget: number;
  readonly isAtLeast?: true;
  /** What it was measured against, in the same run. */
  readonly baseline: string;
}
