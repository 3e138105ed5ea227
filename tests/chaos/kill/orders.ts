/** What a working machine is told when it may begin. */
export interface DayOrder {
  readonly dataDir: string;
  readonly hubUrl: string;
  readonly seed: number;
  /** Number of this process among those of the day. */
  readonly life: string;
  readonly people: readonly { readonly name: string; readonly idNumber: string }[];
}
