import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, choosePort } from './choose-port.ts';

const bound = { path: '/a', identity: 'SAM-1' };

describe('choosing the port of a role', () => {
  it('never guesses between two strangers', () => {
    const answers = [
      { path: '/b', identity: 'SAM-2' },
      { path: '/c', identity: 'SAM-3' },
    ];
    expect(choosePort(bound, answers)).toEqual({ type: 'ambiguous', paths: ['/b', '/c'] });
  });

  it('takes the known device wherever it answers, even with a stranger beside it', () => {
    const answers = [
      { path: '/b', identity: 'SAM-2' },
      { path: '/c', identity: 'SAM-1' },
    ];
    expect(choosePort(bound, answers)).toMatchObject({ type: 'use', path: '/c', isMoved: true });
  });

  it('takes a replaced device when it is the only one', () => {
    expect(choosePort(bound, [{ path: '/a', identity: 'SAM-9' }])).toMatchObject({ type: 'use', isMoved: false });
    expect(choosePort(null, [{ path: '/z', identity: null }])).toMatchObject({ type: 'use', isMoved: false });
    expect(choosePort(bound, [])).toEqual({ type: 'none' });
  });

  it('never chooses a port where nobody answered, and never one of two that look alike', () => {
    const answer: fc.Arbitrary<Answer> = fc.record({
      path: fc.constantFrom('/a', '/b', '/c', '/d'),
      identity: fc.constantFrom(null, 'SAM-1', 'SAM-2'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(answer, { selector: ({ path }) => path }), (answers) => {
        const choice = choosePort(bound, answers);
        const known = answers.filter(({ identity }) => identity === 'SAM-1').length;
        if (choice.type === 'none') expect(answers).toEqual([]);
        else if (choice.type === 'ambiguous') expect(known === 0 ? answers.length : known).toBeGreaterThan(1);
        else {
          expect(answers.map(({ path }) => path)).toContain(choice.path);
          expect(known === 1 || (known === 0 && answers.length === 1)).toBe(true);
        }
      }),
    );
  });
});
