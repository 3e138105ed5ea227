import type { IdCard } from '../../../contract/id-card.ts';
import type { IdCardRead } from '../id-reader.ts';

/** A card in memory. Strings cannot be zeroed in JavaScript; dropping them is what can be done, so `wipe` drops them all. */
export class SdtCardRead implements IdCardRead {
  readonly readMs: number;
  readonly photo: Uint8Array;
  #card: IdCard;
  #newestAddress: string | null;

  constructor(card: IdCard, newestAddress: string | null, photo: Uint8Array, readMs: number) {
    this.#card = card;
    this.#newestAddress = newestAddress;
    this.photo = photo;
    this.readMs = readMs;
  }

  get card(): IdCard {
    return this.#card;
  }

  get newestAddress(): string | null {
    return this.#newestAddress;
  }

  wipe(): void {
    this.photo.fill(0);
    this.#newestAddress = null;
    this.#card = {
      type: this.#card.type,
      name: '',
      sex: 'unknown',
      ethnicity: null,
      birthDate: '',
      address: null,
      number: '',
      issuer: null,
      validFrom: '',
      validTo: '',
      nameFieldFull: false,
      damaged: [],
    };
  }

  /** Keeps a card out of logs that print objects. */
  toJSON(): string {
    return '[ID card]';
  }
}
