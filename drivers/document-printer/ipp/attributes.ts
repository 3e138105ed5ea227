import {
  type groupTags,
  type IppAttribute,
  type IppGroup,
  type IppMessage,
  type IppValue,
  valueTags,
} from './codec.ts';

/** Attributes by name, typed at the edge: a wrong type reads as absent, never as a guess. */

const attribute = (name: string, tag: number, values: readonly (string | number | boolean)[]): IppAttribute => ({
  name,
  values: values.map((value) => ({ tag, value })),
});

/** Builders for requests; each with the syntax that RFC 8011 gives the attribute. */
export const attributes = {
  charset: (name: string, value: string) => attribute(name, valueTags.charset, [value]),
  language: (name: string, value: string) => attribute(name, valueTags.naturalLanguage, [value]),
  uri: (name: string, value: string) => attribute(name, valueTags.uri, [value]),
  name: (name: string, value: string) => attribute(name, valueTags.name, [value]),
  keyword: (name: string, ...values: readonly string[]) => attribute(name, valueTags.keyword, values),
  mime: (name: string, value: string) => attribute(name, valueTags.mimeMediaType, [value]),
  integer: (name: string, ...values: readonly number[]) => attribute(name, valueTags.integer, values),
  enum: (name: string, ...values: readonly number[]) => attribute(name, valueTags.enum, values),
  boolean: (name: string, value: boolean) => attribute(name, valueTags.boolean, [value]),
  noValue: (name: string): IppAttribute => ({ name, values: [{ tag: valueTags.noValue, value: null }] }),
} as const;

/** Reads the attributes of one group. The first of two attributes with one name counts (RFC 8011 forbids two). */
export class AttributeReader {
  readonly #values = new Map<string, readonly IppValue[]>();

  constructor(group: IppGroup | undefined) {
    for (const { name, values } of group?.attributes ?? []) if (!this.#values.has(name)) this.#values.set(name, values);
  }

  /** The first value when it is an integer or enum. */
  number(name: string): number | null {
    return this.numbers(name)[0] ?? null;
  }

  numbers(name: string): readonly number[] {
    return this.#pick(name, (value): value is number => typeof value === 'number');
  }

  /** Text of any character-string syntax, with or without a language. */
  text(name: string): string | null {
    return this.texts(name)[0] ?? null;
  }

  texts(name: string): readonly string[] {
    return (this.#values.get(name) ?? []).flatMap(({ tag, value }) => {
      if (typeof value === 'string') return [value];
      if (value instanceof Uint8Array && isWithLanguage(tag)) return withoutLanguage(value);
      return [];
    });
  }

  boolean(name: string): boolean | null {
    return this.#pick(name, (value): value is boolean => typeof value === 'boolean')[0] ?? null;
  }

  #pick<T extends IppValue['value']>(name: string, is: (value: IppValue['value']) => value is T): readonly T[] {
    return (this.#values.get(name) ?? []).map(({ value }) => value).filter(is);
  }
}

/** The groups of one kind, for example every job of a Get-Jobs reply. */
export function readers(
  message: IppMessage,
  tag: (typeof groupTags)[keyof typeof groupTags],
): readonly AttributeReader[] {
  return message.groups.filter((group) => group.tag === tag).map((group) => new AttributeReader(group));
}

function isWithLanguage(tag: number): boolean {
  return tag === valueTags.textWithLanguage || tag === valueTags.nameWithLanguage;
}

/** Length and language, length and text (RFC 8010, section 3.9). */
function withoutLanguage(bytes: Uint8Array): readonly string[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 2) return [];
  const textAt = 2 + view.readUInt16BE(0) + 2;
  if (textAt > view.length) return [];
  const length = view.readUInt16BE(textAt - 2);
  return textAt + length <= view.length ? [view.toString('utf8', textAt, textAt + length)] : [];
}
