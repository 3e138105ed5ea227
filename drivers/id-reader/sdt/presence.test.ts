import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialPad, mustLift, nextPoll, type PadEvent, type PadState, padStep } from './presence.ts';
import { defaultSdtProfile, type SdtProfile } from './profile.ts';

const profile: SdtProfile = defaultSdtProfile;

/** Feeds events 350 ms apart; returns the last state and how many reads were started. */
function play(events: readonly PadEvent[], from: PadState = initialPad, use: SdtProfile = profile) {
  let state = from;
  let reads = 0;
  events.forEach((event, i) => {
    const step = padStep(state, event, (i + 1) * 350, use);
    state = step.state;
    reads += step.effects.length;
  });
  return { state, reads };
}

const found: PadEvent = { type: 'found', isArmed: true };
const seen: PadEvent = { type: 'found', isArmed: false };
const notFound: PadEvent = { type: 'notFound' };
const notThere: PadEvent = { type: 'notThere' };
const stillThere: PadEvent = { type: 'stillThere' };
const readOk: PadEvent = { type: 'readOk' };
const readFailed: PadEvent = { type: 'readFailed', isFinal: false };
const absent: PadState = { at: 'absent' };

describe('presence of a card', () => {
  it('one placing gives one read, and the card must go before the next', () => {
    expect(play([found, readOk, found, found, stillThere, notFound, found], absent)).toMatchObject({
      reads: 1,
      state: { at: 'presentRead' },
    });
    expect(play([found, readOk, notThere, notThere, found], absent)).toMatchObject({
      reads: 2,
      state: { at: 'reading' },
    });
  });

  it('a single failed presence test is not a card that has gone', () => {
    expect(play([found, readOk, notThere, stillThere, notThere], absent).state.at).toBe('presentRead');
    const once = padStep({ at: 'presentRead', misses: 1, missMs: 1_000, isUnsure: false }, notThere, 1_200, profile);
    expect(once.state.at).toBe('presentRead');
  });

  it('a module that was silent, or knows of no read, is looked at anew: a card that it finds then is old', () => {
    const [silent, forgot]: readonly [PadEvent, PadEvent] = [{ type: 'silent' }, { type: 'forgot' }];
    for (const lapse of [[forgot], [silent, silent], [silent, notThere], [silent, forgot]])
      for (const seenAgain of [[found], [notFound, found]])
        expect(play([found, readOk, ...lapse, ...seenAgain, found], absent)).toMatchObject({
          reads: 1,
          state: { at: 'presentFailed' },
        });
    expect(play([found, readOk, silent, stillThere, silent], absent).state.at).toBe('presentRead');
    expect(play([found, readOk, silent, silent, notFound, notFound, stillThere], absent).state.at).toBe('presentRead');
    expect(play([found, readOk, silent, silent, notFound, notFound, notThere, found], absent)).toMatchObject({
      reads: 2,
    });
    // Another card at the next look: the first one was seen to be gone.
    expect(play([found, readOk, notThere, forgot, found], absent)).toMatchObject({ reads: 2 });
    // A card that belongs to nobody, and a module that has begun anew.
    for (const lapse of [forgot, silent])
      expect(play([seen, notFound, lapse, found, found], absent)).toMatchObject({ reads: 0 });
  });

  it('a card that lay there at the start, or showed up while nobody waited, must be lifted first', () => {
    expect(play([found, found])).toMatchObject({ reads: 0, state: { at: 'presentFailed' } });
    expect(play([seen, found, found], absent)).toMatchObject({ reads: 0 });
    expect(play([seen, notFound, notThere, found], absent)).toMatchObject({ reads: 1 });
    expect(play([seen, notFound, notFound, notFound, found], absent)).toMatchObject({ reads: 0 });
    expect(play([notFound, notFound, stillThere, found])).toMatchObject({ reads: 0, state: { at: 'presentRead' } });
    expect(play([found], initialPad, { ...profile, trustsFirstSight: true })).toMatchObject({ reads: 1 });
  });

  it('a refused card that the module holds as read is still there, although find answers 80', () => {
    const refused = [found, { type: 'readFailed', isFinal: true } as const, notFound];
    expect(play(refused, absent).state).toMatchObject({ at: 'presentFailed', misses: 1 });
    expect(nextPoll(play(refused, absent).state, true, profile).ask).toBe('presence');
    expect(play([...refused, stillThere, notFound, stillThere], absent).state.at).toBe('presentFailed');
    expect(play([...refused, notThere], absent).state.at).toBe('absent');
  });

  it('three tries for one placing, and none after a final failure or for the next caller', () => {
    const failing = [found, readFailed, found, readFailed, found, readFailed, found, found];
    expect(play(failing, absent)).toMatchObject({ reads: 3, state: { at: 'presentFailed' } });
    expect(play([found, { type: 'readFailed', isFinal: true }, found], absent)).toMatchObject({ reads: 1 });
    expect(play([found, readFailed, { type: 'disarmed' }, found], absent)).toMatchObject({ reads: 1 });
    expect(play([found, readFailed, notFound, notThere, found], absent)).toMatchObject({ reads: 2 });
  });

  it('a unit without presence test cannot know for ten seconds', () => {
    const blind = { ...profile, presenceTest: false };
    expect(play([notFound, notFound], initialPad, blind).state).toEqual(absent);
    const read = play([found, readOk, notFound], absent, blind);
    expect(read.state.at).toBe('unknown');
    expect(padStep(read.state, notFound, 20_000, blind).state).toEqual(absent);
    // 9F can only be another placing there.
    expect(padStep(read.state, found, 2_000, blind).state.at).toBe('reading');
  });

  it('holds for any order of events: no read without an armed find on a pad seen empty, at most three for one placing', () => {
    const event: fc.Arbitrary<PadEvent> = fc.oneof(
      fc.constantFrom(found, seen, notFound, stillThere, notThere, readOk, readFailed),
      fc.constantFrom<PadEvent>({ type: 'disarmed' }, { type: 'linkChanged' }, { type: 'readFailed', isFinal: true }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), fc.boolean(), (events, presenceTest) => {
        const use = { ...profile, presenceTest };
        let state: PadState = initialPad;
        let sinceEmpty = Number.POSITIVE_INFINITY;
        events.forEach((one, i) => {
          const step = padStep(state, one, i * 350, use);
          if (step.effects.length > 0) {
            sinceEmpty += 1;
            expect(one).toEqual(found);
            expect(sinceEmpty).toBeLessThanOrEqual(use.maxTries);
          }
          state = step.state;
          // On a unit without presence test a fresh 9F after a read is a new placing by itself.
          if (state.at === 'absent' || (state.at === 'unknown' && state.holdUntilMs !== null)) sinceEmpty = 0;
          expect(nextPoll(state, true, use).afterMs).toBeLessThanOrEqual(use.idlePollMs);
          expect(mustLift(state)).toBe(state.at === 'presentRead' || state.at === 'presentFailed');
          // From everywhere a lifted card leads back to an empty pad (reading ends by its own limit first).
          const lifted: PadEvent[] = [readFailed, notFound, notFound, notThere, notThere, notFound];
          let way: PadState = state;
          lifted.forEach((step2, k) => {
            way = padStep(way, step2, 1_000_000 + k * 350, use).state;
          });
          expect(way.at).toBe('absent');
        });
      }),
    );
  });
});
