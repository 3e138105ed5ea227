import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../build/project.mjs';
import { contrast } from '../../renderer/dev/kit/contrast.ts';

const css = readFileSync(join(root, 'console/styles/tokens.css'), 'utf8');

/** Custom properties of one rule; the dark theme stands on top of the light one. */
function coloursOf(selector: string): ReadonlyMap<string, string> {
  const start = css.indexOf(`${selector} {`);
  const rule = css.slice(start, css.indexOf('}', start));
  return new Map([...rule.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name = '', colour = '']) => [name, colour]));
}

const light = coloursOf(':root');
const themes = { light, dark: new Map([...light, ...coloursOf(':root[data-theme="dark"]')]) };

const grounds = ['ground', 'surface', 'sunken'];
const tones = ['done', 'waiting', 'attention', 'information', 'quiet'];
/** Text, what it stands on. Source of the limits: WCAG 2.2, 1.4.3 and 1.4.11. */
const texts: readonly (readonly [string, string])[] = [
  ...grounds.flatMap((ground) => ['ink', 'ink-second', 'action', ...tones].map((ink) => [ink, ground] as const)),
  ...tones.flatMap((tone) => [[tone, `${tone}-tint`] as const, ['ink', `${tone}-tint`] as const]),
  ...['ink', 'ink-second', 'action'].map((ink) => [ink, 'action-tint'] as const),
  ['on-action', 'action'],
  ['on-action', 'action-pressed'],
  ['nav-attention', 'nav'],
  ...['nav', 'nav-chosen'].flatMap((ground) => ['nav-ink', 'nav-second'].map((ink) => [ink, ground] as const)),
];
const shapes: readonly (readonly [string, string])[] = [
  ...grounds.flatMap((ground) => ['edge', 'focus'].map((shape) => [shape, ground] as const)),
  ...['nav-mark', 'nav-waiting'].map((shape) => [shape, 'nav'] as const),
];

describe.each(Object.entries(themes))('a word of the console that cannot be read, %s', (_, colours) => {
  const of = (name: string): string => colours.get(name) ?? `no colour ${name}`;

  test.each(texts)('%s on %s', (ink, ground) => {
    expect(contrast(of(ink), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(shapes)('the shape %s on %s', (shape, ground) => {
    expect(contrast(of(shape), of(ground))).toBeGreaterThanOrEqual(3);
  });
});
