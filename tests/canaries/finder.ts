/** Bytes to look for. */
export interface Needle {
  /** What was found, in words: never the value itself. */
  readonly what: string;
  readonly bytes: Buffer;
  /** Where the bytes alone do not prove it: looks at what stands around them. */
  readonly fits?: (all: Buffer, at: number) => boolean;
}

export interface Hit {
  readonly what: string;
  /** Byte at which it begins. */
  readonly at: number;
}

/** Needles of so many bytes hold a whole word of four bytes that begins at a multiple of four, wherever they stand; shorter ones a word of two. */
const wordBytes = 4;
const longBytes = 2 * wordBytes - 1;
const bitCount = 1 << 20;

/** Which needles have a word, and how far into them it begins: a table of chains in typed arrays, since a `Map` of numbers above 2^31 takes ten times as long. */
class Starts {
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #word: Uint32Array;
  readonly #offset: Uint8Array;
  readonly #needles: Needle[] = [];

  constructor(count: number) {
    this.#first = new Int32Array(1 << 16).fill(-1);
    this.#next = new Int32Array(count);
    this.#word = new Uint32Array(count);
    this.#offset = new Uint8Array(count);
  }

  add(slot: number, word: number, offset: number, needle: Needle): void {
    const entry = this.#needles.push(needle) - 1;
    this.#next[entry] = this.#first[slot] as number;
    this.#first[slot] = entry;
    this.#word[entry] = word;
    this.#offset[entry] = offset;
  }

  /** Adds what stands there in full. @param wordAt where in `all` the word was seen */
  check(slot: number, word: number, all: Buffer, wordAt: number, hits: Hit[]): void {
    for (let entry = this.#first[slot] as number; entry >= 0; entry = this.#next[entry] as number) {
      if (this.#word[entry] !== word) continue;
      const needle = this.#needles[entry] as Needle;
      const at = wordAt - (this.#offset[entry] as number);
      if (stands(needle, all, at)) hits.push({ what: needle.what, at });
    }
  }
}

/**
 * Looks for thousands of needles at once, some hundred megabytes a second: of long needles every fourth byte is looked at, since each of them has one of its
 * first four words there, and a table of bits says which words begin a needle at all.
 */
export class Finder {
  readonly #bits = new Uint8Array(bitCount / 8);
  readonly #long: Starts;
  readonly #isShort = new Uint8Array(1 << 16);
  readonly #short: Starts;

  constructor(needles: readonly Needle[]) {
    for (const { what, bytes } of needles) if (bytes.length < 3) throw new Error(`${what}: too short to mean anything`);
    const long = needles.filter(({ bytes }) => bytes.length >= longBytes);
    const short = needles.filter(({ bytes }) => bytes.length < longBytes);
    this.#long = new Starts(long.length * wordBytes);
    this.#short = new Starts(short.length * 2);
    for (const needle of long) {
      for (let offset = 0; offset < wordBytes; offset += 1) {
        const word = needle.bytes.readUInt32LE(offset);
        const bit = mix(word);
        this.#bits[bit >>> 3] = (this.#bits[bit >>> 3] as number) | (1 << (bit & 7));
        this.#long.add(bit >>> 4, word, offset, needle);
      }
    }
    for (const needle of short) {
      for (let offset = 0; offset < 2; offset += 1) {
        const word = needle.bytes.readUInt16LE(offset);
        this.#isShort[word] = 1;
        this.#short.add(word, word, offset, needle);
      }
    }
  }

  /** @param limit not many more hits than that are told: one proves a leak */
  find(bytes: Buffer, limit = 64): readonly Hit[] {
    // Words are read where they stand: a piece of a pool may begin anywhere.
    const all = bytes.byteOffset % wordBytes === 0 ? bytes : Buffer.from(Uint8Array.from(bytes).buffer);
    const hits: Hit[] = [];
    const words = new Uint32Array(all.buffer, all.byteOffset, all.length >>> 2);
    const bits = this.#bits;
    const isShort = this.#isShort;
    for (let i = 0; i < words.length; i += 1) {
      const word = words[i] as number;
      if (word === 0) continue;
      const bit = mix(word);
      if (((bits[bit >>> 3] as number) & (1 << (bit & 7))) !== 0) this.#long.check(bit >>> 4, word, all, i * 4, hits);
      const low = word & 0xffff;
      if (isShort[low] === 1) this.#short.check(low, low, all, i * 4, hits);
      const high = word >>> 16;
      if (isShort[high] === 1) this.#short.check(high, high, all, i * 4 + 2, hits);
      if (hits.length >= limit) break;
    }
    // A short one may begin in the last bytes, which are no whole word of four.
    if (all.length % 4 >= 2) {
      const at = all.length - (all.length % 4);
      const word = all.readUInt16LE(at);
      this.#short.check(word, word, all, at, hits);
    }
    return hits;
  }
}

/** Spreads a word over the table of bits. */
const mix = (word: number): number => Math.imul(word, 0x9e3779b1) >>> 12;

function stands({ bytes, fits }: Needle, all: Buffer, at: number): boolean {
  const end = at + bytes.length;
  if (at < 0 || end > all.length || all.compare(bytes, 0, bytes.length, at, end) !== 0) return false;
  return fits === undefined || fits(all, at);
}
