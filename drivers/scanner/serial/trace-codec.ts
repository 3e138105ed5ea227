import type { TraceCodec, TraceMessage, TraceStream } from '../../trace/trace-codec.ts';
import { bytesOfHex } from '../hex-string.ts';
import { ReplySplitter, type ReplyStyle } from './command-replies.ts';
import { serialScannerModels } from './profile.ts';

const cr = 0x0d;
const lf = 0x0a;

/**
 * Serial scanners for recordings. Every byte of a code is blanked, its terminator stays, so that a trace is cut as the wire was. The filler is another
 * letter for each code: two different codes stay two, and are no repetition of each other. There are no checksums to repair.
 * Commands get the names of all models.
 */
export const serialScannerTraceCodec: TraceCodec = {
  driver: 'serial-scanner',
  // The mark of Newland's replies is in no code; other styles are shown as codes, blanked.
  stream: (direction) => (direction === 'tx' ? new ToScanner(commandNames()) : new FromScanner('newland')),
};

/** What each command of each model is called, by its bytes. */
function commandNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [model, { query, init, triggerOn, triggerOff }] of Object.entries(serialScannerModels)) {
    const commands = [
      ['triggerOn', triggerOn] as const,
      ['triggerOff', triggerOff] as const,
      ['query', query] as const,
      ...init.map((hex, i) => [`init ${i + 1}`, hex] as const),
    ];
    for (const [name, hex] of commands) {
      if (hex === null) continue;
      const key = latin1(bytesOfHex(hex));
      if (!names.has(key)) names.set(key, `${name} (${model})`);
    }
  }
  return names;
}

class ToScanner implements TraceStream {
  readonly #names: ReadonlyMap<string, string>;
  #held = '';

  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
  }

  push(bytes: Uint8Array): readonly TraceMessage[] {
    const messages: TraceMessage[] = [];
    for (const byte of bytes) {
      this.#held += String.fromCharCode(byte);
      const name = this.#names.get(this.#held);
      if (name !== undefined) {
        messages.push({ bytes: Buffer.from(this.#held, 'latin1'), text: name, isValid: true });
        this.#held = '';
      } else if (![...this.#names.keys()].some((known) => known.startsWith(this.#held))) {
        messages.push(...this.flush());
      }
    }
    return messages;
  }

  flush(): readonly TraceMessage[] {
    const bytes = Buffer.from(this.#held, 'latin1');
    this.#held = '';
    return bytes.length === 0 ? [] : [{ bytes, text: `${bytes.length} bytes of no known command`, isValid: false }];
  }
}

class FromScanner implements TraceStream {
  readonly #splitter: ReplySplitter;
  #codes = 0;
  #isInCode = false;

  constructor(replies: ReplyStyle) {
    this.#splitter = new ReplySplitter(replies);
  }

  push(bytes: Uint8Array): readonly TraceMessage[] {
    const messages: TraceMessage[] = [];
    for (const byte of bytes) {
      const heldBefore = this.#splitter.buffered;
      for (const piece of this.#splitter.push(Uint8Array.of(byte))) {
        if (piece.type === 'data') messages.push(this.#code(piece.bytes));
        else messages.push(replyMessage(heldBefore + 1, piece.reply));
      }
    }
    return joined(messages);
  }

  flush(): readonly TraceMessage[] {
    const held = this.#splitter.buffered;
    this.#splitter.reset();
    if (held === 0) return [];
    return [{ bytes: new Uint8Array(held).fill(0x2e), text: `${held} bytes of an unfinished answer`, isValid: false }];
  }

  #code(bytes: Uint8Array): TraceMessage {
    const blanked = bytes.map((byte) => {
      const isEnd = byte === cr || byte === lf;
      if (!isEnd && !this.#isInCode) this.#codes += 1;
      this.#isInCode = !isEnd;
      return isEnd ? byte : 0x61 + (this.#codes % 26);
    });
    return { bytes: blanked, text: '', isValid: true };
  }
}

/** Neighbouring pieces of codes are one message: what arrived together stays together. */
function joined(messages: readonly TraceMessage[]): readonly TraceMessage[] {
  const out: { bytes: Uint8Array; text: string; isValid: boolean }[] = [];
  let isOpen = false;
  for (const { bytes, text, isValid } of messages) {
    const last = out.at(-1);
    const isCode = text === '';
    if (isCode && isOpen && last !== undefined) last.bytes = Buffer.concat([last.bytes, bytes]);
    else out.push({ bytes, text, isValid });
    isOpen = isCode;
  }
  return out.map((one) => {
    if (one.text !== '') return one;
    const letters = one.bytes.filter((byte) => byte !== cr && byte !== lf).length;
    const ends = one.bytes.length > letters ? ', ended' : '';
    return { ...one, text: `code, ${letters} bytes${ends}` };
  });
}

/** An answer, made anew from what it means: nothing of its bytes is kept, since a code could be made to look like one. */
function replyMessage(length: number, { verdict }: { readonly verdict: string }): TraceMessage {
  const bytes = new Uint8Array(length).fill(0x2e);
  const verdicts: Readonly<Record<string, number>> = { ok: 0x06, badValue: 0x15, unknownCommand: 0x05 };
  bytes.set([0x02, 0x01, 0x30, 0x30, 0x30, 0x30].slice(0, length));
  if (length >= 9) bytes.set([verdicts[verdict] ?? 0x2e, 0x3b, 0x03], length - 3);
  return { bytes, text: `answer: ${verdict}`, isValid: true };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
