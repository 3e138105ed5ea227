import { describe, expect, it } from 'vitest';
import { type Clone, judgeClones, knownClones } from './known-duplicates.ts';

const clone: Clone = { files: ['a.ts', 'b.ts'], at: [10, 20], lines: 12 };
const reason = 'two tests that each read better whole';

describe('what stands twice', () => {
  it('does not pass without a reason, and the line says where both places are', () => {
    expect(judgeClones([clone], [])).toEqual([
      '12 lines of a.ts:10 stand again in b.ts:20; make them one, or say in known-duplicates.json why not',
    ]);
  });

  it('passes with a reason, whichever of the two files comes first', () => {
    expect(judgeClones([clone], [{ files: ['b.ts', 'a.ts'], reason }])).toEqual([]);
  });

  it('a reason whose pair is gone does not stay behind and excuse the next one', () => {
    expect(judgeClones([], [{ files: ['a.ts', 'b.ts'], reason }])).toHaveLength(1);
  });

  it('a pair whose reason is empty is no known pair', () => {
    expect(() => knownClones('[{"files":["a.ts","b.ts"],"reason":""}]')).toThrow('needs two files and a reason');
    expect(() => knownClones('[{"files":["a.ts"],"reason":"long enough, but only one file is named"}]')).toThrow();
  });
});
