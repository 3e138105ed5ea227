import type { Screen } from '../../contract/screen.ts';
import { defaultModes } from '../../terminal/session/context.ts';
import type { GalleryEntry } from '../support/gallery/entry.ts';
import type { Combination } from './combinations.ts';
import { shareOf } from './share-of.ts';

/** A screen that stands for all of its kind: same page of the journey, same pieces, same tone. */
export interface Chosen {
  readonly kind: string;
  readonly entry: GalleryEntry;
}

/** Of each kind the screen with the most on it, in the order of the journey. */
export function chosenOf(gallery: readonly GalleryEntry[]): readonly Chosen[] {
  const best = new Map<string, Chosen & { readonly weight: number; readonly code: Screen['code'] }>();
  for (const entry of gallery) {
    const { screen, warning } = entry.snapshot('zh-CN', defaultModes);
    const pieces = [...new Set(screen.blocks.map((block) => block.type))].sort().join(' ');
    const kind = warning === null ? `${screen.code} ${pieces} ${screen.tone ?? ''}`.trim() : 'warning';
    const weight = JSON.stringify(screen).length;
    if ((best.get(kind)?.weight ?? 0) < weight) best.set(kind, { kind, entry, weight, code: screen.code });
  }
  const stage = (code: string) => order.indexOf(code);
  return [...best.values()].sort((a, b) => stage(a.code) - stage(b.code) || (a.kind < b.kind ? -1 : 1));
}

const order: readonly string[] = 'A0 A1 U3 B1 B2 C1 C2 D1 D2 T1 E0 E1 E2 P1 F1 F2 G1 V1 U1 G2 N1 Z'.split(' ');

/**
 * The kinds that have an accepted picture in a column: half of them, the rest in the next column, so that the set stays small. Which half follows from the name of the kind, so that one that comes or
 * goes moves no other. None with a camera: its hint follows what it sees.
 */
export const keptIn = (chosen: readonly Chosen[], column: number): readonly GalleryEntry[] =>
  chosen
    .filter(({ kind }) => (shareOf(kind, 2) + column) % 2 === 0 && !kind.includes('camera'))
    .map(({ entry }) => entry);

type Shown = Pick<Combination, 'theme' | 'language' | 'showing' | 'panel'>;

/** In what a person looks at every kind: each theme, language, showing and panel, and the ones that take most room together. */
export const columns: readonly Shown[] = [
  { theme: 'light', language: 'zh-CN', showing: 'standard', panel: '21.5' },
  { theme: 'contrast-dark', language: 'zh-CN', showing: 'standard', panel: '21.5' },
  { theme: 'contrast-light', language: 'zh-HK', showing: 'standard', panel: '21.5' },
  { theme: 'light', language: 'zh-CN', showing: 'large', panel: '21.5' },
  { theme: 'light', language: 'zh-CN', showing: 'reach', panel: '32' },
  { theme: 'contrast-dark', language: 'en', showing: 'both', panel: '21.5' },
  { theme: 'light', language: 'en', showing: 'large', panel: '15.6' },
  { theme: 'light', language: 'en', showing: 'standard', panel: '21.5-wide' },
];

export const columnName = ({ theme, language, showing, panel }: Shown): string =>
  [theme, language, showing, panel].join('.');
