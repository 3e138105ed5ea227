import { describe, expect, test } from 'vitest';
import type { FromTerminal } from '../../contract/channel.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { drawnWithinMs, PageFact } from './page-fact.ts';

const epoch = 'e1';
const snapshot = (revision: number) => ({ type: 'snapshot', snapshot: { revision } }) as unknown as FromTerminal;

function page() {
  const clock = new VirtualClock();
  const fact = new PageFact(clock, epoch);
  const told: string[] = [];
  fact.onChange(() => told.push(fact.fact.state));
  const drawn = (revision: number) => fact.painted({ epoch, revision });
  return { clock, fact, told, drawn, state: () => fact.fact.state };
}

describe('a page', () => {
  test('counts from the moment at which the newest snapshot of this start was drawn, and not before', () => {
    const { fact, drawn, state } = page();
    fact.sent(snapshot(1));
    fact.sent(snapshot(2));
    expect(state()).toBe('none');
    drawn(1);
    expect(state()).toBe('none');
    fact.painted({ epoch: 'of the start before', revision: 2 });
    expect(state()).toBe('none');
    drawn(2);
    expect(state()).toBe('drawn');
  });

  test('that painted an empty frame has not drawn', () => {
    const { fact, told, state } = page();
    fact.sent(snapshot(1));
    fact.painted({ epoch, revision: 1, isBlank: true });
    expect([state(), told]).toEqual(['blank', ['blank']]);
    fact.painted({ epoch, revision: 1 });
    expect(state()).toBe('drawn');
  });

  test('that follows within its time is no news at every snapshot', async () => {
    const { clock, fact, told, drawn } = page();
    fact.sent(snapshot(1));
    drawn(1);
    for (let revision = 2; revision < 20; revision += 1) {
      fact.sent(snapshot(revision));
      await clock.advance(drawnWithinMs - 1);
      drawn(revision);
    }
    expect([told, clock.pending]).toEqual([['drawn'], 0]);
  });

  test('that stays behind is late, however many snapshots follow', async () => {
    const { clock, fact, drawn, state } = page();
    fact.sent(snapshot(1));
    drawn(1);
    for (let revision = 2; revision <= 11; revision += 1) {
      fact.sent(snapshot(revision));
      await clock.advance(drawnWithinMs / 10);
    }
    expect(state()).toBe('late');
    drawn(11);
    expect(state()).toBe('drawn');
  });

  test('that was replaced on purpose must draw again; one that was lost does not count until the next has drawn', async () => {
    const { clock, fact, drawn, state } = page();
    fact.sent(snapshot(1));
    drawn(1);
    fact.sent({ type: 'wipe' });
    expect(state()).toBe('drawn');
    await clock.advance(drawnWithinMs);
    expect(state()).toBe('late');
    drawn(1);
    fact.lost();
    expect(fact.fact).toEqual({ isShellUp: false, state: 'lost', losses: 1 });
    await clock.advance(drawnWithinMs);
    expect([state(), clock.pending]).toEqual(['lost', 0]);
    drawn(1);
    expect(fact.fact).toMatchObject({ state: 'drawn', losses: 1 });
  });

  test('the shell is up once it has said hello', () => {
    const { fact, told } = page();
    fact.shellUp();
    fact.shellUp();
    expect([fact.fact.isShellUp, told]).toEqual([true, ['none']]);
  });
});
