/** Something that was asked of a file and that no fsync has made durable yet. Pending changes are kept in the order of the calls. */
export type Change =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'size'; readonly size: number };

/** Bytes that can grow; holes are zeros. */
export class FileBytes {
  #buffer: Buffer;
  #size: number;

  constructor(start: Uint8Array = Buffer.alloc(0)) {
    this.#buffer = Buffer.from(start);
    this.#size = start.byteLength;
  }

  get size(): number {
    return this.#size;
  }

  apply(change: Change): void {
    if (change.kind === 'size') this.resize(change.size);
    else this.write(change.at, change.bytes);
  }

  write(at: number, bytes: Buffer): void {
    this.#reserve(at + bytes.byteLength);
    bytes.copy(this.#buffer, at);
    this.#size = Math.max(this.#size, at + bytes.byteLength);
  }

  resize(size: number): void {
    this.#reserve(size);
    if (size < this.#size) this.#buffer.fill(0, size, this.#size);
    this.#size = size;
  }

  /** A copy with the bytes as they are now. */
  copy(): FileBytes {
    return new FileBytes(this.view());
  }

  /** The bytes themselves, not a copy: good until the next change. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#size);
  }

  #reserve(size: number): void {
    if (size <= this.#buffer.byteLength) return;
    const larger = Buffer.alloc(Math.max(size, this.#buffer.byteLength * 2, 4096));
    this.view().copy(larger);
    this.#buffer = larger;
  }
}
