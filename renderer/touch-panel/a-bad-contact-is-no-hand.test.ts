import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../contract/touch-panel.ts';
import { contactLimits as limits } from './contact-limits.ts';
import {
  type ContactEvent,
  type Contacts,
  faultSeen,
  type Judged,
  judgeContact,
  nextLookMs,
  noContacts,
} from './contacts.ts';

/** Plays events on the glass; between them the clock rings whenever the judge asked for it. */
function glass() {
  let contacts: Contacts = noContacts;
  let now = 0;
  const log: Judged[] = [];
  const faults: (string | null)[] = [];
  const step = (event: ContactEvent): Judged => {
    const judged = judgeContact(contacts, event, now);
    contacts = judged.contacts;
    log.push(judged);
    faults.push(faultSeen(contacts));
    return judged;
  };
  const wait = (ms: number) => {
    const end = now + ms;
    for (let next = nextLookMs(contacts); next !== null && next <= end; next = nextLookMs(contacts)) {
      expect(next).toBeGreaterThan(now - 1);
      now = Math.max(now, next);
      step({ type: 'look' });
    }
    now = end;
  };
  let id = 0;
  const down = (at: Place, page = 'p', isLive = true) => {
    id += 1;
    return { id, judged: step({ type: 'down', id, at, page, isLive }) };
  };
  return {
    step,
    wait,
    down,
    tap: (at: Place, { page = 'p', isLive = true, heldMs = 60 } = {}) => {
      const { id: contact, judged } = down(at, page, isLive);
      wait(heldMs);
      return [judged, step({ type: 'up', id: contact, page })] as const;
    },
    now: () => now,
    fault: () => faultSeen(contacts),
    faults,
    log,
  };
}

const spot: Place = { xMm: 100, yMm: 200 };
const place = fc.record({ xMm: fc.nat({ max: 270 }), yMm: fc.nat({ max: 480 }) });

describe('what people do is never called bad', () => {
  /** A press anywhere; a finger that rests up to fifteen seconds; a key typed seven times a second; the same button twice a second through pages; a stroke. */
  const press = fc.record({ kind: fc.constant('press'), at: place, heldMs: fc.integer({ min: 20, max: 2_000 }) });
  const rest = fc.record({ kind: fc.constant('rest'), at: place, heldMs: fc.integer({ min: 2_000, max: 15_000 }) });
  const type = fc.record({ kind: fc.constant('type'), at: place, times: fc.integer({ min: 2, max: 40 }) });
  const mash = fc.record({
    kind: fc.constant('mash'),
    at: place,
    times: fc.integer({ min: 2, max: 25 }),
    turnsPage: fc.boolean(),
    isLive: fc.boolean(),
  });
  const stroke = fc.record({ kind: fc.constant('stroke'), at: place, heldMs: fc.integer({ min: 100, max: 30_000 }) });
  const pause = fc.integer({ min: 600, max: 4_000 });

  it('no sequence of human touches is judged stuck or ghost, or loses a touch', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(press, rest, type, mash, stroke), pause), { maxLength: 40 }), (deeds) => {
        const g = glass();
        let page = 0;
        for (const [deed, afterMs] of deeds) {
          switch (deed.kind) {
            case 'press':
            case 'rest':
              g.tap(deed.at, { page: `p${page}`, heldMs: deed.heldMs });
              break;
            case 'type':
              for (let i = 0; i < deed.times; i += 1) {
                g.tap(deed.at, { page: `p${page}`, heldMs: 50 });
                g.wait(93);
              }
              break;
            case 'mash':
              for (let i = 0; i < deed.times; i += 1) {
                if (deed.turnsPage) page += 1;
                g.tap(deed.at, { page: `p${page}`, isLive: deed.isLive, heldMs: 80 });
                g.wait(450);
              }
              break;
            case 'stroke': {
              const { id } = g.down(deed.at, `p${page}`);
              g.wait(50);
              g.step({ type: 'move', id, at: { ...deed.at, yMm: deed.at.yMm + 30 } });
              g.wait(deed.heldMs);
              g.step({ type: 'up', id, page: `p${page}` });
            }
          }
          // People look at what their touch did; another part of the panel may be typed on at once.
          g.wait(deed.kind === 'type' || deed.kind === 'mash' ? limits.windowMs : afterMs);
        }
        expect(new Set(g.faults)).toEqual(g.faults.length === 0 ? new Set() : new Set([null]));
        expect(g.log.flatMap(({ drop }) => drop)).toEqual([]);
      }),
    );
  });

  it('two hands at once are two contacts', () => {
    const g = glass();
    const left = g.down(spot);
    const right = g.down({ xMm: 200, yMm: 200 });
    g.wait(500);
    g.step({ type: 'up', id: left.id, page: 'p' });
    expect(g.step({ type: 'up', id: right.id, page: 'p' })).toMatchObject({ drop: [], sane: { xMm: 200 } });
    expect(g.fault()).toBeNull();
  });
});

describe('a contact that is never lifted', () => {
  it('is found in bounded time whatever else is touched, lets go of what it holds, and acts on nothing when it is lifted at last', () => {
    const other = fc.tuple(place, fc.integer({ min: 20, max: 5_000 }));
    fc.assert(
      fc.property(place, fc.boolean(), fc.array(other, { maxLength: 30 }), (at, doesWander, others) => {
        const g = glass();
        const { id } = g.down(at);
        if (doesWander) g.step({ type: 'move', id, at: { ...at, xMm: at.xMm + 10 } });
        const limit = doesWander ? limits.neverLiftedMs : limits.stuckMs;
        for (const [elsewhere, heldMs] of others) if (g.now() + heldMs < limit) g.tap(elsewhere, { heldMs });
        g.wait(Math.max(0, limit - g.now()));
        expect(g.fault()).toBe('stuck');
        expect(g.log.flatMap(({ drop }) => drop)).toContain(id);
        g.wait(60_000);
        expect(g.step({ type: 'up', id, page: 'p' })).toMatchObject({ drop: [id], sane: null });
        expect(g.fault()).not.toBe('stuck');
      }),
    );
  });

  it('other fingers go on meanwhile', () => {
    const g = glass();
    g.down(spot);
    g.wait(limits.stuckMs);
    const [, up] = g.tap({ xMm: 200, yMm: 400 });
    expect(up).toMatchObject({ drop: [], sane: { xMm: 200, yMm: 400 } });
  });

  it('that lay on a button while the page changed presses nothing on the next page', () => {
    const g = glass();
    const { id } = g.down(spot, 'E1');
    g.wait(3_000);
    expect(g.step({ type: 'up', id, page: 'F2' }).drop).toEqual([id]);
    expect(g.fault()).toBeNull();
  });
});

describe('touches that no finger makes', () => {
  it('in one spot where nothing answers: found by the twentieth, ignored there, free again after ten silent seconds', () => {
    const g = glass();
    for (let i = 1; i < limits.ghostTouches; i += 1) {
      expect(g.tap({ xMm: 100 + (i % 3), yMm: 200 }, { isLive: false })[0].drop).toEqual([]);
      g.wait(300);
    }
    expect(g.fault()).toBeNull();
    expect(g.tap(spot, { isLive: false })[0].drop).toHaveLength(1);
    expect(g.fault()).toBe('ghost');
    // Whatever comes up under the spot, it is not pressed there; beside it a finger is heard.
    g.wait(5_000);
    expect(g.tap(spot, { page: 'E1' })[1]).toMatchObject({ sane: null, drop: [expect.any(Number)] });
    expect(g.tap({ xMm: 100 + limits.ghostReachMm + 1, yMm: 200 }, { page: 'E1' })[1].drop).toEqual([]);
    g.wait(limits.ghostSilentMs);
    expect(g.fault()).toBeNull();
    expect(g.tap(spot, { page: 'E1' })[1]).toMatchObject({ sane: spot, drop: [] });
  });

  it('that go through page after page: found before a twenty-first is pressed', () => {
    const g = glass();
    for (let i = 0; i < 40; i += 1) {
      g.tap(spot, { page: `p${Math.floor(i / 7)}` });
      g.wait(100);
    }
    expect(g.log.flatMap(({ drop }) => drop).length).toBeGreaterThan(0);
    expect(g.fault()).toBe('ghost');
  });

  it('faster than any finger on one key: found as well', () => {
    const g = glass();
    for (let i = 0; i < limits.tooFastTouches; i += 1) {
      g.tap(spot, { heldMs: 30 });
      g.wait(60);
    }
    expect(g.fault()).toBe('ghost');
  });
});
