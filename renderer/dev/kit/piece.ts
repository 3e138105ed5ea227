import type { ReactNode } from 'react';
import type { Block } from '../../../contract/screen.ts';
import type { Language, Text } from '../../../contract/text.ts';
import type { View } from './view.ts';

/** Words of a story in the three languages of the machine. */
export type Words = readonly [zhCN: string, zhHK: string, en: string];

/** Resolves words in the language that is looked at. */
export type Tell = (words: Words, personal?: true) => Text;

export function tellIn(language: Language): Tell {
  return ([zhCN, zhHK, en], personal) => ({
    key: `kit.${en}`,
    text: language === 'en' ? en : language === 'zh-HK' ? zhHK : zhCN,
    ...(personal === undefined ? {} : { personal }),
  });
}

/** One state of a piece with what is to be seen in it. */
export interface PieceState {
  readonly name: string;
  readonly caption: string;
  /** A block of a page, as the terminal service sends it. */
  readonly block?: (tell: Tell) => Block;
  /** Anything that is no block. */
  readonly draw?: (tell: Tell, view: View) => ReactNode;
}

export const groups = [
  'Foundations',
  'Answer',
  'Know',
  'Follow',
  'Paper and things',
  'Frame',
  'Marks',
  'Technician',
] as const;
export type Group = (typeof groups)[number];

/** A piece of the kit: its story page. */
export interface Piece {
  /** In addresses: `?piece=choice-list`. */
  readonly name: string;
  readonly title: string;
  /** What the team calls it in Chinese. */
  readonly zh: string;
  readonly group: Group;
  /** Files below `renderer/` whose components this page shows. */
  readonly files: readonly string[];
  /** One sentence: what it is for. */
  readonly purpose: string;
  readonly use: readonly string[];
  readonly avoid: readonly string[];
  readonly keys: readonly (readonly [key: string, does: string])[];
  readonly states: readonly PieceState[];
  /** `paper`: stands on the ground of the page; default: on the white sheet. */
  readonly ground?: 'paper';
  /** Listens to the keys of the whole page: its small picture stands in a frame of its own. */
  readonly listens?: true;
}

/** Keys that every control answers to. */
export const pressKeys: Piece['keys'] = [
  ['↑ ↓ or Tab', 'the control before, the control behind'],
  ['Enter or Space', 'presses it'],
];
export const noKeys: Piece['keys'] = [['—', 'nothing to press; a screen reader reads it in order']];
