import { err, ok, type Result } from '../../../contract/result.ts';
import { escapeCode, escapeField } from './escape-field.ts';

/**
 * Receipt templates are ReceiptLine markup with places for values:
 *
 *     {{field}}             the value as literal text; the field must be given. A value of several lines repeats its template line for each
 *     {{?field}}rest…       only at the start of a line: the line is kept when the field is given and not empty
 *     {code:{{field}};…}    the value as data of a QR or bar code
 *
 * Several `{{?…}}` may follow one another; all of them must be given. Lines that begin with `{_:` are comments.
 */
export type TemplateError =
  | { readonly code: 'missingField'; readonly field: string; readonly line: number }
  | { readonly code: 'unknownField'; readonly field: string }
  | { readonly code: 'badCodeValue'; readonly field: string; readonly line: number }
  | { readonly code: 'badPlace'; readonly line: number };

export interface TemplateField {
  readonly name: string;
  /** False when every line that uses it is conditional on it. */
  readonly required: boolean;
}

const place = /\{\{([a-z][A-Za-z0-9]*)\}\}/g;
const condition = /^\{\{\?([a-z][A-Za-z0-9]*)\}\}/;

interface TemplateLine {
  readonly number: number;
  readonly conditions: readonly string[];
  readonly text: string;
}

/**
 * Fills a template; what comes out is markup for `renderEscpos` and `renderPreview`. Values are text, never markup.
 * Errors: a field without a value, a value without a field, a code value that is no printable ASCII, a broken `{{`.
 */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string | undefined>>,
): Result<string, TemplateError> {
  const known = new Set(templateFields(template).map((field) => field.name));
  const unknown = Object.keys(values).find((field) => !known.has(field));
  if (unknown !== undefined) return err({ code: 'unknownField', field: unknown });
  const filled: string[] = [];
  for (const line of parseLines(template)) {
    // A comment is for whoever writes the template: what it says, and how, never decides whether paper comes out.
    if (line.text.startsWith('{_:')) continue;
    if (line.conditions.some((field) => isEmpty(values[field]))) continue;
    for (const once of repetitions(line, values)) {
      const result = fillLine(line, once);
      if (!result.ok) return result;
      filled.push(result.value);
    }
  }
  return ok(filled.join('\n'));
}

/** Fields of a template in order of appearance, for checks of configuration. */
export function templateFields(template: string): readonly TemplateField[] {
  const required = new Map<string, boolean>();
  for (const line of parseLines(template)) {
    for (const field of line.conditions) required.set(field, required.get(field) ?? false);
    for (const [, field = ''] of line.text.matchAll(place)) {
      required.set(field, required.get(field) === true || !line.conditions.includes(field));
    }
  }
  return Array.from(required, ([name, isRequired]) => ({ name, required: isRequired }));
}

function parseLines(template: string): readonly TemplateLine[] {
  return template
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((whole, index) => {
      const conditions: string[] = [];
      let text = whole;
      for (let match = condition.exec(text); match !== null; match = condition.exec(text)) {
        conditions.push(match[1] ?? '');
        text = text.slice(match[0].length);
      }
      return { number: index + 1, conditions, text };
    });
}

function fillLine(
  line: TemplateLine,
  values: Readonly<Record<string, string | undefined>>,
): Result<string, TemplateError> {
  let filled = '';
  let from = 0;
  for (const match of line.text.matchAll(place)) {
    const field = match[1] ?? '';
    const value = values[field];
    if (value === undefined) return err({ code: 'missingField', field, line: line.number });
    const before = line.text.slice(from, match.index);
    filled += before;
    from = match.index + match[0].length;
    // Values are escaped, so an open brace here is the template's own.
    const isInCode = filled.lastIndexOf('{') > filled.lastIndexOf('}');
    const escaped = isInCode ? escapeCode(value) : escapeField(value);
    if (escaped === null) return err({ code: 'badCodeValue', field, line: line.number });
    filled += escaped;
  }
  const rest = line.text.slice(from);
  if (/\{\{|\}\}/.test(`${line.text.replace(place, '')}`)) return err({ code: 'badPlace', line: line.number });
  return ok(filled + rest);
}

/** Values for each time that a line stands: once, or once for every line of its first value of several lines (facts, matters). Codes never repeat. */
function repetitions(
  line: TemplateLine,
  values: Readonly<Record<string, string | undefined>>,
): readonly Readonly<Record<string, string | undefined>>[] {
  if (line.text.includes('{code:')) return [values];
  for (const [, field = ''] of line.text.matchAll(place)) {
    const value = values[field];
    if (value?.includes('\n') === true) return value.split('\n').map((part) => ({ ...values, [field]: part }));
  }
  return [values];
}

function isEmpty(value: string | undefined): boolean {
  return value === undefined || value.trim() === '';
}
