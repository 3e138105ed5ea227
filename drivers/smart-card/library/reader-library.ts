import { err, ok, type Result } from '../../../contract/result.ts';

/**
 * Plug-in point for the Ministry-defined reader library (`SSCardDriver`, `iReadCardBas`), where a city has it. It is a vendor's binary, so it is not
 * shipped; a small program of the integrator calls it, and that program can be killed (`reader-program.ts`).
 * Source: docs/protocols/social-security-card.md, section 4.
 */
export interface ReaderLibrary {
  /** Reads the basic data of the card that lies in the reader. Errors say what to tell the technician; nothing on the card has changed. */
  readBasic(o: { readonly signal: AbortSignal }): Promise<Result<LibraryBasics, LibraryFailure>>;
}

/** Basic data as the library gives them. Personal: drop it after use. */
export interface LibraryBasics {
  readonly areaCode: string;
  readonly idNumber: string;
  readonly cardNumber: string;
  readonly name: string;
  readonly version: string;
  /** As the library writes them, usually YYYYMMDD. */
  readonly issued: string;
  readonly validTo: string;
  /** The library has done the authentication with its PSAM. */
  readonly authenticated: true;
}

/**
 * - `needsKeys` – codes −2201, −2202, −2203: no PSAM, algorithm or key; only the authority's back end can go on (`iReadCardBas_HSM_Step1`);
 * - `refused` – any other code of the library;  `badAnswer` – not the eleven fields;
 * - `silent` – no end within the limit, the program was killed;  `missing` – it cannot be started.
 */
export interface LibraryFailure {
  readonly reason: 'needsKeys' | 'refused' | 'badAnswer' | 'silent' | 'missing' | 'aborted';
  /** Code of the library where it gave one. */
  readonly code?: number;
}

/** Eleven fields; these are the ones that are used. */
const fieldCount = 11;
const at = { areaCode: 0, idNumber: 1, cardNumber: 2, name: 4, version: 6, issued: 7, validTo: 8 } as const;

/** Decodes the library's output: GBK text, fields separated by `|`. Never throws. */
export function parseBasics(output: Uint8Array): Result<LibraryBasics, 'badAnswer'> {
  let text: string;
  try {
    text = new TextDecoder('gb18030', { fatal: true }).decode(output);
  } catch {
    return err('badAnswer'); // bytes that are no GBK
  }
  const fields = text.replace(/[\0\r\n]+$/, '').split('|');
  if (fields.length < fieldCount) return err('badAnswer');
  const field = (name: keyof typeof at) => (fields[at[name]] ?? '').trim();
  return ok({
    areaCode: field('areaCode'),
    idNumber: field('idNumber'),
    cardNumber: field('cardNumber'),
    name: field('name'),
    version: field('version'),
    issued: field('issued'),
    validTo: field('validTo'),
    authenticated: true,
  });
}

/** What a code of the library means. Zero is no failure. */
export function failureOfCode(code: number): LibraryFailure {
  return { reason: code <= -2201 && code >= -2203 ? 'needsKeys' : 'refused', code };
}
