/**
 * Sizes of the interface in millimetres, turned into pixels through the profile of the panel. Machines are refitted and panels differ; a finger
 * and an eye do not. Sources of the numbers beside each row.
 */
export interface PanelProfile {
  readonly diagonalInch: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Floor to the lower edge of the active area, mm. */
  readonly bottomEdgeMm: number;
  /** Eye to panel, mm. */
  readonly viewDistanceMm: number;
  /** Letters larger than the mode asks for, 1 … 2 times (WCAG 1.4.4); 1 where it is not given. */
  readonly textScale?: number;
}

/** Below this, dense Han characters (赟, 龑) lose strokes, whatever the millimetres say. */
export const fontFloorPx = 24;

/** Cap height of Noto Sans SC over its em. */
const capRatio = 0.72;

/** EN 301 549 8.3.2.1 says 1,220 mm, its test text 1,200 mm: the stricter one. */
const reachLimitMm = 1200;

interface Scale {
  /** Side of everything that can be touched, mm. */
  readonly targetMm: number;
  /** Cap heights, mm. `body` is also the smallest text anywhere. */
  readonly capMm: Readonly<Record<FontName, number>>;
}

export const fontNames = ['body', 'lead', 'heading', 'title', 'number'] as const;
export type FontName = (typeof fontNames)[number];

const gapMm = 4;
const ringMm = 2;
const ringGapMm = 1;
const radiusMm = 3;

/**
 * Cap height that is seen under 0.7°, mm. Source: EN 301 549 V3.2.1, 5.1.4.
 * @param viewDistanceMm  eye to panel
 */
export function seenCapMm(viewDistanceMm: number): number {
  return (2 * Math.PI * viewDistanceMm * 0.7) / 360;
}

/** Millimetres of one pixel. */
export function pitchMm(panel: Pick<PanelProfile, 'diagonalInch' | 'widthPx' | 'heightPx'>): number {
  return (panel.diagonalInch * 25.4) / Math.hypot(panel.widthPx, panel.heightPx);
}

/** Pixels that are at least `mm` millimetres wide. */
export function pxOf(panel: PanelProfile, mm: number): number {
  return Math.ceil(mm / pitchMm(panel));
}

/** Font size in pixels whose capitals are at least `capMm` millimetres high; never below the floor. */
export function fontPx(panel: PanelProfile, capMm: number): number {
  return Math.ceil(Math.max(fontFloorPx, pxOf(panel, capMm / capRatio)) * (panel.textScale ?? 1));
}

/** Height, counted in pixels from the bottom of the panel, inside which a seated person reaches; at most the panel itself. */
export function reachPx(panel: PanelProfile): number {
  const px = Math.floor((reachLimitMm - panel.bottomEdgeMm) / pitchMm(panel));
  return Math.max(0, Math.min(panel.heightPx, px));
}

/** How much room the letters leave: `tight` pages give up air, `cramped` ones put everything into one column that turns leaves. */
export type Room = 'roomy' | 'tight' | 'cramped';

/** Letters (columns × lines) that a page of each kind holds at least; found by looking at every story on 15.6, 21.5 and 32 inch. */
const roomyLetters = 2000;
const tightLetters = 900;

/** Height that pages have, px: the whole panel, or what a seated person reaches of it. */
export const pageHeightPx = (panel: PanelProfile, reach: boolean): number => (reach ? reachPx(panel) : panel.heightPx);

/** Least height of a page, mm: a bar, a question, two targets and an action bar. A panel that hangs higher has no reach mode. */
const leastPageMm = 240;

/** Whether something is out of reach here and reach mode can move it down. */
export function offersReach(panel: PanelProfile): boolean {
  const px = reachPx(panel);
  return px < panel.heightPx && px * pitchMm(panel) >= leastPageMm;
}

/** Above this height, mm over the floor, the idle page says on a button of its own that there is a reach mode. Source: docs/domain/screens.md §2. */
const tallMm = 1400;
export const isTall = (panel: PanelProfile): boolean =>
  offersReach(panel) && panel.bottomEdgeMm + panel.heightPx * pitchMm(panel) > tallMm;

/**
 * The room on a panel: 21.5 inch is roomy, its large text tight; 15.6 inch is tight, its large text cramped.
 * @param heightPx  what pages have of the panel (`pageHeightPx`)
 */
export function roomOf(panel: PanelProfile, largeText: boolean, heightPx = panel.heightPx): Room {
  const letter = fontPx(panel, scaleOf(panel, largeText).capMm.body);
  const letters = (panel.widthPx / letter) * (heightPx / letter);
  if (letters >= roomyLetters) return 'roomy';
  return letters >= tightLetters ? 'tight' : 'cramped';
}

/** Standard and large text. Section 508 402.4 asks 4.8 mm, EN 301 549 5.1.4 asks 0.7°; the target sides are ours (WCAG 2.5.8 asks less). */
export function scaleOf(panel: PanelProfile, largeText: boolean): Scale {
  if (!largeText) {
    return { targetMm: 20, capMm: { body: 4.8, lead: 5.8, heading: 7.33, title: 9.5, number: 12 } };
  }
  const seen = seenCapMm(panel.viewDistanceMm);
  return {
    targetMm: 25,
    capMm: { body: seen, lead: seen * 1.1, heading: 9.5, title: 11.5, number: 14 },
  };
}

/**
 * The custom properties of `:root` for a panel and a text size, by name, with their unit.
 * `--mm` is one millimetre, `--vh` a hundredth of the height that pages have; the rest are whole pixels. Pure: the same input gives the same table.
 */
export function cssTokens(panel: PanelProfile, largeText: boolean, reach = false): ReadonlyMap<string, string> {
  const scale = scaleOf(panel, largeText);
  const tokens = new Map<string, string>([
    ['--mm', `${(1 / pitchMm(panel)).toFixed(4)}px`],
    ['--target', `${pxOf(panel, scale.targetMm)}px`],
    ['--gap', `${pxOf(panel, gapMm)}px`],
    ['--ring', `${pxOf(panel, ringMm)}px`],
    ['--ring-gap', `${pxOf(panel, ringGapMm)}px`],
    ['--radius', `${pxOf(panel, radiusMm)}px`],
    // Large text: no more than four things to choose from on a leaf; otherwise the pages themselves see to it.
    ['--choices', largeText ? '4' : 'none'],
    ['--reach', `${reachPx(panel)}px`],
    ['--page-height', `${pageHeightPx(panel, reach)}px`],
    ['--vh', `${(pageHeightPx(panel, reach) / 100).toFixed(4)}px`],
  ]);
  for (const name of fontNames) tokens.set(`--font-${name}`, `${fontPx(panel, scale.capMm[name])}px`);
  return tokens;
}
