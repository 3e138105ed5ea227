interface Entry<Fault, Target> {
  readonly fault: Fault;
  /** The command that it waits for; undefined = whatever comes next. */
  readonly on: Target | undefined;
  times: number;
}

/** Faults that a simulator shall show, oldest first, each until it has shown so many times. */
export class FaultList<Fault, Target extends string> {
  #entries: Entry<Fault, Target>[] = [];

  /** @param o.times default 1; `Infinity` = until `clear` */
  add(fault: Fault, o: { readonly on?: Target | undefined; readonly times?: number | undefined } = {}): void {
    this.#entries.push({ fault, on: o.on, times: o.times ?? 1 });
  }

  clear(): void {
    this.#entries = [];
  }

  /** Those still to come. */
  waiting(): readonly Readonly<Entry<Fault, Target>>[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  /** The fault that this command meets, if any; it counts as shown. */
  take(command: Target | null): Fault | null {
    const entry = this.#entries.find(({ on }) => on === undefined || on === command);
    if (entry === undefined) return null;
    entry.times -= 1;
    if (entry.times <= 0) this.#entries = this.#entries.filter((other) => other !== entry);
    return entry.fault;
  }
}
