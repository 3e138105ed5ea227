/** What a rule found on one page. Plain, since it leaves the browser as JSON. */
export interface Found {
  readonly rule: string;
  /** Where: a short path of tags, classes and data attributes. */
  readonly selector: string;
  /** The first words that stand there. */
  readonly words: string;
  readonly measured: string;
  readonly wanted: string;
  /** CSS pixels in the window; null where the finding is about the whole page. */
  readonly box: Box | null;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is asked of a page; sizes in millimetres of the panel. */
export interface Wanted {
  readonly targetMm: number;
  /** Keys of the keyboard and of digit pads, the only exception (docs/domain/screens.md §4). */
  readonly keyMm: number;
  readonly gapMm: number;
  readonly keyGapMm: number;
  readonly pitchMm: number;
  readonly capMm: number;
  readonly fontFloorPx: number;
  readonly textRatio: number;
  readonly controlRatio: number;
  readonly largeText: boolean;
  readonly reach: boolean;
  /** Height from the bottom within which a seated person reaches, px. */
  readonly reachPx: number;
  readonly language: string;
}

/** Where the bars stand, to be compared between pages. */
export interface Bars {
  readonly top: Box | null;
  readonly modes: Box | null;
  readonly back: Box | null;
  readonly main: Box | null;
}
