import type { Framer } from '../core/framer.ts';
import { decodeLine, type Line, type LineFault, maxLineBytes } from './codec.ts';

const lf = 0x0a;
const cr = 0x0d;
const sigilBytes: ReadonlySet<number> = new Set([0x3c, 0x3e, 0x21]);

/**
 * Finds lines in a stream: at each LF, from the last sigil on, since no body holds one. Noise before a line is dropped, a damaged line as a whole.
 * Holds one line at most.
 */
export class LineFramer implements Framer<Line> {
  readonly #onJunk: (reason: LineFault) => void;
  readonly #buffer = new Uint8Array(maxLineBytes);
  #length = 0;
  #dropped = 0;

  /** @param onJunk hears of each line that was none */
  constructor(onJunk: (reason: LineFault) => void = () => undefined) {
    this.#onJunk = onJunk;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get buffered(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): Line[] {
    const lines: Line[] = [];
    for (const byte of chunk) {
      if (byte === lf) {
        const line = this.#end();
        if (line !== null) lines.push(line);
      } else {
        // A sigil begins a line, whatever stood before it.
        if (sigilBytes.has(byte)) this.#drop();
        if (this.#length < maxLineBytes) this.#buffer[this.#length++] = byte;
        else this.#dropped += 1;
      }
    }
    return lines;
  }

  reset(): void {
    this.#drop();
  }

  #end(): Line | null {
    const hasCr = this.#length > 0 && this.#buffer[this.#length - 1] === cr;
    const content = this.#buffer.subarray(0, this.#length - (hasCr ? 1 : 0));
    const line = decodeLine(content);
    if (line.ok) {
      this.#length = 0;
      return line.value;
    }
    // Empty lines are no damage; neither is what follows a line that was dropped for its length.
    if (content.length > 0) this.#onJunk(line.error);
    this.#dropped += 1;
    this.#drop();
    return null;
  }

  #drop(): void {
    this.#dropped += this.#length;
    this.#length = 0;
  }
}
