/** A symbol version that a program asks of a library: `GLIBC_2.28` of `libc.so.6`. */
export interface WantedVersion {
  readonly library: string;
  readonly version: string;
}

/** What a program or library for Linux says of itself. */
export interface Elf {
  /** Processor as npm and Node name it; `other` for any that no release is made for. */
  readonly cpu: 'x64' | 'arm64' | 'other';
  /** Libraries that the loader must find before it starts (DT_NEEDED), in their order. */
  readonly needed: readonly string[];
  /** Its own name as a library (DT_SONAME). */
  readonly name: string | null;
  readonly versions: readonly WantedVersion[];
}

const magic = 0x7f454c46;
const dynamicSection = 6;
const wantedVersionsSection = 0x6ffffffe;
const tags = { end: 0, needed: 1, name: 14 } as const;
const machines: Readonly<Record<number, Elf['cpu']>> = { 62: 'x64', 183: 'arm64' };

/**
 * Reads a whole ELF file of 64 bits, low byte first, as both processors have it. Pure.
 *
 * Source: System V ABI, “ELF-64 Object File Format” (headers, sections, dynamic); Linux Standard Base Core, “Symbol Versioning” (`.gnu.version_r`).
 * @returns null when these bytes are no such file. Throws RangeError where one is cut.
 */
export function readElf(bytes: Buffer): Elf | null {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== magic || bytes[4] !== 2 || bytes[5] !== 1) return null;
  const [needed, versions]: [string[], WantedVersion[]] = [[], []];
  let name: string | null = null;
  const sections = sectionsOf(bytes);
  const text = (table: Section | undefined, offset: number): string => {
    const from = (table?.offset ?? 0) + offset;
    return bytes.toString('latin1', from, bytes.indexOf(0, from));
  };
  for (const section of sections) {
    const strings = sections[section.link];
    if (section.type === dynamicSection) {
      for (let at = section.offset; at < section.offset + section.size; at += 16) {
        const tag = Number(bytes.readBigInt64LE(at));
        const value = Number(bytes.readBigUInt64LE(at + 8));
        if (tag === tags.end) break;
        if (tag === tags.needed) needed.push(text(strings, value));
        if (tag === tags.name) name = text(strings, value);
      }
    }
    if (section.type === wantedVersionsSection)
      versions.push(...wantedVersions(bytes, section, (at) => text(strings, at)));
  }
  return { cpu: machines[bytes.readUInt16LE(18)] ?? 'other', needed, name, versions };
}

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  /** Index of the section with its strings. */
  readonly link: number;
}

function sectionsOf(bytes: Buffer): readonly Section[] {
  const [start, entrySize, count] = [Number(bytes.readBigUInt64LE(40)), bytes.readUInt16LE(58), bytes.readUInt16LE(60)];
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * entrySize;
    return {
      type: bytes.readUInt32LE(at + 4),
      offset: Number(bytes.readBigUInt64LE(at + 24)),
      size: Number(bytes.readBigUInt64LE(at + 32)),
      link: bytes.readUInt32LE(at + 40),
    };
  });
}

/** Chain of libraries (Elf64_Verneed), each with a chain of versions (Elf64_Vernaux); steps are counted from the entry itself, 0 ends. */
function wantedVersions(
  bytes: Buffer,
  { offset }: Section,
  text: (offset: number) => string,
): readonly WantedVersion[] {
  const found: WantedVersion[] = [];
  for (let at = offset, next = -1; next !== 0; at += next) {
    const library = text(bytes.readUInt32LE(at + 4));
    for (let one = at + bytes.readUInt32LE(at + 8), step = -1; step !== 0; one += step) {
      found.push({ library, version: text(bytes.readUInt32LE(one + 8)) });
      step = bytes.readUInt32LE(one + 12);
    }
    next = bytes.readUInt32LE(at + 12);
  }
  return found;
}
