/**
 * Which of the readers may be ours. Pure.
 * @param wanted name from the configuration; empty = whichever there is. With or without the two numbers that PC/SC lite puts behind a name
 *   (`Virtual PCD 00 01`): they count readers and slots and may change when readers are plugged in another order
 * @returns whole names; more than one is one too many, since guessing could read the wrong person's card
 */
export function fittingReaders(wanted: string, names: readonly string[]): readonly string[] {
  if (wanted === '') return names;
  if (names.includes(wanted)) return [wanted];
  return names.filter((name) => name.replace(/ [0-9A-F]{2} [0-9A-F]{2}$/, '') === wanted);
}
