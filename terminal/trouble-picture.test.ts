import { expect, it } from 'vitest';
import { troubleSentences } from './trouble-picture.ts';

it('a picture that may stand before a broken disk does not promise that nothing on it is lost', () => {
  const words = Object.values(troubleSentences).join('\n');
  expect(words).not.toMatch(/不会丢失|都已保存|not lost|is safe/);
  expect(words).toMatch(/凭回执号.*查询/);
  // The word of every other page.
  expect(words).not.toMatch(/自助机/);
});
