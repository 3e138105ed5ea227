import { type Static, Type } from 'typebox';
import { oneOf, strict } from './closed-shapes.ts';

export const languages = ['zh-CN', 'zh-HK', 'en'] as const;
export type Language = (typeof languages)[number];
export const Language = Type.Unsafe<Language>({ type: 'string', enum: [...languages] });

/**
 * A text that the terminal service has already resolved in the citizen's language. `key` stays with it: speech finds its clip by
 * the key, tests assert on the key and not on wording. `personal` marks values of class C2 and above (already masked).
 */
export const Text = Type.Object(
  {
    key: Type.String(),
    text: Type.String(),
    personal: Type.Optional(Type.Boolean()),
    /** Who may hear it, where its field says so (`speak` of the catalogue); default: the headset for what is personal, else anybody. */
    speak: Type.Optional(oneOf(['never', 'headset', 'any'] as const)),
  },
  strict,
);
export type Text = Static<typeof Text>;
