/** One argument or result as strace prints it with `-y -xx`. */
export interface Arg {
  /** As printed, without the path and the string. */
  readonly text: string;
  /** `"\x..."`: the bytes; null = no string. */
  readonly bytes: Buffer | null;
  /** `21</path>`: the path of the file; null = none, or no file (`pipe:[1]`). */
  readonly path: string | null;
  /** The file behind the descriptor has no name any more. */
  readonly isDeleted: boolean;
}

/** The text could not be understood: a recording that is half understood proves nothing. */
export class UnreadableTrace extends Error {}

const descriptor = /^(AT_FDCWD|-?\d+)(?:<(.*?)>(\(deleted\))?)?$/s;
const string = /^"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?$/;

/** Splits the text between the outer parentheses at its top-level commas. Strings are all hexadecimal (`-xx`), so no comma hides in one. */
export function splitArgs(text: string): readonly string[] {
  if (text.trim() === '') return [];
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (c === '[' || c === '{') depth += 1;
    else if (c === ']' || c === '}') depth -= 1;
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  parts.push(text.slice(from).trim());
  return parts;
}

export function readArg(text: string): Arg {
  const quoted = string.exec(text);
  if (quoted !== null) {
    if (quoted[2] !== undefined) throw new UnreadableTrace('a string was cut off by strace: raise -s');
    return { text: '', bytes: fromHex(quoted[1] ?? ''), path: null, isDeleted: false };
  }
  const [, number = '', inner, deleted] = descriptor.exec(text) ?? [];
  if (inner !== undefined) {
    return { text: number, bytes: null, path: pathOf(inner), isDeleted: deleted !== undefined };
  }
  return { text, bytes: null, path: null, isDeleted: false };
}

/** The buffers of `[{iov_base="…", iov_len=3}, …]`, one after another. */
export function readVector(text: string): Buffer {
  if (text.includes('"...')) throw new UnreadableTrace('a string was cut off by strace: raise -s');
  return Buffer.concat([...text.matchAll(/iov_base="((?:\\x[0-9a-f]{2})*)"/g)].map((match) => fromHex(match[1] ?? '')));
}

function pathOf(inner: string): string | null {
  const text = inner.startsWith('\\x') ? fromHex(inner).toString('utf8') : inner;
  return text.startsWith('/') ? text : null;
}

function fromHex(escaped: string): Buffer {
  return Buffer.from(escaped.replaceAll('\\x', ''), 'hex');
}
