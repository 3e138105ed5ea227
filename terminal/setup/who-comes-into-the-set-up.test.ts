import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeHubSide, type TemporaryStore, temporaryStore } from '../store/testing/temporary-store.ts';
import { endSetup, keepProgress, keepRestart, keptProgress, setupAtStart } from './keep.ts';
import { newProgress } from './progress.ts';

const at = '2026-11-28T08:00:00.000Z';
let temporary: TemporaryStore;
afterEach(() => {
  temporary[Symbol.dispose]();
});

describe('a machine that nobody has claimed', () => {
  beforeEach(() => {
    temporary = temporaryStore(null);
  });

  it('begins in the set-up, goes on there after each start, and serves once it has ended', () => {
    expect(setupAtStart(temporary.store, true)).toMatchObject({ step: 'panel', by: null });
    const further = { ...newProgress(null, at), step: 'network' as const };
    keepProgress(temporary.store, further);
    expect(setupAtStart(temporary.store, true)).toEqual(further);
    const again = temporary.reopen();
    expect(setupAtStart(again, true)).toEqual(further);
    endSetup(again);
    expect(setupAtStart(again, true)).toBeNull();
  });

  it('shows its code as before where no set-up is wanted', () => {
    expect(setupAtStart(temporary.store, false)).toBeNull();
    expect(keptProgress(temporary.store)).toBeNull();
  });

  it('begins anew where what was kept cannot be read', () => {
    temporary.store.meta.set('setup.progress', '{"format":"of another release"}');
    expect(setupAtStart(temporary.store, true)).toMatchObject({ step: 'panel' });
  });
});

describe('a machine that serves', () => {
  beforeEach(async () => {
    temporary = temporaryStore((await makeHubSide()).identity);
  });

  it('never begins in the set-up by itself, also where it was there before there was one', () => {
    expect(setupAtStart(temporary.store, true)).toBeNull();
  });

  it('opens it for the start that a technician has asked for, and for no other one', () => {
    const progress = newProgress('100001', at);
    keepProgress(temporary.store, progress);
    // A power cut, a crash: nobody who was let in is known to stand there.
    expect(setupAtStart(temporary.store, true)).toBeNull();
    keepRestart(temporary.store);
    expect(setupAtStart(temporary.store, true)).toEqual(progress);
    expect(setupAtStart(temporary.store, true)).toBeNull();
    // It can be gone on with by whoever is let in again.
    expect(keptProgress(temporary.store)).toEqual(progress);
  });
});
