/** Opus counts in 48,000ths of a second, whatever was recorded (RFC 7845 §4). */
const ticksPerMs = 48;

/** Length of an Ogg Opus file in milliseconds: position of its last page without the pre-skip of its head. Throws where it is none. */
export function oggOpusMs(file: Buffer): number {
  const head = file.indexOf('OpusHead', 0, 'latin1');
  const last = file.lastIndexOf('OggS', undefined, 'latin1');
  if (head < 0 || last < 0) throw new Error('no Ogg Opus file');
  const preSkip = file.readUInt16LE(head + 10);
  return Math.max(1, Math.round((Number(file.readBigUInt64LE(last + 6)) - preSkip) / ticksPerMs));
}
