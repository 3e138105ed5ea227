/**
 * Bytes of a profile value such as `16 54 0D`: pairs of hexadecimal digits, blanks between them allowed. Commands of scanners are data in the
 * profile, not code (docs/protocols/scanner-and-hid.md, section 1). Throws RangeError: a profile that does not parse is a mistake of configuration,
 * found when the device is made and not when it is used.
 */
export function bytesOfHex(text: string): Uint8Array {
  const compact = text.replaceAll(/\s/g, '');
  if (compact === '' || compact.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(compact)) {
    throw new RangeError(`not a string of hexadecimal bytes: ${text.slice(0, 60)}`);
  }
  return Uint8Array.from({ length: compact.length / 2 }, (_, i) =>
    Number.parseInt(compact.slice(2 * i, 2 * i + 2), 16),
  );
}
