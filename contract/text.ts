import { type Static, Type } from 'typebox';

export const languages = ['zh-CN', 'zh-HK', 'en'] as const;
export type Language = (typeof languages)[number];
export const Language = Type.Unsafe<Language>({ type: 'string', enum: [...languages] });

/**
 * A text that the terminal service has already resolved in the citizen's language. `key` stays with it: speech finds its clip by
 * the key, tests assert on the key and not on wording. `personal` marks values of class C2 and above (already masked).
 */
export const Text = Type.Object(
  { key: Type.String(), text: Type.String(), personal: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);
export type Text = Static<typeof Text>;
