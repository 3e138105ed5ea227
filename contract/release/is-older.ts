/** `0.9.12` is older than `0.10.0`. What is no version is not older than anything. Pure. */
export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string) => /^(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number);
  const [one, two] = [numbers(version), numbers(than)];
  if (one === undefined || two === undefined) return false;
  const at = one.findIndex((number, index) => number !== two[index]);
  return at >= 0 && (one[at] ?? 0) < (two[at] ?? 0);
}
