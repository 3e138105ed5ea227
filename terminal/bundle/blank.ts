/**
 * The second fence: what a person may stand in is blanked wherever it may have slipped into a text. The first fence is that nothing of a person is written there
 * (log catalogue, trace codecs, closed shapes).
 */
const rules: readonly (readonly [RegExp, string])[] = [
  // Names, addresses, words of people: technical texts are English.
  [/[\p{Script=Han}㐀-鿿]+(?:[·•\s]*[\p{Script=Han}㐀-鿿]+)*/gu, '[han]'],
  // Numbers of people and cards, with blanks or hyphens in them too; fifteen and eighteen digits, X at the end.
  [/(?<![0-9A-Fa-f-])\d(?:[ -]?\d){13,18}[\dXx]?(?![0-9A-Fa-f])/g, '[number]'],
  // Mobile numbers, the country's code before them or not.
  [/(?<![0-9A-Fa-f.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Fa-f])/g, '[phone]'],
  // Name and word of whoever may open an address.
  [/(?<=:\/\/)[^/\s@]+@/g, ''],
  [/[\w.+-]+@[\w-]+\.[\w.-]+/g, '[mail]'],
];

/** The text with everything blanked that could be of a person. For words that come from outside, such as error texts. */
export function blankText(text: string): string {
  return rules.reduce((left, [pattern, by]) => left.replace(pattern, by), text);
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Every text of a value, the names of its fields included. Large whole numbers are numbers of something, and are blanked as texts are. */
export function blankJson(value: unknown): Json {
  if (typeof value === 'string') return blankText(value);
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) < 1e13 ? value : '[number]';
  if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null;
  if (Array.isArray(value)) return value.map(blankJson);
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]) => [blankText(name), blankJson(inner)]),
  );
}
