import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StaffMember } from '../../contract/technician/staff.ts';
import type { WaitCode } from '../../contract/update-gate.ts';
import { accessLimits, closedAccess, isTaken, nextLookMs, stepAccess } from './access.ts';
import type { AccessEffect, AccessEvent, AccessState, Moment } from './access-state.ts';
import { mayTake } from './blockers.ts';
import { everybodyElse, lockedForMs, noFailures } from './lock-out.ts';

const [mark, lostMark] = ['a'.repeat(64), 'b'.repeat(64)];
const technician: StaffMember = { staffId: '100001', role: 'technician', pinHash: null, cards: [mark] };
const withoutCard: StaffMember = { ...technician, cards: [] };
const keeper: StaffMember = { staffId: '200001', role: 'keeper', pinHash: null };
const calm: Moment = {
  ...{
    monoMs: 0,
    blockers: [],
    newChallenge: 'K7QF93MD',
    members: [technician, keeper],
    membersAtMs: null,
    isBusy: false,
  },
};

/** One machine, walked by hand. */
class Walk {
  state: AccessState = closedAccess(noFailures);
  moment: Moment = calm;
  readonly effects: AccessEffect[] = [];
  do(...events: readonly AccessEvent[]): this {
    for (const event of events) {
      const step = stepAccess(this.state, event, this.moment);
      this.state = step.state;
      this.effects.push(...step.effects);
    }
    return this;
  }
  at(change: Partial<Moment>): this {
    this.moment = { ...this.moment, ...change };
    return this;
  }
  get place(): string {
    const { stage } = this.state;
    return stage.at === 'entering' ? stage.step : stage.at;
  }
  said(type: AccessEffect['type']): readonly AccessEffect[] {
    return this.effects.filter((effect) => effect.type === type);
  }
}

const knock: AccessEvent = { type: 'ask', by: 'knock' };
const comeIn = (staffId = '100001', isConfirmed = true): readonly AccessEvent[] => [
  knock,
  { type: 'number', staffId },
  { type: 'pin', pin: '284615' },
  { type: 'checked', isRight: true, isConfirmed },
];

describe('getting in', () => {
  it('number, PIN, the word of the hub', () => {
    const walk = new Walk().do(...comeIn());
    expect(walk.state.stage).toMatchObject({
      at: 'open',
      person: { staffId: '100001', role: 'technician', scope: 'whole' },
    });
    expect(walk.said('check')).toEqual([{ type: 'check', staffId: '100001', pin: '284615' }]);
    expect(JSON.stringify(walk.state)).not.toContain('284615');
  });

  it('without the word of the hub only for what must not wait, until a code by phone opens the rest, once', () => {
    const walk = new Walk().do(...comeIn('200001', false));
    expect(walk.state.stage).toMatchObject({ person: { scope: 'emergency' } });
    walk.do({ type: 'askCode' }, { type: 'code', role: 'technician' });
    expect(walk.state.stage).toMatchObject({ person: { role: 'keeper', scope: 'emergency' } });
    walk.do({ type: 'code', role: 'keeper' });
    expect(walk.state.stage).toMatchObject({ person: { role: 'keeper', scope: 'whole' } });
    expect(walk.state.challenge).toBeNull();
  });

  it('by a code alone, in the role that the hub has put into it, also for whom this machine has not heard of', () => {
    const walk = new Walk().at({ members: [] });
    walk.do(knock, { type: 'number', staffId: '300001' }, { type: 'askCode' }, { type: 'code', role: 'technician' });
    expect(walk.state.stage).toMatchObject({ at: 'open', person: { staffId: '300001', how: 'code', scope: 'whole' } });
    // What the hub says afterwards counts: it does not know this person at this machine.
    walk.at({ membersAtMs: 1 }).do({ type: 'look' });
    expect(walk.said('left')).toMatchObject([{ reason: 'revoked' }]);
  });

  it('a code is over after 30 minutes, after five wrong ones, and when it was used', () => {
    const asked = () => new Walk().do(knock, { type: 'number', staffId: '100001' }, { type: 'askCode' });
    const late = asked();
    for (let i = 1; i <= 4; i += 1) late.at({ monoMs: i * 8 * 60_000 }).do({ type: 'touch' });
    late.do({ type: 'code', role: 'technician' });
    expect(late.state.stage).toMatchObject({ step: 'pin', error: 'codeOver' });
    const wrong = asked();
    for (let i = 0; i < accessLimits.codeTries; i += 1) wrong.do({ type: 'code', role: null });
    expect(wrong.state.stage).toMatchObject({ step: 'pin', challenge: null, error: 'codeOver' });
    expect(lockedForMs(wrong.state.lock, '100001', 0)).toBe(15_000);
    const used = asked().do({ type: 'code', role: 'technician' }, { type: 'leave', reason: 'leave' });
    used.do(knock, { type: 'number', staffId: '100001' }, { type: 'code', role: 'technician' });
    expect(used.place).toBe('pin');
  });

  it("waits for what is a citizen's, serves nobody meanwhile, and gives up when nobody takes it away", () => {
    const walk = new Walk().at({ blockers: ['idCard.onPad'] }).do(knock);
    expect([walk.place, isTaken(walk.state)]).toEqual(['waiting', true]);
    expect(walk.said('waits')).toEqual([{ type: 'waits', for: ['idCard.onPad'] }]);
    walk.at({ blockers: [] }).do({ type: 'look' });
    expect(walk.place).toBe('number');
    const left = new Walk().at({ blockers: ['idCard.onPad'] }).do(knock);
    left.at({ monoMs: accessLimits.waitMs }).do({ type: 'look' });
    expect([left.place, isTaken(left.state)]).toEqual(['closed', false]);
  });

  it('a visit whose card is on its way goes on to its end before the machine is taken', () => {
    const walk = new Walk().at({ blockers: ['visit.open', 'card.inside'] }).do({ type: 'ask', by: 'serviceKey' });
    expect([walk.place, isTaken(walk.state)]).toEqual(['waiting', false]);
    walk.at({ blockers: ['visit.open'] }).do({ type: 'look' });
    expect(isTaken(walk.state)).toBe(true);
    walk.at({ blockers: ['visit.ending'] }).do({ type: 'look' });
    walk.at({ blockers: [] }).do({ type: 'look' });
    expect(walk.place).toBe('number');
  });

  it('nobody tries a locked number, and whoever leaves and comes again finds it locked; another person comes in', () => {
    const walk = new Walk().do(knock, { type: 'number', staffId: '100001' });
    for (let i = 0; i < 5; i += 1)
      walk.do({ type: 'pin', pin: '1' }, { type: 'checked', isRight: false, isConfirmed: true });
    const asked = walk.said('check').length;
    walk.do({ type: 'pin', pin: '284615' }, { type: 'leave', reason: 'leave' }, knock);
    walk.do({ type: 'number', staffId: '100001' }, { type: 'pin', pin: '284615' });
    expect(walk.said('check')).toHaveLength(asked);
    walk.do({ type: 'back' }, { type: 'number', staffId: '200001' }, { type: 'pin', pin: '739504' });
    expect(walk.said('check')).toHaveLength(asked + 1);
    walk.do({ type: 'checked', isRight: true, isConfirmed: true });
    expect(walk.state.stage).toMatchObject({ at: 'open', person: { staffId: '200001' } });
    expect(lockedForMs(walk.state.lock, '100001', 0)).toBe(15_000);
    walk.do({ type: 'leave', reason: 'leave' }).at({ monoMs: 15_000 });
    walk.do(knock, { type: 'number', staffId: '100001' }, { type: 'pin', pin: '284615' });
    expect(walk.said('check')).toHaveLength(asked + 2);
  });

  it('by opening the cabinet: the page stands while it is open, and goes when it is shut and nobody came in', () => {
    const opened = () => new Walk().do({ type: 'ask', by: 'door' });
    const walk = opened().at({ monoMs: 3_600_000 }).do({ type: 'look' });
    expect(walk.place).toBe('number');
    walk.do({ type: 'number', staffId: '100001' });
    // Whoever began to type and went away leaves the next one a fresh page.
    walk.at({ monoMs: 3_600_000 + accessLimits.enterMs }).do({ type: 'look' });
    expect(walk.state.stage).toMatchObject({ at: 'entering', step: 'number', staffId: null });
    expect([walk.do({ type: 'doorShut' }).place, isTaken(walk.state)]).toEqual(['closed', false]);
    expect(opened().at({ blockers: ['idCard.onPad'] }).place).toBe('number');
    const waits = new Walk().at({ blockers: ['idCard.onPad'] }).do({ type: 'ask', by: 'door' }, { type: 'doorShut' });
    expect(waits.place).toBe('closed');
  });

  it('a cabinet that is shut ends nothing that the key or the gesture began', () => {
    expect(new Walk().do(knock, { type: 'doorShut' }).place).toBe('number');
    const key = new Walk().do({ type: 'ask', by: 'door' }, { type: 'ask', by: 'serviceKey' }, { type: 'doorShut' });
    expect(key.place).toBe('number');
    const inside = new Walk().do(...comeIn(), { type: 'doorShut' });
    expect(inside.said('left')).toMatchObject([{ reason: 'doorClosed' }]);
  });
});

describe('a staff card', () => {
  const card: AccessEvent = { type: 'card', card: { staffId: '100001', mark } };
  const pin: AccessEvent = { type: 'pin', pin: '284615' };
  const right: AccessEvent = { type: 'checked', isRight: true, isConfirmed: true };

  it('takes the place of the number, never that of the PIN', () => {
    const walk = new Walk().do(knock, card);
    expect(walk.place).toBe('pin');
    expect(walk.said('opened')).toEqual([]);
    walk.do(right).do(pin);
    expect(walk.said('check')).toEqual([{ type: 'check', staffId: '100001', pin: '284615' }]);
    walk.do(right);
    expect(walk.state.stage).toMatchObject({ at: 'open', person: { staffId: '100001', how: 'card', scope: 'whole' } });
  });

  it("somebody else's, with my PIN, fails like a wrong PIN and counts for that person", () => {
    const walk = new Walk().do(knock, card, pin, { type: 'checked', isRight: false, isConfirmed: true });
    expect(walk.state.stage).toMatchObject({ step: 'pin', error: 'wrongCard' });
    expect(walk.said('failed')).toMatchObject([{ staffId: '100001', how: 'card' }]);
    for (let i = 0; i < 4; i += 1) walk.do(pin, { type: 'checked', isRight: false, isConfirmed: true });
    expect(lockedForMs(walk.state.lock, '100001', 0)).toBe(15_000);
  });

  it("nobody's looks like anybody's until the PIN is wrong, and is counted", () => {
    const walk = new Walk().do(knock, { type: 'card', card: null });
    expect(walk.place).toBe('pin');
    walk.do(pin, right);
    expect(walk.said('opened')).toEqual([]);
    expect(walk.state.stage).toMatchObject({ step: 'pin', error: 'wrongCard' });
    for (let i = 0; i < 4; i += 1) walk.do(pin, right);
    expect(lockedForMs(walk.state.lock, everybodyElse, 0)).toBe(15_000);
    expect(lockedForMs(walk.state.lock, '100001', 0)).toBe(0);
  });

  it('that is lost lets in nobody any more, puts out whoever came in by it, and leaves its holder the number', () => {
    const asked = new Walk().do(knock, card, pin).at({ members: [withoutCard] });
    expect(asked.do(right).said('opened')).toEqual([]);
    const inside = new Walk().do(knock, card, pin, right).at({ members: [withoutCard] });
    expect(inside.do({ type: 'look' }).said('left')).toMatchObject([{ reason: 'revoked' }]);
    const byNumber = new Walk().do(...comeIn()).at({ members: [withoutCard] });
    expect(byNumber.do({ type: 'look' }).place).toBe('open');
  });

  it('is taken by the page of the number alone', () => {
    const walk = new Walk().do(knock, { type: 'number', staffId: '200001' }, card);
    expect(walk.state.stage).toMatchObject({ step: 'pin', staffId: '200001', card: null });
    expect(new Walk().do(card).place).toBe('closed');
    expect(new Walk().at({ blockers: ['idCard.onPad'] }).do(knock, card).place).toBe('waiting');
  });
});

describe('getting out', () => {
  it('by itself after five minutes without a touch, not while a test runs', () => {
    const walk = new Walk().do(...comeIn());
    walk.at({ monoMs: accessLimits.idleMs - 1 }).do({ type: 'touch' });
    walk.at({ monoMs: accessLimits.idleMs * 2, isBusy: true }).do({ type: 'look' });
    expect(walk.place).toBe('open');
    walk.at({ isBusy: false }).do({ type: 'look' });
    expect(walk.said('left')).toMatchObject([{ reason: 'idle' }]);
  });

  it('when the hub ends the person, or gives another role, at once', () => {
    for (const members of [[keeper], [{ ...technician, role: 'keeper' as const }]]) {
      const walk = new Walk()
        .do(...comeIn())
        .at({ members })
        .do({ type: 'look' });
      expect(walk.said('left')).toMatchObject([{ reason: 'revoked' }]);
      expect(isTaken(walk.state)).toBe(false);
    }
  });
});

const codes = fc.constantFrom<WaitCode>(
  'visit.open',
  'visit.ending',
  'idCard.onPad',
  'card.inside',
  'act.open',
  'lease.held',
);
const anyEvent = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...comeIn(), ...comeIn('200001', false)) },
  fc.constantFrom<AccessEvent>(
    { type: 'ask', by: 'serviceKey' },
    { type: 'touch' },
    { type: 'askCode' },
    { type: 'back' },
    { type: 'look' },
    { type: 'checked', isRight: false, isConfirmed: true },
    { type: 'code', role: null },
    { type: 'code', role: 'technician' },
    { type: 'second', staffId: '200001', isRight: false },
    { type: 'leave', reason: 'leave' },
    { type: 'leave', reason: 'keyOff' },
    { type: 'ask', by: 'door' },
    { type: 'doorShut' },
    { type: 'card', card: { staffId: '100001', mark } },
    { type: 'card', card: { staffId: '100001', mark: lostMark } },
    { type: 'card', card: null },
  ),
);
const turn = fc.record({
  event: anyEvent,
  laterMs: fc.constantFrom(0, 1_000, 15_000, 61_000, 300_000),
  blockers: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.uniqueArray(codes, { maxLength: 3 })),
  members: fc.constantFrom([technician, keeper], [withoutCard, keeper], [keeper], null),
  isBusy: fc.boolean(),
});

describe('whatever happens', () => {
  it("nobody is in without a right PIN or code, over a citizen's things, or longer than he may be", () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
        let state = closedAccess(noFailures);
        let monoMs = 0;
        for (const { event, laterMs, blockers, members, isBusy } of turns) {
          monoMs += laterMs;
          const moment: Moment = { ...calm, monoMs, blockers, members, isBusy };
          const before = state;
          const step = stepAccess(before, event, moment);
          state = step.state;
          const types = step.effects.map(({ type }) => type);

          // In only by what proves a person, from the page that asked for it.
          if (before.stage.at !== 'open' && types.includes('opened')) {
            expect(before.stage.at).toBe('entering');
            const isPin = event.type === 'checked' && event.isRight && event.isConfirmed !== undefined;
            const isCode = event.type === 'code' && event.role !== null;
            expect(isPin || isCode).toBe(true);
            // Who says so by a card has one that counts at this moment, and a PIN beside it.
            const by = step.effects.find((effect) => effect.type === 'opened')?.person;
            if (by?.how === 'card') {
              expect(isPin).toBe(true);
              expect(members?.find(({ staffId }) => staffId === by.staffId)?.cards).toContain(by.card);
            }
            if (isCode) expect(before.stage).toMatchObject({ step: 'code' });
            else expect(before.stage).toMatchObject({ step: 'checking' });
            const staffId = before.stage.at === 'entering' ? before.stage.staffId : null;
            expect(lockedForMs(before.lock, staffId, monoMs) > 0 && isCode).toBe(false);
          }
          // Never over a citizen's things: the page that lets in comes only when nothing is waited for.
          if (before.stage.at === 'waiting' && state.stage.at === 'entering') expect(blockers).toEqual([]);
          if (before.stage.at === 'closed' && isTaken(state)) expect(mayTake(blockers)).toBe(true);
          // By a card that counts no more nobody stays.
          if (state.stage.at === 'open' && state.stage.person.card !== null)
            expect(members?.flatMap(({ cards }) => cards ?? [])).toContain(state.stage.person.card);
          // Out is said exactly once, with the devices to be given back.
          const isOut = before.stage.at === 'open' && state.stage.at !== 'open';
          expect(types.filter((type) => type === 'left')).toHaveLength(
            isOut ? 1 : types.includes('opened') && state.stage.at !== 'open' ? 1 : 0,
          );
          // Nobody stays without a touch, and time that ends something is always known.
          if (state.stage.at === 'open' && !isBusy) {
            expect(monoMs - state.stage.touchedAtMs).toBeLessThan(accessLimits.idleMs);
          }
          const isDoorPage =
            state.stage.at === 'entering' && state.stage.by === 'door' && state.stage.step === 'number';
          if (state.stage.at === 'open' || (state.stage.at === 'entering' && !isDoorPage))
            expect(nextLookMs(state)).not.toBeNull();
          // What only the open cabinet holds ends with it.
          if (event.type === 'doorShut') expect(isDoorPage).toBe(false);
          // No PIN that was typed is kept, whatever page comes next.
          expect(JSON.stringify(state)).not.toMatch(/284615|739504/);
          // A lock that runs is never made shorter by an event.
          for (const id of ['100001', '200001', null])
            expect(lockedForMs(state.lock, id, monoMs)).toBeGreaterThanOrEqual(lockedForMs(before.lock, id, monoMs));
        }
      }),
      { numRuns: 1500 },
    );
  });
});
