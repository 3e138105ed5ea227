import { expect, test } from 'vitest';
import { machineParts } from '../../contract/screen.ts';
import { partFrames } from './machine-geometry.ts';

test('no two parts of the machine overlap: a lit part is unmistakable', () => {
  for (const a of machineParts) {
    for (const b of machineParts) {
      if (a === b) continue;
      const [one, other] = [partFrames[a], partFrames[b]];
      const apart =
        one.x + one.width < other.x ||
        other.x + other.width < one.x ||
        one.y + one.height < other.y ||
        other.y + other.height < one.y;
      expect(apart, `${a} and ${b}`).toBe(true);
    }
  }
});
