import type { Duplex } from 'node:stream';
import { deserialize, serialize } from 'node:v8';
import type { RateLimit } from '../../contract/rate-limit.ts';

/** Longest message in bytes. The longest real one is a part of a print job; more means that a length is damaged. */
const maxMessageBytes = 4 * 1024 * 1024;
const headBytes = 4;

export interface HostWireOptions {
  /** How much may come, in messages plus KiB; more is `broken`. Left out: from the parent, which is trusted to know what it asks. */
  readonly limit?: RateLimit | undefined;
  readonly stream: Duplex;
  /** One message of the other side, unchecked. Byte arrays are copies that the receiver owns. */
  readonly message: (value: unknown) => void;
  /** What came is no message: the other side has lost its mind. At most one of `broken` and `gone` is called, once, and not after `close`. */
  readonly broken: (cause: Error) => void;
  /** The other side has closed the pipe, most likely by dying. */
  readonly gone: () => void;
}

/**
 * Messages over a pipe between two processes: length (4 bytes, little endian) and structured clone.
 *
 * Why not the channel that `fork` makes: a host process whose memory is damaged can write anything, and Node deserialises the messages of that
 * channel where nobody can catch the exception, so that garbage would end **this** process (seen with Node 24). Here garbage is a reason
 * to end the host. It also lets both sides zero what they have sent and read.
 */
export class HostWire {
  readonly #o: HostWireOptions;
  #kept = Buffer.alloc(0);
  #isOver = false;

  constructor(options: HostWireOptions) {
    this.#o = options;
    options.stream.on('data', this.#onData);
    // Stays for ever: an `error` without a listener would end the process.
    options.stream.on('error', this.#onGone);
    options.stream.on('close', this.#onGone);
  }

  /** Bytes that the other side has not taken yet. */
  get pendingBytes(): number {
    return this.#o.stream.writableLength;
  }

  /**
   * Sends one message; dropped when the wire is over. The value has been copied when this returns, so the caller may zero its arrays; the copy is
   * zeroed when the system has taken it. Throws only for what cannot be cloned (functions), which is a bug.
   */
  send(message: unknown): void {
    if (this.#isOver) return;
    const body = serialize(message);
    const framed = Buffer.alloc(headBytes + body.length);
    framed.writeUInt32LE(body.length);
    body.copy(framed, headBytes);
    body.fill(0);
    this.#o.stream.write(framed, () => framed.fill(0));
  }

  /** No message and no `broken` any more; the stream is destroyed. */
  close(): void {
    this.#isOver = true;
    this.#o.stream.destroy();
    this.#kept.fill(0);
    this.#kept = Buffer.alloc(0);
  }

  readonly #onData = (chunk: Buffer) => {
    if (this.#isOver) return;
    const all = this.#kept.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#kept, chunk]);
    this.#kept.fill(0);
    chunk.fill(0);
    let at = 0;
    while (!this.#isOver && all.length - at >= headBytes) {
      const length = all.readUInt32LE(at);
      if (length > maxMessageBytes) {
        this.#break(new Error(`a message of ${length} bytes`));
        break;
      }
      const end = at + headBytes + length;
      if (all.length < end) break;
      if (this.#o.limit?.take(1 + Math.ceil(length / 1024)) === false) {
        this.#break(new Error('more messages than any port makes'));
        break;
      }
      this.#read(all.subarray(at + headBytes, end));
      at = end;
    }
    if (!this.#isOver) this.#kept = Buffer.from(all.subarray(at));
    all.fill(0);
  };

  #read(body: Buffer): void {
    let value: unknown;
    try {
      // Structured clone gives views of the body, which is zeroed: hence the copies.
      value = ownArrays(deserialize(body));
    } catch (cause) {
      this.#break(new Error('a message that cannot be read', { cause }));
      return;
    }
    this.#o.message(value);
  }

  #break(cause: Error): void {
    this.close();
    this.#o.broken(cause);
  }

  /** `error` (a write into a closed pipe) and `close` come in any order and say the same. */
  readonly #onGone = () => {
    if (this.#isOver) return;
    this.close();
    this.#o.gone();
  };
}

/** Zeroes every byte array in a plain value, however deep. */
export function wipeArrays(value: unknown): void {
  if (value instanceof Uint8Array) value.fill(0);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) wipeArrays(part);
}

function ownArrays(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(ownArrays);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, ownArrays(part)]));
}
