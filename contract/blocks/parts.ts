import { type Static, Type } from 'typebox';
import { strict } from '../closed-shapes.ts';
import { Text } from '../text.ts';

/** What several kinds of blocks have in common. */

/** Tones of a notice. Colour never speaks alone: each has an icon and a word. */
export const tones = ['done', 'waiting', 'attention', 'information'] as const;
export type Tone = (typeof tones)[number];

/** Something that the citizen can press. `id` is what the Intent carries back. */
export const Action = Type.Object({ id: Type.String(), label: Text }, strict);
export type Action = Static<typeof Action>;

/** 上一页 / 下一页 of a long list or table; a missing action = no such page. */
export const Pager = Type.Object({ words: Text, previous: Type.Optional(Action), next: Type.Optional(Action) }, strict);

/** Square modules of a QR symbol, row by row, '1' = dark; `size` modules a side, without quiet zone. */
export const QrSymbol = Type.Object({ size: Type.Integer(), modules: Type.String(), label: Text }, strict);
