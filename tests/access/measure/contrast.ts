import type { Found, Wanted } from './finding.ts';
import { finding, isSeen, scope, targets, textRuns } from './page-facts.ts';

type Rgb = readonly [number, number, number];
interface Colour {
  readonly rgb: Rgb;
  readonly alpha: number;
}

/** Contrast of every text and icon with what lies under it, and of every edge of a control with what lies around it. */
export function measureContrast(wanted: Wanted): Found[] {
  const found: Found[] = [];
  const told = new Set<string>();
  const tell = (rule: string, element: Element, ratio: number, least: number, colours: string) => {
    const key = `${rule} ${element.className} ${colours}`;
    if (ratio >= least - 0.01 || told.has(key)) return;
    told.add(key);
    found.push(finding(rule, element, `${ratio.toFixed(2)} : 1 (${colours})`, `≥ ${least} : 1`));
  };
  for (const { element } of textRuns()) {
    if (isExempt(element, wanted)) continue;
    const under = groundOf(element);
    const style = getComputedStyle(element);
    const colour = element instanceof SVGElement ? style.fill : style.color;
    const ink = over(parse(colour), under, opacityOf(element));
    tell('contrast-text', element, ratioOf(ink, under), wanted.textRatio, `${hex(ink)} on ${hex(under)}`);
  }
  for (const icon of scope().querySelectorAll('svg')) {
    if (!isSeen(icon) || icon.closest('figure') !== null || !usesInk(icon) || isExempt(icon, wanted)) continue;
    const under = groundOf(icon);
    const ink = over(parse(getComputedStyle(icon).color), under, opacityOf(icon));
    // A mark that is not set, or a mere decoration of the paper.
    if (ratioOf(ink, under) < 1.2 && icon.closest('[aria-hidden="true"]') !== null) continue;
    tell('contrast-icon', icon, ratioOf(ink, under), wanted.controlRatio, `${hex(ink)} on ${hex(under)}`);
  }
  for (const control of targets().filter(isSeen)) {
    const edge = edgeOf(control);
    if (edge === null) continue;
    tell('contrast-edge', control, edge.ratio, wanted.controlRatio, edge.colours);
  }
  return found;
}

/** WCAG 1.4.3 leaves out what cannot be used now; the contrast themes of docs/domain/screens.md §2 do not. */
const isExempt = (element: Element, { textRatio }: Wanted): boolean =>
  textRatio < 7 && element.closest(':disabled') !== null;

/** An icon of the kit draws with the colour of its text; drawings with colours of their own are pictures. */
const usesInk = (icon: Element): boolean => {
  const { fill, stroke } = getComputedStyle(icon);
  const { color } = getComputedStyle(icon);
  return stroke === color || fill === color;
};

/** The better of border and ground of a control against its surroundings; null = it has neither, its words are all there is. */
function edgeOf(control: Element): { readonly ratio: number; readonly colours: string } | null {
  const parent = control.parentElement;
  if (parent === null) return null;
  const around = groundOf(parent);
  const style = getComputedStyle(control);
  const seen: { ratio: number; colours: string }[] = [];
  if (Number.parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none') {
    const edge = over(parse(style.borderTopColor), around, 1);
    seen.push({ ratio: ratioOf(edge, around), colours: `edge ${hex(edge)} on ${hex(around)}` });
  }
  const own = groundOf(control);
  if (parse(style.backgroundColor).alpha > 0) {
    seen.push({ ratio: ratioOf(own, around), colours: `ground ${hex(own)} on ${hex(around)}` });
  }
  const inset = /inset/.test(style.boxShadow) ? /rgba?\([^)]*\)/.exec(style.boxShadow)?.[0] : undefined;
  if (inset !== undefined) {
    const edge = over(parse(inset), around, 1);
    seen.push({ ratio: ratioOf(edge, around), colours: `edge ${hex(edge)} on ${hex(around)}` });
  }
  const visible = seen.filter(({ ratio }) => ratio > 1.02);
  return visible.length === 0 ? null : visible.reduce((best, one) => (one.ratio > best.ratio ? one : best));
}

/** What lies under an element: grounds of its ancestors laid on each other, from the first that is opaque. */
export function groundOf(element: Element): Rgb {
  const layers: Colour[] = [];
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const colour = parse(getComputedStyle(at).backgroundColor);
    if (colour.alpha > 0) layers.push(colour);
    if (colour.alpha === 1) break;
  }
  return layers.reduceRight<Rgb>((under, layer) => over(layer, under, 1), [255, 255, 255]);
}

function opacityOf(element: Element): number {
  let opacity = 1;
  for (let at: Element | null = element; at !== null; at = at.parentElement)
    opacity *= Number(getComputedStyle(at).opacity);
  return opacity;
}

export function parse(colour: string): Colour {
  const numbers = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  // color(srgb r g b / a), as color-mix leaves it.
  const scale = colour.startsWith('color(') ? 255 : 1;
  const [r = 0, g = 0, b = 0, alpha = 1] = numbers;
  if (colour === 'none' || colour === 'transparent') return { rgb: [0, 0, 0], alpha: 0 };
  return { rgb: [r * scale, g * scale, b * scale], alpha };
}

function over({ rgb, alpha }: Colour, under: Rgb, opacity: number): Rgb {
  const part = alpha * opacity;
  return rgb.map((value, i) => value * part + (under[i] ?? 0) * (1 - part)) as unknown as Rgb;
}

/** WCAG 2.2, contrast ratio. */
export function ratioOf(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const hex = (rgb: Rgb): string => `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
