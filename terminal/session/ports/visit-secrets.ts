/**
 * Bytes of a visit that must not outlive it: chip photo, camera frames, pictures of papers, pages of documents, PIN blocks. Class C3 and C4, memory only.
 * JavaScript's texts cannot be overwritten, arrays can: whoever gets such bytes keeps them here.
 */
export class VisitSecrets {
  readonly #kept = new Set<Uint8Array>();
  readonly #papers = new Map<string, Uint8Array>();
  #chipPhoto: Uint8Array | null = null;

  /** Zeroed with the visit, or by `drop` as soon as it has been used. */
  keep<T extends Uint8Array>(bytes: T): T {
    this.#kept.add(bytes);
    return bytes;
  }

  drop(bytes: Uint8Array): void {
    bytes.fill(0);
    this.#kept.delete(bytes);
  }

  /** Photo of the chip (WLT), until C2 ends. A copy: the read itself is wiped. */
  get chipPhoto(): Uint8Array | null {
    return this.#chipPhoto;
  }

  setChipPhoto(photo: Uint8Array): void {
    this.forgetChipPhoto();
    this.#chipPhoto = this.keep(new Uint8Array(photo));
  }

  forgetChipPhoto(): void {
    if (this.#chipPhoto !== null) this.drop(this.#chipPhoto);
    this.#chipPhoto = null;
  }

  /** Picture of a paper that the citizen took for a field; the last one counts. */
  setPaper(field: string, jpeg: Uint8Array): void {
    const before = this.#papers.get(field);
    if (before !== undefined) this.drop(before);
    this.#papers.set(field, this.keep(jpeg));
  }

  paper(field: string): Uint8Array | null {
    return this.#papers.get(field) ?? null;
  }

  /** Zeroes everything. @returns how many pieces there were, for the audit chain */
  wipe(): number {
    const count = this.#kept.size;
    for (const bytes of this.#kept) bytes.fill(0);
    this.#kept.clear();
    this.#papers.clear();
    this.#chipPhoto = null;
    return count;
  }
}
