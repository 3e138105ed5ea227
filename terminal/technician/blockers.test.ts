import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actsUnderWay, type BlockerFacts, blockersOf, mayTake } from './blockers.ts';

const free: BlockerFacts = {
  ...{ journey: 'idle', quietMs: 0, isPersonPresent: true, isIdCardOnPad: false, card: 'none', openCustody: 0 },
  ...{ isPaperAtExit: false, mayPapersLieInTray: false, openActs: 0, claimedDevices: 0, openOrders: 0 },
  ...{ isDoorOpen: true, isServiceKeyOn: true, isMaintenanceWanted: true, isStoreOk: true },
  ...{ isCardStuck: false, isUpdating: false },
};

describe('what a technician waits for', () => {
  it('nothing that he is himself: a person, a touch, a key, an open cabinet', () => {
    expect(blockersOf(free)).toEqual([]);
    expect(blockersOf({ ...free, journey: 'home' })).toEqual([]);
  });

  it('a card, paper or act of a citizen, each by its name', () => {
    const each: readonly (readonly [Partial<BlockerFacts>, string])[] = [
      [{ isIdCardOnPad: true }, 'idCard.onPad'],
      [{ journey: 'cardLeft' }, 'idCard.onPad'],
      [{ card: 'atOutlet' }, 'card.atOutlet'],
      [{ card: 'inside' }, 'card.inside'],
      [{ openCustody: 1 }, 'custody.open'],
      [{ isPaperAtExit: true }, 'paper.atExit'],
      [{ mayPapersLieInTray: true }, 'paper.inTray'],
      [{ openActs: 1 }, 'act.open'],
      [{ claimedDevices: 1 }, 'device.claimed'],
      [{ journey: 'visit' }, 'visit.open'],
      [{ journey: 'cleared' }, 'visit.ending'],
      [{ isUpdating: true }, 'lease.held'],
    ];
    for (const [change, code] of each) expect(blockersOf({ ...free, ...change })).toEqual([code]);
  });

  it('a card that the machine has given up on lets in whoever mends it', () => {
    const jammed = { ...free, card: 'inside' as const, openCustody: 1 };
    expect(blockersOf({ ...jammed, isCardStuck: true })).toEqual([]);
    expect(blockersOf({ ...jammed, isCardStuck: false })).toEqual(['card.inside', 'custody.open']);
  });

  it('an act of an earlier start does not hold whoever mends the dead printer, one that runs does', () => {
    const now = { bootId: 'now' };
    const none = { prints: [], documents: [], motions: [] };
    expect(actsUnderWay({ ...none, prints: [{ bootId: 'before' }] }, 'now', false)).toBe(0);
    expect(actsUnderWay({ ...none, prints: [now], documents: [now] }, 'now', false)).toBe(2);
    const motions = [
      { ...now, state: 'sent' as const },
      { ...now, state: 'unknown' as const },
    ];
    expect(actsUnderWay({ ...none, motions }, 'now', false)).toBe(1);
    expect(actsUnderWay({ ...none, motions }, 'now', true)).toBe(0);
  });

  it('money of an earlier visit does not hold, of the visit that stands it does', () => {
    expect(blockersOf({ ...free, openOrders: 1 })).toEqual([]);
    expect(mayTake(blockersOf({ ...free, openOrders: 1, journey: 'visit' }))).toBe(false);
  });
});

describe('a visit is wiped for a technician', () => {
  it('only when nothing of it has begun that must end by itself, and never during an update', () => {
    const facts = fc.record({
      journey: fc.constantFrom(
        'idle' as const,
        'home' as const,
        'visit' as const,
        'cleared' as const,
        'cardLeft' as const,
      ),
      isIdCardOnPad: fc.boolean(),
      card: fc.constantFrom('none' as const, 'inside' as const, 'atOutlet' as const),
      openCustody: fc.nat({ max: 2 }),
      isPaperAtExit: fc.boolean(),
      mayPapersLieInTray: fc.boolean(),
      openActs: fc.nat({ max: 2 }),
      claimedDevices: fc.nat({ max: 2 }),
      openOrders: fc.nat({ max: 2 }),
      isUpdating: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (change) => {
        const now = { ...free, ...change };
        const taken = mayTake(blockersOf(now));
        if (now.isUpdating) expect(taken).toBe(false);
        const hasBegun =
          now.card !== 'none' || now.openCustody > 0 || now.openActs > 0 || now.openOrders > 0 || now.isPaperAtExit;
        if (now.journey === 'visit' && hasBegun) expect(taken).toBe(false);
        if (now.journey === 'visit' && !hasBegun && !now.isUpdating) expect(taken).toBe(true);
      }),
    );
  });
});
