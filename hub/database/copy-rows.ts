import type { Tx } from './pool.ts';

/** `PGCOPY\n\377\r\n\0`, flags, length of the header's extension. Source: PostgreSQL manual, COPY, “Binary Format”. */
const header = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const noValue = -1;
const highest32 = 4_294_967_296;

/** Where all copies of this process are written, one after another; grows to the largest of them. */
let scratch = Buffer.allocUnsafe(256 * 1024);

/**
 * Rows for `COPY … FROM STDIN (FORMAT binary)`: PostgreSQL takes them without parsing texts or planning, at a third of what an INSERT of arrays costs it.
 * Fields are appended in the order of the columns; a row begins with `row()`.
 *
 * They are written into a block that the process has once: V8 answers tens of megabytes of new blocks a second by marking the whole heap each second.
 */
export class CopyRows {
  readonly #columns: number;
  #at: number;

  constructor(columns: number) {
    this.#columns = columns;
    this.#at = header.copy(scratch);
  }

  row(): this {
    this.#room(2);
    this.#at = scratch.writeInt16BE(this.#columns, this.#at);
    return this;
  }

  text(value: string | null): this {
    if (value === null) return this.#length(noValue);
    this.#room(4 + value.length * 3);
    const length = scratch.write(value, this.#at + 4);
    scratch.writeInt32BE(length, this.#at);
    this.#at += 4 + length;
    return this;
  }

  /** Bytes in base64, as `Buffer` reads it. */
  base64(value: string): this {
    this.#room(4 + Math.ceil((value.length * 3) / 4));
    const length = scratch.write(value, this.#at + 4, 'base64');
    scratch.writeInt32BE(length, this.#at);
    this.#at += 4 + length;
    return this;
  }

  /** Hexadecimal digits, such as a hash. */
  hex(value: string): this {
    this.#length(value.length / 2);
    this.#room(value.length / 2);
    this.#at += scratch.write(value, this.#at, 'hex');
    return this;
  }

  uuid(value: string): this {
    return this.hex(value.replaceAll('-', ''));
  }

  int2(value: number): this {
    this.#length(2);
    this.#room(2);
    this.#at = scratch.writeInt16BE(value, this.#at);
    return this;
  }

  /** @param value a safe integer */
  int8(value: number | null): this {
    if (value === null) return this.#length(noValue);
    this.#length(8);
    this.#room(8);
    const high = Math.floor(value / highest32);
    this.#at = scratch.writeInt32BE(high, this.#at);
    this.#at = scratch.writeUInt32BE(value - high * highest32, this.#at);
    return this;
  }

  /** All rows with header and trailer, true until the next `CopyRows` is made. */
  end(): Buffer {
    this.#room(2);
    this.#at = scratch.writeInt16BE(-1, this.#at);
    return scratch.subarray(0, this.#at);
  }

  #length(length: number): this {
    this.#room(4);
    this.#at = scratch.writeInt32BE(length, this.#at);
    return this;
  }

  #room(more: number): void {
    if (this.#at + more <= scratch.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#at + more, scratch.length * 2));
    scratch.copy(larger, 0, 0, this.#at);
    scratch = larger;
  }
}

/**
 * Hands rows to COPY inside a transaction; rejects when PostgreSQL refuses them (25P02 when it did so after the last byte).
 *
 * postgres.js 3.4.9 has two habits that this works around. An error after the last byte is told to nobody, so a statement follows that fails when the copy
 * did. And the stream, once done, is destroyed and says “copy failed” to whatever runs then, so its end is waited for before anything else is copied.
 * @param copy statement `copy … from stdin (format binary)`
 * @param fill appends the rows, in one go
 */
export async function copyRows(tx: Tx, copy: string, columns: number, fill: (rows: CopyRows) => void): Promise<void> {
  const stream = await tx.unsafe(copy).writable();
  const closed = new Promise((settle) => stream.once('close', settle));
  // From here on an error may come at any time; whoever waits below hears of it, and without a listener it would end the process.
  stream.on('error', () => undefined);
  const rows = new CopyRows(columns);
  try {
    fill(rows);
  } catch (cause) {
    // Else the connection would wait for rows for ever.
    stream.destroy(cause instanceof Error ? cause : undefined);
    await closed;
    throw cause;
  }
  await new Promise<void>((settle, fail) => {
    stream.once('error', fail);
    // The driver has copied them when `write` returns (postgres.js 3.4.9, `CopyInResponse`).
    stream.write(rows.end(), (cause) => (cause === null || cause === undefined ? settle() : fail(cause)));
  }).catch((cause: unknown) => {
    // Without a code it is the driver writing to a connection that is gone; `transaction` must know that nothing more can be sent.
    if (cause instanceof Error && 'code' in cause) throw cause;
    throw Object.assign(new Error('the connection ended during a copy'), { code: 'CONNECTION_LOST' });
  });
  stream.end();
  // The driver ends the copy in the next turn and refuses statements until then.
  await new Promise((settle) => setImmediate(settle));
  await tx.unsafe('select', [], { prepare: true });
  await closed;
}
