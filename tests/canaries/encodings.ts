/** A value as it may stand in a file: in a character set of ours, and perhaps written out in letters. */
export interface Form {
  /** `UTF-16LE, base64`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Character sets: of files and wires, of V8 and Windows, of the chip of an ID card, of printers and scanners. */
type Charset = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'GB18030';

/** So short a piece of letters stands in any long base64 by chance. */
const leastBase64 = 7;

/** Every form in which one value is looked for. Pure; no form twice. */
export function formsOf(value: string): readonly Form[] {
  const forms: Form[] = [];
  for (const [charset, bytes] of inCharsets(value)) {
    forms.push({ name: charset, bytes });
    const hex = bytes.toString('hex');
    const spaced = hex.replace(/..(?=.)/g, '$& ');
    for (const text of [hex, hex.toUpperCase(), spaced, spaced.toUpperCase()])
      forms.push({ name: `${charset}, hexadecimal`, bytes: Buffer.from(text) });
    for (const text of base64Of(bytes)) forms.push({ name: `${charset}, base64`, bytes: Buffer.from(text) });
  }
  const url = encodeURIComponent(value);
  const lower = url.replace(/%../g, (code) => code.toLowerCase());
  for (const text of [url, lower]) forms.push({ name: 'URL-encoded', bytes: Buffer.from(text) });
  const json = jsonEscaped(value);
  for (const text of [json, json.toUpperCase().replaceAll('\\U', '\\u')])
    forms.push({ name: 'JSON-escaped', bytes: Buffer.from(text) });
  return [...new Map(forms.reverse().map((form) => [form.bytes.toString('latin1'), form])).values()];
}

/** Every character set once; where two give the same bytes, the first. */
export function inCharsets(value: string): readonly (readonly [Charset, Buffer])[] {
  const little = Buffer.from(value, 'utf16le');
  const gb = toGb18030(value);
  const all: [Charset, Buffer][] = [
    ['UTF-8', Buffer.from(value, 'utf8')],
    ['UTF-16LE', little],
    ['UTF-16BE', Buffer.from(little).swap16()],
    ...(gb === null ? [] : [['GB18030', gb] as [Charset, Buffer]]),
  ];
  return all.filter(([, bytes], i) => all.findIndex(([, other]) => other.equals(bytes)) === i);
}

/** The letters that bytes become wherever in a longer base64 they begin, in both alphabets: only those that their neighbours do not change. */
export function base64Of(bytes: Buffer): readonly string[] {
  const texts = [0, 1, 2].flatMap((before) => {
    const letters = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    const own = letters.slice(first, last);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [...new Set(texts)].filter((text) => text.length >= leastBase64);
}

const jsonEscaped = (value: string): string =>
  [...value]
    .map((char) =>
      char.charCodeAt(0) < 0x80
        ? char
        : unitsOf(char)
            .map((unit) => `\\u${unit}`)
            .join(''),
    )
    .join('');

const unitsOf = (char: string): string[] =>
  Array.from({ length: char.length }, (_, i) => char.charCodeAt(i).toString(16).padStart(4, '0'));

let table: ReadonlyMap<string, Buffer> | undefined;

/** The reverse of what `TextDecoder` does; null where a character stands outside the planes that we write out. */
export function toGb18030(text: string): Buffer | null {
  table ??= reverseTable();
  const parts: Buffer[] = [];
  for (const char of text) {
    const bytes = char.charCodeAt(0) < 0x80 ? Buffer.from(char) : table.get(char);
    if (bytes === undefined) return null;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/**
 * All of the two-byte part, and of the four-byte part what stands for the rare characters of names (extension A and what GBK left out). Decoded in one go, a
 * character a line: a call for each of them takes a tenth of a second.
 */
function reverseTable(): ReadonlyMap<string, Buffer> {
  const codes: number[][] = [];
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1) if (low !== 0x7f) codes.push([high, low, 0x0a]);
  for (const first of [0x81, 0x82])
    for (let second = 0x30; second <= 0x39; second += 1)
      for (let third = 0x81; third <= 0xfe; third += 1)
        for (let fourth = 0x30; fourth <= 0x39; fourth += 1) codes.push([first, second, third, fourth, 0x0a]);
  const chars = new TextDecoder('gb18030').decode(Uint8Array.from(codes.flat())).split('\n');
  const found = new Map<string, Buffer>();
  for (const [i, code] of codes.entries()) {
    const char = chars[i] ?? '';
    if (char.length <= 2 && !char.includes('\u{fffd}') && !found.has(char))
      found.set(char, Buffer.from(code.slice(0, -1)));
  }
  return found;
}
