import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { type Block, Screen } from '../../contract/screen.ts';
import { allStories } from '../dev/fixtures/all-stories.ts';
import { sayIn } from '../dev/fixtures/make.ts';
import { rehearsedHome, rehearsedPage } from './rehearsal.tsx';

const kindOf = (block: Block) => (block.type === 'tiles' ? `tiles ${block.look ?? ''}` : block.type);

/** Kinds of blocks on the page of this story that the rehearsal does not draw. */
function missing(rehearsed: Screen, name: string): readonly string[] {
  const story = allStories.find((known) => known.name === name);
  if (story === undefined) throw new Error(`no story ${name}`);
  const drawn = new Set(rehearsed.blocks.map(kindOf));
  return story
    .screen(sayIn('zh-CN'))
    .blocks.map(kindOf)
    .filter((kind) => !drawn.has(kind));
}

test.each([rehearsedHome, rehearsedPage])('$name is no screen that a terminal could never send', (screen) => {
  expect([...Value.Errors(Screen, screen)]).toEqual([]);
});

test('the first touch of the first citizen does not compile a piece of the home page', () => {
  expect(missing(rehearsedHome, 'a1-home')).toEqual([]);
});

test('nor the second touch one of the page that follows', () => {
  expect(missing(rehearsedPage, 'b2-consent')).toEqual([]);
  expect(missing(rehearsedPage, 'd2-choose-card')).toEqual([]);
});
