/**
 * Cuts a value into the groups in which people read it aloud, for example a mobile number as 3-4-4. What lies past the last group forms one more.
 * Joined again, the groups are the value.
 */
export function groupDigits(value: string, groups: readonly number[]): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  for (const size of groups) {
    if (at >= value.length) break;
    parts.push(value.slice(at, at + size));
    at += size;
  }
  if (at < value.length) parts.push(value.slice(at));
  return parts;
}

/** The groups of a receipt number (`TH0017-261123-0042-3`), which already carries its own hyphens. */
export function receiptGroups(number: string): readonly string[] {
  return number.split('-').filter((part) => part !== '');
}

/**
 * Places still empty in each group, so that the field shows how much is missing: as many places as may be typed, whatever the groups would hold.
 * @returns for each group its typed characters and the count of empty places; groups in which nothing may be typed are left out
 */
export function fieldGroups(
  value: string,
  groups: readonly number[],
  maxLength: number,
): readonly { readonly typed: string; readonly empty: number }[] {
  const places: { readonly typed: string; readonly empty: number }[] = [];
  let at = 0;
  for (const size of [...groups, maxLength]) {
    const held = Math.min(size, maxLength - at);
    if (held <= 0) break;
    const typed = value.slice(at, at + held);
    places.push({ typed, empty: held - typed.length });
    at += held;
  }
  return places;
}

/**
 * Puts one key of the pad behind the value; refuses what does not fit (too long, X before the last place).
 * @param isRefused  the value was handed in as it stands and not taken. Where it fills the field, a digit begins it anew: whoever types a new code is not to type into the void. Taking back mends the old one.
 */
export function typeKey(
  value: string,
  key: string,
  limits: { maxLength: number; allowX: boolean },
  isRefused = false,
): string {
  if (value.length >= limits.maxLength) return isRefused && /^[0-9]$/.test(key) ? key : value;
  if (/^[0-9]$/.test(key)) return value + key;
  // The check character of an identity number is the only place of an X (GB 11643).
  if (key === 'X' && limits.allowX && value.length === limits.maxLength - 1) return `${value}X`;
  return value;
}
