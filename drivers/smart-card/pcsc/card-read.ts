import type { FieldQuality } from '../../../contract/id-card.ts';
import type { SocialSecurityFields } from '../card/social-security-card.ts';
import type { SocialSecurityCardRead, SocialSecurityField } from '../smart-card-reader.ts';

/** A card in memory. Strings cannot be zeroed in JavaScript; dropping them is what can be done, so `wipe` drops them all. */
export class PcscCardRead implements SocialSecurityCardRead {
  readonly authenticated = false;
  readonly quality: Readonly<Record<SocialSecurityField, FieldQuality>>;
  readonly readMs: number;
  #fields: SocialSecurityFields | null;

  constructor(fields: SocialSecurityFields, readMs: number) {
    this.#fields = fields;
    this.quality = {
      areaCode: fields.areaCode.quality,
      cardNumber: fields.cardNumber.quality,
      version: fields.version.quality,
      issued: fields.issued.quality,
      validTo: fields.validTo.quality,
      name: fields.name.quality,
      idNumber: fields.idNumber.quality,
    };
    this.readMs = readMs;
  }

  get areaCode(): string | null {
    return this.#fields?.areaCode.value ?? null;
  }

  get cardNumber(): string | null {
    return this.#fields?.cardNumber.value ?? null;
  }

  get version(): string | null {
    return this.#fields?.version.value ?? null;
  }

  get issued(): string | null {
    return this.#fields?.issued.value ?? null;
  }

  get validTo(): string | null {
    return this.#fields?.validTo.value ?? null;
  }

  get name(): string | null {
    return this.#fields?.name.value ?? null;
  }

  get idNumber(): string | null {
    return this.#fields?.idNumber.value ?? null;
  }

  wipe(): void {
    this.#fields = null;
  }

  /** Keeps a card out of logs that print objects. */
  toJSON(): string {
    return '[social-security card]';
  }
}

/** Fields that are not `ok`, for the log: `name:authFailed,idNumber:authFailed`, or `ok`. No values. */
export function qualityText(quality: SocialSecurityCardRead['quality']): string {
  const others = Object.entries(quality).filter(([, value]) => value !== 'ok');
  return others.length === 0 ? 'ok' : others.map(([field, value]) => `${field}:${value}`).join(',');
}
