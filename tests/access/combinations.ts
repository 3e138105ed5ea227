import type { Modes } from '../../contract/snapshot.ts';
import type { Language } from '../../contract/text.ts';
import { fontFloorPx, offersReach, type PanelProfile, pitchMm, reachPx, seenCapMm } from '../../renderer/kit/tokens.ts';
import { defaultModes } from '../../terminal/session/context.ts';
import type { Wanted } from './measure/finding.ts';
import type { RuleGroup } from './measure/main.ts';

export const showings = ['standard', 'large', 'reach', 'both'] as const;
export type Showing = (typeof showings)[number];
const languages = ['zh-CN', 'zh-HK', 'en'] as const;

const portrait = (diagonalInch: number): PanelProfile => ({
  ...{ diagonalInch, widthPx: 1080, heightPx: 1920, bottomEdgeMm: 850, viewDistanceMm: 600 },
});
/** The panels of docs/domain/screens.md §1 that differ most, and the usual one lying down. */
export const panels = {
  '15.6': portrait(15.6),
  '21.5': portrait(21.5),
  '32': { ...portrait(32), bottomEdgeMm: 740 },
  '21.5-wide': { ...portrait(21.5), widthPx: 1920, heightPx: 1080, bottomEdgeMm: 900 },
  /** Text at 200 % (WCAG 1.4.4): letters twice as large, targets as large as they are. */
  '200%': { ...portrait(21.5), textScale: 2 },
} as const satisfies Readonly<Record<string, PanelProfile>>;
export type PanelName = keyof typeof panels;
const realPanels = ['15.6', '21.5', '32', '21.5-wide'] as const;

export interface Combination {
  readonly theme: Modes['theme'];
  readonly language: Language;
  readonly showing: Showing;
  readonly panel: PanelName;
  readonly groups: readonly RuleGroup[];
  readonly axe: boolean;
  /** WCAG 1.4.12. */
  readonly spaced: boolean;
}

export const nameOf = ({ theme, language, showing, panel, spaced }: Combination): string =>
  `${theme} ${language} ${showing} ${panel}${spaced ? ' spaced' : ''}`;

const isReach = (showing: Showing): boolean => showing === 'reach' || showing === 'both';
const isLarge = (showing: Showing): boolean => showing === 'large' || showing === 'both';

export const modesOf = ({ theme, showing }: Pick<Combination, 'theme' | 'showing'>): Modes => ({
  ...defaultModes,
  theme,
  largeText: isLarge(showing),
  reach: isReach(showing),
});

export function wantedIn({ theme, language, showing, panel }: Combination): Wanted {
  const profile = panels[panel];
  const largeText = isLarge(showing);
  const contrast = theme !== 'light';
  return {
    ...{ targetMm: largeText ? 25 : 20, keyMm: 16, gapMm: 4, keyGapMm: 2 },
    pitchMm: pitchMm(profile),
    capMm: largeText ? seenCapMm(profile.viewDistanceMm) : 4.8,
    fontFloorPx,
    textRatio: contrast ? 7 : 4.5,
    controlRatio: contrast ? 7 : 3,
    largeText,
    reach: isReach(showing),
    reachPx: reachPx(profile),
    language,
  };
}

/**
 * Every combination in which a rule can come out differently:
 * - layout (sizes, gaps, clipping, letters, reach): every language × showing × panel in light; a theme moves boxes only by its outlines, so both contrast
 *   themes are laid out in the shortest and the longest language, on the panel with least room and the usual one;
 * - contrast: colours depend on the theme, and on the ground that a piece stands on, which small panels with large text change; never on the language;
 * - structure: languages and showings; the tree depends on the panel only where room is cramped, which is on 15.6 inch;
 * - focus: the order on every panel and showing, in the language with the longest words; the ring in every theme;
 * - axe: its rules look at the tree, at names and at colours: once in each theme, language and showing, on panels with and without room;
 * - spacing and 200 %: a Chinese and an English run, as letters and words are what grows.
 */
export function allCombinations(): readonly Combination[] {
  const list: Combination[] = [];
  for (const language of languages) {
    for (const showing of showings) {
      for (const panel of realPanels) {
        // Where everything is within reach the mode changes nothing and has no switch.
        if (isReach(showing) && !offersReach(panels[panel])) continue;
        const groups: RuleGroup[] = ['layout'];
        if (panel === '21.5' || panel === '15.6') groups.push('structure');
        if (language === 'en') groups.push('focus');
        if (
          language === 'zh-CN' &&
          ((showing === 'standard' && panel === '21.5') || (showing === 'large' && panel === '15.6'))
        )
          groups.push('contrast');
        list.push({ theme: 'light', language, showing, panel, groups, axe: false, spaced: false });
      }
    }
  }
  for (const theme of ['contrast-dark', 'contrast-light'] as const) {
    for (const language of ['zh-CN', 'en'] as const) {
      for (const [showing, panel] of [
        ['both', '21.5'],
        ['large', '15.6'],
      ] as const) {
        const groups: readonly RuleGroup[] = language === 'zh-CN' ? ['layout', 'contrast', 'focus'] : ['layout'];
        list.push({ theme, language, showing, panel, groups, axe: false, spaced: false });
      }
    }
  }
  for (const language of ['zh-CN', 'en'] as const) {
    const light = { theme: 'light', language, showing: 'standard', groups: ['text'], axe: false } as const;
    list.push({ ...light, panel: '21.5', spaced: true }, { ...light, panel: '200%', spaced: false });
  }
  return list.map((one) => ({ ...one, axe: axeIn.has(nameOf(one)) }));
}

const axeIn = new Set([
  'light zh-CN standard 21.5',
  'contrast-dark zh-CN both 21.5',
  'contrast-light zh-CN large 15.6',
  'light zh-HK large 21.5-wide',
  'light en reach 32',
]);
