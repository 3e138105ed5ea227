/**
 * Cuts the byte stream of a host into ESC/POS commands, as a printer for the Chinese market does. Written from the command tables and
 * apart from the encoder, so that the two can prove each other. Unknown bytes are counted and skipped, never fatal.
 */
export type EscposCommand =
  /** A command: `ESC a`, `GS v`, …; `args` are its parameter bytes, `data` the bytes of a picture or code. */
  | { readonly kind: 'command'; readonly name: string; readonly args: readonly number[]; readonly data: Uint8Array }
  /** One character of text. `\uFFFD`: a code that is not in the printer's font. */
  | { readonly kind: 'text'; readonly text: string; readonly columns: 1 | 2 }
  | { readonly kind: 'lineFeed' }
  /** Bytes that mean nothing to this printer. */
  | { readonly kind: 'junk'; readonly bytes: number };

/** Parameter bytes of the commands with a fixed length. */
const fixed: Readonly<Record<string, number>> = {
  'ESC @': 0,
  'ESC a': 1,
  'ESC E': 1,
  'ESC -': 1,
  'ESC 2': 0,
  'ESC 3': 1,
  'ESC d': 1,
  'ESC J': 1,
  'ESC $': 2,
  'ESC \\': 2,
  'ESC t': 1,
  'ESC R': 1,
  'ESC M': 1,
  'ESC  ': 1,
  'ESC {': 1,
  'ESC c': 2,
  'ESC p': 3,
  'ESC i': 0,
  'ESC m': 0,
  'FS &': 0,
  'FS .': 0,
  'FS !': 1,
  'FS -': 1,
  'FS S': 2,
  'FS W': 1,
  'FS C': 1,
  'GS !': 1,
  'GS B': 1,
  'GS L': 2,
  'GS W': 2,
  'GS a': 1,
  'GS r': 1,
  'GS I': 1,
  'GS h': 1,
  'GS w': 1,
  'GS H': 1,
  'GS f': 1,
};

const prefixes: Readonly<Record<number, string>> = { 27: 'ESC', 28: 'FS', 29: 'GS' };

/** Largest command that the printer takes; a longer announced length is junk, so that memory stays bounded. */
const maxCommandBytes = 65_536;

/** Pairs that the WHATWG table has and a CP936 font has not. */
function isMissingInFont(code: number): boolean {
  if (code >= 0xfe50) return true;
  return (
    [0xa2e3, 0xa8bc, 0xa8bf, 0xa6ec, 0xa6ed, 0xa6f3].includes(code) ||
    inRange(code, 0xa6d9, 0xa6df) ||
    inRange(code, 0xa989, 0xa995)
  );
}

export class EscposParser {
  #buffer: number[] = [];
  #from = 0;
  #isChinese: boolean;
  readonly #startsInChineseMode: boolean;
  readonly #presentHasSteps: boolean;
  readonly #gbk = new TextDecoder('gbk');

  /**
   * @param startsInChineseMode printers for export begin with Chinese mode off, and so do they after `ESC @`
   * @param presentHasSteps `GS e 3` carries a number of steps (CUSTOM KPM) or not (CUSTOM TPTCM)
   */
  constructor(startsInChineseMode = false, presentHasSteps = false) {
    this.#presentHasSteps = presentHasSteps;
    this.#startsInChineseMode = startsInChineseMode;
    this.#isChinese = startsInChineseMode;
  }

  /** Bytes that wait for the rest of their command. */
  get waitingBytes(): number {
    return this.#buffer.length - this.#from;
  }

  push(bytes: Iterable<number>): void {
    for (const byte of bytes) this.#buffer.push(byte);
  }

  /** Forgets everything that has not been worked through. */
  clear(): void {
    this.#buffer = [];
    this.#from = 0;
  }

  /** Takes the next whole command, or null when more bytes are needed. */
  next(): { readonly command: EscposCommand; readonly bytes: number } | null {
    const length = this.#length();
    if (length === null) return null;
    const raw = this.#buffer.slice(this.#from, this.#from + length);
    this.#from += length;
    if (this.#from > 4096) {
      this.#buffer = this.#buffer.slice(this.#from);
      this.#from = 0;
    }
    return { command: this.#decode(raw), bytes: length };
  }

  /** Bytes of the command at the front of the buffer; null = not all there yet. */
  #length(): number | null {
    const [first, second, third] = this.#buffer.slice(this.#from, this.#from + 3);
    if (first === undefined) return null;
    const prefix = prefixes[first];
    if (prefix === undefined) {
      if (first < 0x81 || first > 0xfe || !this.#isChinese) return 1;
      if (second === undefined) return null;
      // A lead byte that cannot be paired is dropped; what follows is read afresh, which turns four-byte codes into digits.
      return second >= 0x40 && second <= 0xfe && second !== 0x7f ? 2 : 1;
    }
    if (second === undefined) return null;
    const name = `${prefix} ${String.fromCharCode(second)}`;
    const parameters = fixed[name];
    const length = parameters === undefined ? this.#variableLength(name, third) : 2 + parameters;
    if (length === null) return null;
    if (length > maxCommandBytes) return 2;
    return this.waitingBytes >= length ? length : null;
  }

  #variableLength(name: string, third: number | undefined): number | null {
    const at = (index: number): number | undefined => this.#buffer[this.#from + index];
    const word = (index: number): number => (at(index) ?? 0) + 256 * (at(index + 1) ?? 0);
    if (third === undefined) return null;
    switch (name) {
      case 'ESC *':
        return at(4) === undefined ? null : 5 + word(3) * (third >= 32 ? 3 : 1);
      case 'GS e':
        return third === 3 && this.#presentHasSteps ? 4 : 3;
      case 'GS R':
        return third === 0x31 ? 4 : 3;
      case 'GS V':
        return third === 65 || third === 66 ? 4 : 3;
      case 'GS v':
        return at(7) === undefined ? null : 8 + word(4) * word(6);
      case 'GS (':
      case 'FS (':
        return at(4) === undefined ? null : 5 + word(3);
      case 'GS k': {
        if (third >= 65) return at(3) === undefined ? null : 4 + (at(3) ?? 0);
        const end = this.#buffer.indexOf(0, this.#from + 3);
        return end < 0 ? (this.waitingBytes > 256 ? 2 : null) : end + 1 - this.#from;
      }
      default:
        return 2;
    }
  }

  #decode(raw: readonly number[]): EscposCommand {
    const [first = 0, second = 0] = raw;
    const prefix = prefixes[first];
    if (prefix !== undefined) return this.#decodeCommand(`${prefix} ${String.fromCharCode(second)}`, raw);
    if (first === 0x0a) return { kind: 'lineFeed' };
    // NUL and other control characters do nothing on a printer.
    if (first < 0x20 || first === 0x7f) return { kind: 'junk', bytes: 0 };
    if (first < 0x7f) return { kind: 'text', text: String.fromCharCode(first), columns: 1 };
    if (raw.length === 1)
      return this.#isChinese ? { kind: 'junk', bytes: 1 } : { kind: 'text', text: '\uFFFD', columns: 1 };
    const text = this.#gbk.decode(Uint8Array.from(raw));
    const isPrinted =
      !isMissingInFont(first * 256 + second) && !/[\uFFFD\u{E000}-\u{F8FF}]/u.test(text) && text.length === 1;
    return { kind: 'text', text: isPrinted ? text : '\uFFFD', columns: 2 };
  }

  #decodeCommand(name: string, raw: readonly number[]): EscposCommand {
    const headers: Readonly<Record<string, number>> = { 'ESC *': 5, 'GS v': 8, 'GS k': (raw[2] ?? 0) >= 65 ? 4 : 3 };
    if (fixed[name] === undefined && headers[name] === undefined && !/^(GS V|GS e|GS R|GS \(|FS \()$/.test(name)) {
      return { kind: 'junk', bytes: raw.length };
    }
    if (raw.length === 2 && fixed[name] !== 0) return { kind: 'junk', bytes: 2 };
    if (name === 'ESC @') this.#isChinese = this.#startsInChineseMode;
    if (name === 'FS &') this.#isChinese = true;
    if (name === 'FS .') this.#isChinese = false;
    const header = headers[name] ?? raw.length;
    return { kind: 'command', name, args: raw.slice(2, header), data: Uint8Array.from(raw.slice(header)) };
  }
}

function inRange(code: number, from: number, to: number): boolean {
  return code >= from && code <= to;
}
