/** Brightness of a small picture, row by row, 0 … 255. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export type QualityHint = 'tooDark' | 'tooBright' | 'noFace' | 'closer' | 'hold' | 'notSharp';

/**
 * Limits on a picture of about 96 × 128, tuned on pictures of a webcam in an office and on the generated ones of the test. They only spare the
 * citizen a useless try; whether a face fits is decided by the verifier, and the button takes a picture whatever they say.
 */
const qualityLimits = {
  darkMean: 55,
  brightMean: 205,
  /** Part of the outline that is burnt out (a lamp behind the head, glare on a page). */
  burntPart: 0.22,
  /** Standard deviation inside the outline: an empty wall has less. */
  emptyDeviation: 16,
  /** Mean change of a pixel since the last look. */
  motion: 9,
  /** Mean of the squared Laplacian, over the squared deviation: independent of contrast. */
  sharpness: 0.045,
  /** Documents: detail inside the frame over detail at its edge. */
  fillRatio: 0.35,
} as const;

/** RGBA as the canvas gives it → brightness (ITU-R BT.601). */
export function greyOf(rgba: Uint8ClampedArray, width: number, height: number): Grey {
  const pixels = new Uint8Array(width * height);
  for (let at = 0; at < pixels.length; at += 1) {
    const from = at * 4;
    pixels[at] = Math.round(0.299 * (rgba[from] ?? 0) + 0.587 * (rgba[from + 1] ?? 0) + 0.114 * (rgba[from + 2] ?? 0));
  }
  return { width, height, pixels };
}

/**
 * What the citizen can do to make the picture better; null = it is good. One hint at a time, the one that helps most first.
 * @param last  the picture before, for motion; null at the start
 */
export function judge(now: Grey, last: Grey | null, use: 'face' | 'document'): QualityHint | null {
  const inside = statsOf(now, use);
  if (inside.mean < qualityLimits.darkMean) return 'tooDark';
  if (inside.mean > qualityLimits.brightMean || inside.burnt > qualityLimits.burntPart) {
    // White paper is bright by nature.
    if (use === 'face' || inside.deviation < qualityLimits.emptyDeviation) return 'tooBright';
  }
  if (inside.deviation < qualityLimits.emptyDeviation) return use === 'face' ? 'noFace' : 'closer';
  if (last === null || motionOf(now, last) > qualityLimits.motion) return 'hold';
  if (sharpnessOf(now, use) / inside.deviation ** 2 < qualityLimits.sharpness) return 'notSharp';
  if (use === 'document' && inside.edgeDeviation < qualityLimits.fillRatio * inside.deviation) return 'closer';
  return null;
}

/** Whether a place counts: the oval of a face, the frame of a document. Both as they are drawn over the picture. */
function insideOutline(x: number, y: number, width: number, height: number, use: 'face' | 'document'): boolean {
  const [dx, dy] = [(x + 0.5) / width - 0.5, (y + 0.5) / height - 0.48];
  return use === 'face' ? (dx / 0.32) ** 2 + (dy / 0.38) ** 2 <= 1 : Math.abs(dx) <= 0.42 && Math.abs(dy) <= 0.42;
}

/** The whole picture in numbers, for a test of the camera itself: no outline, nobody is in it. `burnt` 0–1; `focus` as `qualityLimits.sharpness`. */
export function measure(grey: Grey): { mean: number; deviation: number; burnt: number; focus: number } {
  const { width, height, pixels } = grey;
  const all = new Sum();
  let burnt = 0;
  for (const value of pixels) {
    all.add(value);
    if (value > 250) burnt += 1;
  }
  let squares = 0;
  let count = 0;
  const at = (x: number, y: number) => pixels[y * width + x] ?? 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      squares += (at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y)) ** 2;
      count += 1;
    }
  }
  const deviation = all.deviation();
  const focus = squares / Math.max(1, count) / Math.max(1, deviation) ** 2;
  return { mean: all.mean(), deviation, burnt: burnt / Math.max(1, pixels.length), focus };
}

interface Stats {
  readonly mean: number;
  readonly deviation: number;
  readonly burnt: number;
  /** Deviation in the outer part of the outline. */
  readonly edgeDeviation: number;
}

function statsOf(grey: Grey, use: 'face' | 'document'): Stats {
  const all = new Sum();
  const edge = new Sum();
  let burnt = 0;
  eachInside(grey, use, (value, x, y) => {
    all.add(value);
    if (value > 250) burnt += 1;
    const outer = Math.max(Math.abs(x / grey.width - 0.5), Math.abs(y / grey.height - 0.48));
    if (outer > 0.28) edge.add(value);
  });
  return {
    mean: all.mean(),
    deviation: all.deviation(),
    burnt: burnt / Math.max(1, all.count),
    edgeDeviation: edge.deviation(),
  };
}

/** Mean of the squared Laplacian inside the outline: high where edges are sharp. */
function sharpnessOf(grey: Grey, use: 'face' | 'document'): number {
  const { width, height, pixels } = grey;
  const at = (x: number, y: number) => pixels[y * width + x] ?? 0;
  let sum = 0;
  let count = 0;
  eachInside(grey, use, (value, x, y) => {
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return;
    const laplacian = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * value;
    sum += laplacian ** 2;
    count += 1;
  });
  return sum / Math.max(1, count);
}

function motionOf(now: Grey, last: Grey): number {
  if (now.pixels.length !== last.pixels.length) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let at = 0; at < now.pixels.length; at += 1) sum += Math.abs((now.pixels[at] ?? 0) - (last.pixels[at] ?? 0));
  return sum / Math.max(1, now.pixels.length);
}

function eachInside(grey: Grey, use: 'face' | 'document', see: (value: number, x: number, y: number) => void): void {
  const { width, height, pixels } = grey;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (insideOutline(x, y, width, height, use)) see(pixels[y * width + x] ?? 0, x, y);
    }
  }
}

class Sum {
  count = 0;
  private total = 0;
  private squares = 0;

  add(value: number): void {
    this.count += 1;
    this.total += value;
    this.squares += value ** 2;
  }

  mean(): number {
    return this.total / Math.max(1, this.count);
  }

  deviation(): number {
    return Math.sqrt(Math.max(0, this.squares / Math.max(1, this.count) - this.mean() ** 2));
  }
}
