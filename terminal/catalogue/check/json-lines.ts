import { err, ok, type Result } from '../../../contract/result.ts';

/** A JSON text with the line of everything in it. */
export interface JsonText {
  readonly value: unknown;
  /** Line of the key or entry, by JSON pointer; the whole text is `''`. */
  readonly lines: ReadonlyMap<string, number>;
  /** Keys that stand twice in one object: `JSON.parse` would keep the last one without a word. */
  readonly repeated: readonly string[];
}

/** One key further in a JSON pointer (RFC 6901). */
export const pointer = (base: string, key: string | number): string =>
  `${base}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Line of a pointer, or of the nearest thing around it. */
export function lineOf(json: Pick<JsonText, 'lines'>, path: string): number {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const line = json.lines.get(at);
    if (line !== undefined) return line;
    if (at === '') return 1;
  }
}

/** Error: line and reason. */
export function parseJson(text: string): Result<JsonText, { readonly line: number; readonly reason: string }> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable';
    const position = Number(/position (\d+)/.exec(reason)?.[1] ?? text.length);
    return err({ line: text.slice(0, position).split('\n').length, reason });
  }
  return ok({ value, ...locate(text) });
}

/** Walks a text that is known to be JSON: only strings, brackets, commas and line ends matter. */
function locate(text: string): Pick<JsonText, 'lines' | 'repeated'> {
  const lines = new Map<string, number>([['', 1]]);
  const repeated: string[] = [];
  let line = 1;
  let i = 0;
  const skip = () => {
    while (i < text.length && /[\s:,]/.test(text.charAt(i))) {
      if (text.charAt(i) === '\n') line += 1;
      i += 1;
    }
  };
  const word = (): string => {
    const from = i;
    if (text.charAt(i) === '"') {
      i += 1;
      while (text.charAt(i) !== '"') i += text.charAt(i) === '\\' ? 2 : 1;
      i += 1;
    } else {
      while (i < text.length && !/[\s,\]}]/.test(text.charAt(i))) i += 1;
    }
    return text.slice(from, i);
  };
  const walk = (at: string): void => {
    skip();
    const open = text.charAt(i);
    if (open !== '{' && open !== '[') {
      word();
      return;
    }
    i += 1;
    for (let index = 0; ; index += 1) {
      skip();
      if (text.charAt(i) === '}' || text.charAt(i) === ']') {
        i += 1;
        return;
      }
      const key = open === '[' ? index : (JSON.parse(word()) as string);
      const inner = pointer(at, key);
      if (lines.has(inner) && !repeated.some((outer) => inner.startsWith(`${outer}/`))) repeated.push(inner);
      skip();
      lines.set(inner, line);
      walk(inner);
    }
  };
  walk('');
  return { lines, repeated };
}
