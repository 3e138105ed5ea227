import { describe, expect, it } from 'vitest';
import type { PrintState } from '../outputs.ts';
import { sessionRig } from '../testing/session-rig.ts';
import { followLink } from './moves.ts';

/** Loss report, then a new card in the same stay: two applications, two slips. */
describe('the next item of a stay prints its own slip', () => {
  function linked(print: PrintState) {
    const r = sessionRig();
    r.begin('ss.card.loss');
    const context = r.service.context();
    if (context.visit === null) throw new Error('no visit');
    const { visit } = followLink({ ...context, visit: { ...context.visit, print } }, 'ss.card.replace', 'n');
    if (visit === undefined || visit === null) throw new Error('no visit after the link');
    return visit;
  }

  it('a slip under way belongs to the visit before: the next one is not stuck with it, and paper is still to be taken', () => {
    expect(linked({ state: 'printing', copy: 0 })).toMatchObject({ print: { state: 'none' }, paper: true });
    const settled = { state: 'settled', copy: 0, code: null, unprintable: false } as const;
    expect(linked({ ...settled, outcome: 'done' })).toMatchObject({ print: { state: 'none' }, paper: true });
    expect(linked({ ...settled, outcome: 'notStarted' }).paper).toBe(false);
    expect(linked({ state: 'none' }).paper).toBe(false);
  });
});
