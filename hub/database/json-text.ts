/**
 * JSON that PostgreSQL takes as jsonb: it refuses NUL and half surrogate pairs, which a machine's keyboard or a scanner may have let through. They become the
 * replacement character, so that an application is decided instead of failing for ever.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'string' ? one.toWellFormed().replaceAll('\0', '\ufffd') : one,
  );
}

/**
 * True = a text or key in this JSON holds NUL, which no text of PostgreSQL can. Six typed signs, backslash u 0 0 0 0, are none: their backslash is written twice.
 * @param json text of a JSON value
 */
export function holdsNul(json: string): boolean {
  return /(?<!\\)(?:\\\\)*\\u0000/.test(json);
}

/**
 * True = a text or key in this JSON holds half a surrogate pair, which no jsonb takes and of which no canonical JSON can be made (RFC 8785 §3.2.2.2). `JSON.stringify`
 * writes only those by their code.
 * @param json what `JSON.stringify` has made
 */
export function holdsHalfPair(json: string): boolean {
  return /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(json);
}

/**
 * True = this JSON holds no escape by code and none of the two keys by which parsed values could change what objects inherit, so `JSON.parse` alone may read it. A plain
 * search costs a tenth of the patterns that a parser must try otherwise; batches are tens of kilobytes and have neither.
 * @param json text of a JSON value
 */
export function isPlainJson(json: string): boolean {
  return !(json.includes('\\u') || json.includes('__proto__') || json.includes('constructor'));
}
