import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contrast } from '../dev/kit/contrast.ts';
import { colourPairs, colourTokens } from '../dev/kit/pieces/colours.tsx';

const css = readFileSync(join(import.meta.dirname, 'technician-theme.css'), 'utf8');
const of = (token: string) => new RegExp(`--${token}: (#[\\da-f]{6})`).exec(css)?.[1] ?? '';

describe('a word of the technician’s pages that cannot be read', () => {
  test.each(colourTokens.filter(([, , least]) => least > 0))('%s is seen on ground and surface', (name, _, least) => {
    for (const ground of ['ground', 'surface']) expect(contrast(of(name), of(ground))).toBeGreaterThanOrEqual(least);
  });

  test.each(colourPairs)('%s on %s is read', (one, other) => {
    expect(contrast(of(one), of(other))).toBeGreaterThanOrEqual(4.5);
  });
});
