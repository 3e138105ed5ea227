/** Contrast of colours. Source: WCAG 2.2, "relative luminance" and "contrast ratio". */

/** `#rrggbb`, `#rgb` or `rgb(r g b)` as three parts of 255; null = no colour that is known here. */
function rgbOf(colour: string): readonly [number, number, number] | null {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(colour.trim());
  if (short !== null)
    return rgbOf(
      `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`,
    );
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour.trim());
  if (hex !== null)
    return [1, 2, 3].map((at) => Number.parseInt(hex[at] ?? '', 16)) as unknown as [number, number, number];
  const parts = /^rgba?\((\d+)[ ,]+(\d+)[ ,]+(\d+)/.exec(colour.trim());
  return parts === null ? null : [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

function luminance([r, g, b]: readonly [number, number, number]): number {
  const linear = (part: number) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** 1 … 21; null where one of the two is no colour. */
export function contrast(one: string, other: string): number | null {
  const [a, b] = [rgbOf(one), rgbOf(other)];
  if (a === null || b === null) return null;
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}
