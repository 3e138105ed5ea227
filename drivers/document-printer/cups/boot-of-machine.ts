import { readFileSync } from 'node:fs';

/** What the kernel calls this start of the machine (Linux); null where it says nothing. Read by `yitiji-once.sh` in the same words. */
export function bootOfMachine(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return null; // another system: jobs carry no mark, and none is looked at
  }
}
