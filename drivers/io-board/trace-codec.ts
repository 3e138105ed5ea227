import type { TraceCodec, TraceMessage, TraceStream } from '../trace/trace-codec.ts';
import { decodeLine, encodeLine, type Line } from './codec.ts';
import { LineFramer } from './framer.ts';

/** Lines of the I/O board for recordings. They hold nothing of a citizen; noise is blanked all the same, since it may come from another device. */
export const ioBoardTraceCodec: TraceCodec = {
  driver: 'io-board',
  stream: () => new Lines(),
  numbered: {
    withoutNumber: (text) => text.replace(/^\d+ /, ''),
    renumber: (said, recorded, asked) => {
      const [reply, question, live] = [said, recorded, asked].map(lineOf);
      const isItsReply = reply?.kind === 'reply' && question != null && reply.number === question.number;
      return isItsReply && live != null ? encodeLine({ ...reply, number: live.number }) : said;
    },
  },
};

function lineOf(bytes: Uint8Array): Line | null {
  const end = bytes.at(-2) === 0x0d ? 2 : 1;
  const line = decodeLine(bytes.subarray(0, bytes.length - end));
  return line.ok ? line.value : null;
}

const lf = 0x0a;
/** Noise without an end is written down in pieces of this size. */
const maxNoiseBytes = 256;

class Lines implements TraceStream {
  readonly #framer = new LineFramer();
  #raw: number[] = [];

  push(bytes: Uint8Array): readonly TraceMessage[] {
    const messages: TraceMessage[] = [];
    for (const byte of bytes) {
      this.#raw.push(byte);
      const [line] = this.#framer.push(Uint8Array.of(byte));
      if (line !== undefined) this.#line(line, messages);
      else if (byte === lf || this.#raw.length >= maxNoiseBytes) this.#noise(this.#raw.length, messages);
    }
    return messages;
  }

  flush(): readonly TraceMessage[] {
    const messages: TraceMessage[] = [];
    this.#noise(this.#raw.length, messages);
    this.#framer.reset();
    return messages;
  }

  #line(line: Line, messages: TraceMessage[]): void {
    const whole = encodeLine(line);
    const size = this.#raw.at(-2) === 0x0d ? whole.length : whole.length - 1;
    this.#noise(this.#raw.length - size, messages);
    messages.push({ bytes: whole, text: `${line.number} ${line.body}`, isValid: true });
    this.#raw = [];
  }

  /** `count` may be negative: the beginning of a line was written down as noise before its end came. */
  #noise(count: number, messages: TraceMessage[]): void {
    if (count <= 0) return;
    this.#raw.splice(0, count);
    messages.push({ bytes: new Uint8Array(count).fill(0x2e), text: 'noise', isValid: false });
  }
}
