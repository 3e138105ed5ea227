import fc from 'fast-check';
import { expect, test } from 'vitest';
import { caseStates } from '../../contract/pulls/cases.ts';
import { parentState } from './matters.ts';

test('whatever the matters do, the parent is never ready while one still runs, and never runs when all have ended', () => {
  const state = fc.constantFrom('waiting' as const, ...caseStates);
  fc.assert(
    fc.property(fc.array(state, { minLength: 1, maxLength: 8 }), (states) => {
      const matters = states.map((one, i) => ({ matterId: String(i), state: one }));
      const parent = parentState(matters, '0');
      const ended = states.every((one) => ['ready', 'done', 'refused', 'withdrawn', 'expired'].includes(one));
      if (states[0] === 'refused') expect(parent).toBe('refused');
      else if (ended) expect(['ready', 'done']).toContain(parent);
      else if (parent === 'accepted')
        expect(states[0]).toBe('inProgress'); // the gate itself is under way
      else expect(['inProgress', 'needMore']).toContain(parent);
    }),
  );
});
