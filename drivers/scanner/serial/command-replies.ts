/**
 * How a model answers commands (rule S5: told apart by the first bytes, never handed on as scans):
 * - `none` – it does not, or nobody knows how;
 * - `newland` – `02 01 30 30 30 30`, the command with a verdict before each `,` or `;`, `03` (also Sunmi);
 * - `honeywell` – the command with a verdict before each `,`, `;`, `.` or `!`, and no mark at its beginning: recognised only while one is awaited;
 * - `oem` – `02 00 00`, length, data, two bytes of checksum (engines with commands `7E 00 …`).
 *
 * Older Newland units answer with `@`, `!`, `?` and `^` in front, which codes may begin with: they are driven without replies.
 * Source: docs/protocols/scanner-and-hid.md, section 1, table of strings.
 */
export type ReplyStyle = 'none' | 'newland' | 'honeywell' | 'oem';

/** The worst verdict in the reply; `none` = the reply holds none. */
export type Verdict = 'ok' | 'badValue' | 'unknownCommand' | 'none';

export interface CommandReply {
  readonly verdict: Verdict;
  /** Six characters of tag and subtag (`SCNTRG`), or '' where the style has none. */
  readonly tag: string;
}

export type Piece =
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'reply'; readonly reply: CommandReply };

/** Longest reply; more is no reply, or one that lost its end. Replies to whole queries can be some hundred bytes. */
export const maxReplyBytes = 512;

const prefixes: Readonly<Record<ReplyStyle, readonly number[]>> = {
  none: [],
  newland: [0x02, 0x01, 0x30, 0x30, 0x30, 0x30],
  honeywell: [],
  oem: [0x02, 0x00, 0x00],
};

const ack = 0x06;
const nak = 0x15;
const enq = 0x05;

/**
 * Takes replies out of the stream of a scanner, wherever they stand, even in the middle of a scan. Pure; everything else comes out in order as
 * data. A beginning that turns out to be none is data, too.
 */
export class ReplySplitter {
  readonly #style: ReplyStyle;
  readonly #prefix: readonly number[];
  #held: number[] = [];
  #isExpecting = false;

  constructor(style: ReplyStyle) {
    this.#style = style;
    this.#prefix = prefixes[style];
  }

  /** Bytes of a possible reply. */
  get buffered(): number {
    return this.#held.length;
  }

  /**
   * For `honeywell`: bytes are a reply only between `expect(true)` and `expect(false)`. What came in between and is none is forgotten: answers are
   * awaited only while no window is open, so it was nobody's scan.
   */
  expect(isExpecting: boolean): void {
    this.#isExpecting = isExpecting;
    if (this.#style === 'honeywell') this.reset();
  }

  push(bytes: Uint8Array): Piece[] {
    if (this.#style === 'none') return bytes.length === 0 ? [] : [{ type: 'data', bytes: bytes.slice() }];
    const pieces: Piece[] = [];
    let data: number[] = [];
    const release = (more: readonly number[]) => {
      for (const byte of more) data.push(byte);
    };
    for (const byte of bytes) {
      const reply = this.#take(byte, release);
      if (reply === null) continue;
      if (data.length > 0) pieces.push({ type: 'data', bytes: Uint8Array.from(data) });
      data = [];
      pieces.push({ type: 'reply', reply });
    }
    if (data.length > 0) pieces.push({ type: 'data', bytes: Uint8Array.from(data) });
    return pieces;
  }

  /** Nothing more came: a mere beginning was data; a reply without its end is dropped, since a reply never becomes a scan. */
  flush(): Piece[] {
    const held = this.#held;
    this.#held = [];
    if (held.length === 0) return [];
    const isCutReply = held.length >= this.#prefix.length;
    return isCutReply ? [] : [{ type: 'data', bytes: Uint8Array.from(held) }];
  }

  reset(): void {
    this.#held = [];
  }

  #take(byte: number, release: (bytes: readonly number[]) => void): CommandReply | null {
    if (this.#style === 'honeywell' && !this.#isExpecting) {
      release([byte]);
      return null;
    }
    if (this.#held.length < this.#prefix.length && byte !== this.#prefix[this.#held.length]) {
      release(this.#held);
      this.#held = byte === this.#prefix[0] ? [byte] : [];
      if (this.#held.length === 0) release([byte]);
      return null;
    }
    this.#held.push(byte);
    const held = this.#held;
    if (isComplete(this.#style, held)) {
      this.#held = [];
      return replyOf(this.#style, held);
    }
    if (held.length > maxReplyBytes) this.#held = [];
    return null;
  }
}

function isComplete(style: ReplyStyle, held: readonly number[]): boolean {
  const last = held.at(-1) ?? 0;
  if (style === 'newland') return held.length > 6 && last === 0x03;
  if (style === 'honeywell') return (last === 0x2e || last === 0x21) && isVerdict(held.at(-2));
  return style === 'oem' && held.length > 3 && held.length === 6 + (held[3] ?? 0);
}

function isVerdict(byte: number | undefined): boolean {
  return byte === ack || byte === nak || byte === enq;
}

function replyOf(style: ReplyStyle, bytes: readonly number[]): CommandReply {
  // An OEM reply with type 00 means success by itself; other types do not begin with this prefix.
  if (style === 'oem') return { verdict: 'ok', tag: '' };
  const tagAt = style === 'newland' ? 7 : 0;
  const verdicts = bytes.filter((byte, i) => isVerdict(byte) && isPunctuation(bytes[i + 1]));
  const tag = String.fromCharCode(...bytes.slice(tagAt, tagAt + 6));
  return { verdict: worst(verdicts), tag: /^[0-9A-Za-z]{6}$/.test(tag) ? tag.toUpperCase() : '' };
}

function isPunctuation(byte: number | undefined): boolean {
  return byte === 0x2c || byte === 0x3b || byte === 0x2e || byte === 0x21;
}

function worst(verdicts: readonly number[]): Verdict {
  if (verdicts.includes(enq)) return 'unknownCommand';
  if (verdicts.includes(nak)) return 'badValue';
  return verdicts.length > 0 ? 'ok' : 'none';
}
