const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * UUID version 7 (RFC 9562 §5.7): 48-bit millisecond prefix, then random bits. Used as message id, so that the hub can partition
 * and order by it.
 * @param unixMs wall clock; the caller guards against a clock before the build time
 * @param random ten random bytes
 */
export function uuid7(unixMs: number, random: Uint8Array): string {
  if (random.length < 10) throw new Error('uuid7 needs ten random bytes');
  const ms = Math.floor(unixMs).toString(16).padStart(12, '0').slice(-12);
  const hex = (at: number) => hexOf[random[at] ?? 0] ?? '';
  const version = hexOf[0x70 | ((random[0] ?? 0) & 0x0f)] ?? '';
  const variant = hexOf[0x80 | ((random[2] ?? 0) & 0x3f)] ?? '';
  const tail = hex(4) + hex(5) + hex(6) + hex(7) + hex(8) + hex(9);
  return `${ms.slice(0, 8)}-${ms.slice(8)}-${version}${hex(1)}-${variant}${hex(3)}-${tail}`;
}

/** The millisecond prefix of a UUIDv7. */
export function uuid7Ms(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

export const uuid7Pattern = '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$';
