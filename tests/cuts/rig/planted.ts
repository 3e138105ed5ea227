import { personaOf } from './cut-citizen.ts';

/** Mobile number that citizens type, and that the departments have on file for everybody. */
const mobile = '13800138000';

/** Values of one person that must be nowhere after the visit, each in the encodings of the wire and of the window. */
export interface Planted {
  readonly name: string;
  readonly needles: readonly { readonly what: string; readonly bytes: Buffer }[];
}

const gb18030 = reverseTable();

/** @param ids everybody whose card is laid down in a visit */
export function planted(ids: readonly string[]): readonly Planted[] {
  return ids.map((id) => {
    const persona = personaOf(id);
    const values = { name: persona.name, number: persona.number, address: persona.address ?? '', mobile };
    const needles = Object.entries(values)
      .filter(([, value]) => value !== '')
      .flatMap(([what, value]) => [
        { what: `${what} in UTF-8`, bytes: Buffer.from(value, 'utf8') },
        { what: `${what} in UTF-16LE`, bytes: Buffer.from(value, 'utf16le') },
        ...toGb18030(value).map((bytes) => ({ what: `${what} in GB 18030`, bytes })),
      ]);
    return { name: id, needles };
  });
}

/** What of these people stands in some bytes; empty = nothing. */
export function found(people: readonly Planted[], bytes: Buffer): readonly string[] {
  return people.flatMap(({ name, needles }) =>
    needles.filter((needle) => bytes.includes(needle.bytes)).map(({ what }) => `${what} of ${name}`),
  );
}

/** Nothing for a text with a character outside the two-byte part. */
function toGb18030(text: string): readonly Buffer[] {
  const parts = [...text].map((char) => (char.charCodeAt(0) < 0x80 ? Buffer.from(char) : gb18030.get(char)));
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? [Buffer.concat(known)] : [];
}

function reverseTable(): ReadonlyMap<string, Buffer> {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, Buffer>();
  for (let high = 0x81; high <= 0xfe; high += 1) {
    for (let low = 0x40; low <= 0xfe; low += 1) {
      if (low === 0x7f) continue;
      const bytes = Buffer.of(high, low);
      table.set(decoder.decode(bytes), bytes);
    }
  }
  return table;
}
