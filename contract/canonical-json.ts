/** Values that an audit record may hold. No `undefined`, no dates, no bytes. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON Canonicalization Scheme (RFC 8785): keys sorted by UTF-16 code units, no white space, ECMAScript numbers and string escapes.
 * Throws on numbers that JSON cannot carry and on lone surrogates (RFC 8785 §3.2.2.2).
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Error('canonical JSON has no NaN and no Infinity');
  if (typeof value === 'string' && !value.isWellFormed()) throw new Error('canonical JSON has no lone surrogates');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  // Plain loops: this stands in every commit.
  let text = '';
  if (isList(value)) {
    for (const one of value) text += `${text === '' ? '' : ','}${canonicalJson(one)}`;
    return `[${text}]`;
  }
  const flat = flatJson(value);
  if (flat !== null) return flat;
  for (const key of Object.keys(value).sort(byCodeUnits)) {
    const member = value[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${canonicalJson(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** An object of plain values, which is what most audit records carry, in one call instead of two a member; null = not that plain. */
function flatJson(value: { readonly [key: string]: Json }): string | null {
  let before = '';
  for (const key of Object.keys(value)) {
    // Members that stand in the canonical order are written as they stand. Keys that are numbers stand first whatever the order.
    if (key <= before || /^\d/.test(key)) return null;
    before = key;
    const member = value[key];
    if (typeof member === 'object' && member !== null) return null;
    if (typeof member === 'number' && !Number.isFinite(member)) return null;
  }
  const text = JSON.stringify(value);
  // Half a surrogate pair is written as an escape; so may be a text that only looks like one, and the longer way tells them apart.
  return text.includes('\\ud') ? null : text;
}

const byCodeUnits = (a: string, b: string) => (a < b ? -1 : 1);

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
