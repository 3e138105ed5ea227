import { err, ok, type Result } from '../../contract/result.ts';
import { type ReasonCode, type Said, said, seenAt, type Why } from './reasons.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A place in a text, as editors count: lines and columns from 1, columns in UTF-16 units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A JSON text with the place of everything in it. */
export interface JsonText {
  readonly value: Json;
  /** Place of the key or the entry, by JSON pointer; the whole text is `''`. */
  readonly places: ReadonlyMap<string, TextPlace>;
}

/** What is wrong, for whoever mends the file. */
export interface JsonFault extends TextPlace, Said {}

/** Deeper than this is no configuration. */
const deepest = 64;

/** One key further in a JSON pointer (RFC 6901). */
export const pointer = (base: string, key: string | number): string =>
  `${base}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The keys of a JSON pointer. */
export const keysOf = (path: string): readonly string[] =>
  path === ''
    ? []
    : path
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Place of a pointer, or of the nearest thing around it. */
export function placeOf({ places }: Pick<JsonText, 'places'>, path: string): TextPlace {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const place = places.get(at);
    if (place !== undefined) return place;
    if (at === '') return { line: 1, column: 1 };
  }
}

/**
 * Reads a JSON text (RFC 8259: what `JSON.parse` takes) and keeps where everything stands. Stricter than `JSON.parse` in two things: a key that stands twice in one
 * object is refused (the first would be lost without a word), and so is `__proto__`. A byte order mark at the start is passed over: some editors write one.
 */
export function readJson(text: string): Result<JsonText, JsonFault> {
  const reader = new Reader(text);
  try {
    return ok(reader.read());
  } catch (cause) {
    if (cause instanceof Fault) return err({ ...reader.placeAt(cause.at), ...cause.said });
    throw cause;
  }
}

/** Internal: left by the shortest way where the text is wrong. */
class Fault extends Error {
  readonly at: number;
  readonly said: Said;
  constructor(at: number, code: ReasonCode, values: Why['values'] = {}) {
    super(code);
    this.at = at;
    this.said = said(code, values);
  }
}

const escapes: Readonly<Record<string, string>> = {
  ...{ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' },
};

class Reader {
  readonly #text: string;
  readonly #places = new Map<string, TextPlace>();
  /** Offset of the first unit of each line. */
  readonly #lines: readonly number[];
  #at: number;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith('\uFEFF') ? 1 : 0;
    const lines = [this.#at];
    for (let i = 0; i < text.length; i += 1) {
      // CR LF is one end of a line, and so is a lone CR.
      if (text[i] === '\n' || (text[i] === '\r' && text[i + 1] !== '\n')) lines.push(i + 1);
    }
    this.#lines = lines;
  }

  read(): JsonText {
    this.#space();
    if (this.#at >= this.#text.length) throw new Fault(this.#at, 'empty');
    this.#places.set('', this.placeAt(this.#at));
    const value = this.#value('');
    this.#space();
    if (this.#at < this.#text.length) throw new Fault(this.#at, 'after', { seen: this.#seen() });
    return { value, places: this.#places };
  }

  placeAt(offset: number): TextPlace {
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lines[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lines[low] ?? 0) + 1 };
  }

  #value(path: string): Json {
    const first = this.#text[this.#at];
    if (first === '{' || first === '[') {
      if (this.#depth >= deepest) throw new Fault(this.#at, 'deep', { n: deepest });
      this.#depth += 1;
      const value = first === '{' ? this.#object(path) : this.#array(path);
      this.#depth -= 1;
      return value;
    }
    if (first === '"') return this.#string();
    if (first !== undefined && /[-0-9]/.test(first)) return this.#number();
    for (const [word, value] of [['true', true] as const, ['false', false] as const, ['null', null] as const]) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    throw new Fault(this.#at, 'value', { seen: this.#seen() });
  }

  #object(path: string): Json {
    const from = this.#at;
    this.#at += 1;
    const entries: Record<string, Json> = {};
    for (let isFirst = true; ; isFirst = false) {
      this.#space();
      if (this.#text[this.#at] === '}' && isFirst) break;
      const keyAt = this.#at;
      if (this.#text[keyAt] !== '"') throw this.#noKey(from, isFirst);
      const key = this.#string();
      const inner = pointer(path, key);
      if (key === '__proto__') throw new Fault(keyAt, 'proto');
      const before = this.#places.get(inner);
      if (before !== undefined) {
        throw new Fault(keyAt, 'twice', { key, line: before.line });
      }
      this.#places.set(inner, this.placeAt(keyAt));
      this.#space();
      if (this.#text[this.#at] !== ':') throw new Fault(this.#at, 'colon', { key, seen: this.#seen() });
      this.#at += 1;
      this.#space();
      entries[key] = this.#value(inner);
      if (this.#isLast('}', from)) break;
    }
    this.#at += 1;
    return entries;
  }

  #array(path: string): Json {
    const from = this.#at;
    this.#at += 1;
    const entries: Json[] = [];
    for (;;) {
      this.#space();
      if (this.#text[this.#at] === ']') {
        if (entries.length > 0) throw new Fault(this.#at, 'commaBeforeValue');
        break;
      }
      const inner = pointer(path, entries.length);
      this.#places.set(inner, this.placeAt(this.#at));
      entries.push(this.#value(inner));
      if (this.#isLast(']', from)) break;
    }
    this.#at += 1;
    return entries;
  }

  /** Stands at the bracket that closes, or behind the comma. */
  #isLast(close: '}' | ']', from: number): boolean {
    this.#space();
    const next = this.#text[this.#at];
    if (next === close) return true;
    if (next !== ',') {
      const open = this.placeAt(from);
      throw new Fault(this.#at, 'comma', { close, seen: this.#seen(), line: open.line, column: open.column });
    }
    this.#at += 1;
    return false;
  }

  #noKey(from: number, isFirst: boolean): Fault {
    if (this.#text[this.#at] === '}') return new Fault(this.#at, 'commaBeforeName');
    const open = this.placeAt(from);
    const values = { seen: this.#seen(), line: open.line, column: open.column };
    return new Fault(this.#at, isFirst ? 'name' : 'nameAfter', values);
  }

  #string(): string {
    const from = this.#at;
    let value = '';
    this.#at += 1;
    for (;;) {
      const unit = this.#text[this.#at];
      if (unit === undefined || unit === '\n' || unit === '\r') throw new Fault(from, 'quote');
      if (unit === '"') break;
      if (unit < ' ') throw new Fault(this.#at, 'control');
      if (unit !== '\\') {
        value += unit;
        this.#at += 1;
        continue;
      }
      const kind = this.#text[this.#at + 1] ?? '';
      const plain = escapes[kind];
      const hex = this.#text.slice(this.#at + 2, this.#at + 6);
      if (plain !== undefined && Object.hasOwn(escapes, kind)) {
        value += plain;
        this.#at += 2;
      } else if (kind === 'u' && /^[0-9A-Fa-f]{4}$/.test(hex)) {
        value += String.fromCharCode(Number.parseInt(hex, 16));
        this.#at += 6;
      } else throw new Fault(this.#at, 'escape');
    }
    this.#at += 1;
    return value;
  }

  #number(): number {
    const form = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
    form.lastIndex = this.#at;
    const [word] = form.exec(this.#text) ?? [];
    if (word === undefined) throw new Fault(this.#at, 'noNumber');
    const next = this.#text[this.#at + word.length];
    if (next !== undefined && /[0-9.eE+\-\w]/.test(next)) throw new Fault(this.#at, 'numberForm');
    this.#at += word.length;
    return Number(word);
  }

  #space(): void {
    while (this.#at < this.#text.length && ' \t\n\r'.includes(this.#text[this.#at] ?? '')) this.#at += 1;
    const two = this.#text.slice(this.#at, this.#at + 2);
    if (two === '//' || two === '/*') throw new Fault(this.#at, 'comment');
  }

  #seen(): string {
    return seenAt(this.#text, this.#at);
  }
}
