/** Name field of the ID chip: 30 bytes UCS-2; a longer name is cut there. */
const chipNameUnits = 15;

/**
 * Same characters after Unicode normalisation; chips pad with blanks. A name that fills the chip's field may have been cut, so it needs only be the
 * beginning of the registered one: people with long names get the same service.
 */
export function isSameName(registered: string, given: string): boolean {
  const [full, read] = [registered.normalize('NFC').trim(), given.normalize('NFC').trim()];
  return full === read || (read.length === chipNameUnits && full.startsWith(read));
}
