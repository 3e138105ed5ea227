/**
 * Why a file or a value is refused, as a code with its values: the command line and the log say it in English, the technician's page in the language of whoever is there
 * (`tech.why.<code>` of kiosk-config/texts/technician-config.json, with the same places). Never the value itself: reasons go into the log.
 */
const english = {
  // The text is no JSON document.
  empty: 'the file is empty',
  after: '{seen} after the end of the document',
  deep: 'nested deeper than {n}',
  value: 'a value was expected, not {seen}',
  proto: '"__proto__" is no name of a setting',
  twice: '"{key}" stands twice in one object; the first is in line {line}',
  colon: '":" was expected after "{key}", not {seen}',
  commaBeforeValue: 'a value was expected after ",", not "]": one comma too many',
  comma: '"," or "{close}" was expected, not {seen} (opened in line {line}, column {column})',
  commaBeforeName: 'a name was expected after ",", not "}": one comma too many',
  name: 'a name in double quotes was expected, not {seen} (opened in line {line}, column {column})',
  nameAfter: 'a name in double quotes was expected after ",", not {seen} (opened in line {line}, column {column})',
  quote: 'the text has no closing quote in its line',
  control: 'a control character stands in a text; write it as \\u00..',
  escape: '"\\" begins nothing that is known here; a backslash itself is written \\\\',
  noNumber: 'this is no number',
  numberForm: 'this is no number as JSON writes it',
  comment: 'a comment; JSON has none',
  // The file cannot be read.
  noFile: 'there is no such file',
  unreadable: 'the file cannot be read ({code})',
  tooLarge: 'the file is larger than 1 MiB',
  notUtf8: 'the file is not UTF-8 from here on',
  // It does not fit the schema.
  kind: 'must be {wanted}, not {got}',
  one: 'must be {word}',
  oneOf: 'must be one of {words}',
  tooMany: 'must have at most {most} entries, not {is}',
  missing: '"{key}" is missing{hint}',
  kindMissing: '"kind" is missing: must be one of {words}',
  range: 'must be {least} to {most}',
  least: 'must be at least {least}',
  most: 'must be at most {most}',
  emptyText: 'must not be empty',
  short: 'must have at least {least} characters',
  long: 'must have at most {most} characters, not {is}',
  form: 'does not have the right form{hint}',
  unknown: 'there is no such setting (known here: {known})',
  unknownNear: 'there is no such setting; did you mean "{near}"? (known here: {known})',
  unknownNone: 'there is no such setting (there are no settings here)',
  noGroup: '{path} is no group of settings; replace it whole',
  mustBeGroup: 'must be a group { … }',
  // What no schema can say.
  samePort: 'names the same port as {first}; a port belongs to one device',
  frozen: '`to` must not be earlier than `from`',
  secret: 'a secret has no place in the configuration: it is shown, kept in the history and read by editors',
  modelInModel: 'the layer of a model does not choose the model',
  notOfFleet: 'a fleet does not set this: it belongs to the place or the machine',
  model: '{detail}',
} as const;

export type ReasonCode = keyof typeof english;
export const reasonCodes = Object.keys(english) as readonly ReasonCode[];
/** The sentence of the command line, with its places. */
export const englishOf = (code: ReasonCode): string => english[code];

export interface Why {
  readonly code: ReasonCode;
  readonly values: Readonly<Record<string, string | number>>;
}

/** What every refusal says: in English, and as a code with values. */
export interface Said {
  readonly reason: string;
  readonly why: Why;
}

/** What JSON calls its kinds, in words. Values of the places `wanted` and `got`. */
const kinds: Readonly<Record<string, string>> = {
  ...{ string: 'a text in double quotes', integer: 'a whole number', number: 'a number', boolean: 'true or false' },
  ...{ array: 'a list [ … ]', object: 'a group { … }', null: 'null' },
};
export const kindNames = Object.keys(kinds);

/** @param values by the places of the sentence; `hint` begins with its own sign or is empty, `seen` is what `seenAt` gives */
export function said(code: ReasonCode, values: Why['values'] = {}): Said {
  const reason = english[code].replaceAll(/\{(\w+)\}/g, (whole, place: string) => {
    const value = values[place];
    if (value === undefined) return whole;
    if (place === 'wanted' || place === 'got') return kinds[value] ?? String(value);
    return place === 'seen' ? seenWords(String(value)) : String(value);
  });
  return { reason, why: { code, values } };
}

/** The sign at a place of a text, short: itself, `U+0009` where it cannot be seen, empty at the end. */
export function seenAt(text: string, at: number): string {
  const point = text.codePointAt(at);
  if (point === undefined) return '';
  const sign = String.fromCodePoint(point);
  return /[\p{C}\p{Z}]/u.test(sign) ? `U+${point.toString(16).toUpperCase().padStart(4, '0')}` : sign;
}

function seenWords(seen: string): string {
  if (seen === '') return 'the end of the file';
  return seen.startsWith('U+') && seen.length > 2 ? `the character ${seen}` : `"${seen}"`;
}
