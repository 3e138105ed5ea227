import type { TraceCodec, TraceMessage, TraceStream } from '../../trace/trace-codec.ts';
import { EscposParser } from './command-parser.ts';
import { type Token, Tokenizer } from './tokenizer.ts';

/**
 * ESC/POS for recordings. Everything that can stand on paper is blanked: characters become ＊ of the same width, pictures, codes and glyphs become
 * white of the same size. Commands and status stay as they are. There are no checksums to repair.
 */
export const escposTraceCodec: TraceCodec = {
  driver: 'escpos',
  stream: (direction) => (direction === 'tx' ? new ToPrinter() : new FromPrinter()),
};

/** Longest run of text in one message. */
const maxRun = 96;

/** Commands whose data is a picture, a bar code or a QR code. */
const pictures: ReadonlySet<string> = new Set(['ESC *', 'GS v', 'GS k', 'GS (', 'FS (']);

class ToPrinter implements TraceStream {
  readonly #parser = new EscposParser();
  /** What the parser has been given and has not worked through. */
  #raw: number[] = [];
  /** A real-time command that has begun; printers see them in everything that comes in. */
  #realTime: number[] = [];
  #run: number[] = [];
  #runColumns = 0;

  push(bytes: Uint8Array): readonly TraceMessage[] {
    const messages: TraceMessage[] = [];
    for (const byte of bytes) this.#take(byte, messages);
    this.#work(messages);
    return messages;
  }

  flush(): readonly TraceMessage[] {
    const messages: TraceMessage[] = [];
    this.#endRun(messages);
    const left = this.#raw.length + this.#realTime.length;
    if (left > 0) {
      messages.push({ bytes: new Uint8Array(left), text: `${left} bytes of an unfinished command`, isValid: false });
    }
    this.#raw = [];
    this.#realTime = [];
    this.#parser.clear();
    return messages;
  }

  #take(byte: number, messages: TraceMessage[]): void {
    this.#realTime.push(byte);
    const [first, second, n] = this.#realTime;
    if (first !== 0x10) {
      this.#realTime = [];
      this.#plain(byte);
    } else if (second !== undefined && second !== 0x04 && second !== 0x05) {
      const [, ...rest] = this.#realTime;
      this.#realTime = [];
      this.#plain(0x10);
      for (const later of rest) this.#take(later, messages);
    } else if (n !== undefined) {
      const bytes = Uint8Array.from(this.#realTime);
      this.#realTime = [];
      this.#work(messages);
      this.#endRun(messages);
      messages.push({ bytes, text: `${second === 0x04 ? 'DLE EOT' : 'DLE ENQ'} ${n}`, isValid: true });
    }
  }

  #plain(byte: number): void {
    this.#raw.push(byte);
    this.#parser.push([byte]);
  }

  #work(messages: TraceMessage[]): void {
    for (let next = this.#parser.next(); next !== null; next = this.#parser.next()) {
      const bytes = Uint8Array.from(this.#raw.splice(0, next.bytes));
      const { command } = next;
      switch (command.kind) {
        case 'text':
          this.#run.push(...(bytes.length === 2 ? [0xa3, 0xaa] : [0x2a]));
          this.#runColumns += command.columns;
          if (this.#run.length >= maxRun) this.#endRun(messages);
          break;
        case 'lineFeed':
          this.#endRun(messages);
          messages.push({ bytes, text: 'line feed', isValid: true });
          break;
        case 'junk':
          this.#endRun(messages);
          messages.push({ bytes: new Uint8Array(bytes.length), text: 'bytes without meaning', isValid: false });
          break;
        case 'command': {
          this.#endRun(messages);
          const isPicture = pictures.has(command.name);
          // The header tells sizes only; the data is what would show.
          if (isPicture) bytes.fill(0, bytes.length - command.data.length);
          if (/^(GS|FS) \($/.test(command.name)) bytes.fill(0, 5);
          const what = isPicture ? `${command.name} ${command.data.length} bytes` : commandText(command);
          messages.push({ bytes, text: what, isValid: true });
        }
      }
    }
  }

  #endRun(messages: TraceMessage[]): void {
    if (this.#run.length === 0) return;
    const text = `text, ${this.#runColumns} columns`;
    messages.push({ bytes: Uint8Array.from(this.#run), text, isValid: true });
    this.#run = [];
    this.#runColumns = 0;
  }
}

function commandText({ name, args }: { readonly name: string; readonly args: readonly number[] }): string {
  return [name, ...args].join(' ');
}

class FromPrinter implements TraceStream {
  readonly #tokenizer = new Tokenizer();
  #raw: number[] = [];

  push(bytes: Uint8Array): readonly TraceMessage[] {
    const messages: TraceMessage[] = [];
    for (const byte of bytes) {
      const droppedBefore = this.#tokenizer.dropped;
      const tokens = this.#tokenizer.push(Uint8Array.of(byte));
      this.#raw.push(byte);
      const dropped = this.#tokenizer.dropped - droppedBefore;
      if (dropped > 0) this.#junk(Math.min(dropped, this.#raw.length), messages);
      for (const token of tokens) messages.push(this.#message(token));
    }
    return messages;
  }

  flush(): readonly TraceMessage[] {
    const messages: TraceMessage[] = [];
    if (this.#raw.length > 0) this.#junk(this.#raw.length, messages);
    this.#tokenizer.reset();
    return messages;
  }

  /** Status bytes hold nothing personal, so noise is kept as it came: it is what a technician looks for. */
  #junk(count: number, messages: TraceMessage[]): void {
    const bytes = Uint8Array.from(this.#raw.splice(0, count));
    messages.push({ bytes, text: 'noise', isValid: false });
  }

  #message(token: Token): TraceMessage {
    // XON, XOFF and real-time bytes may stand inside a report that goes on: theirs is the newest byte.
    const isWhole = token.kind === 'asb' || token.kind === 'text';
    const bytes = Uint8Array.from(isWhole ? this.#raw : this.#raw.splice(-1));
    if (isWhole) this.#raw = [];
    return { bytes, text: tokenText(token), isValid: true };
  }
}

function tokenText(token: Token): string {
  switch (token.kind) {
    case 'xon':
      return 'XON';
    case 'xoff':
      return 'XOFF';
    case 'realtime':
      return `status ${hex(token.byte)}`;
    case 'asb':
      return `automatic status ${token.bytes.map(hex).join(' ')}`;
    case 'inOrder':
      return `answer in order ${hex(token.byte)}`;
    case 'vendor':
      return `maker's status ${hex(token.byte)}`;
    case 'text':
      return 'identity';
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase();
}
