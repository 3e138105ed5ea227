import { describe, expect, it } from 'vitest';
import type { TimeLimit } from './context.ts';
import { idleDelay, maxExtensions, nobodyHereMs, personGoneMs, sessionDelays, tapHintMs, warnDelay } from './delays.ts';
import { toFound } from './testing/failure-walks.ts';
import { card, otherCard, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig } from './testing/session-rig.ts';

/** docs/domain/screens.md §6, row by row: seconds before the warning, of the warning, and the factor of those who need more time. */
const rows: readonly (readonly [TimeLimit, number, number, number])[] = [
  ['public', 60, 20, 2],
  ['personal', 45, 30, 2],
  ['question', 90, 30, 3],
  ['typing', 120, 30, 3],
  ['tap', 90, 30, 2],
  ['pay', 120, 30, 2],
  ['leaving', 30, 30, 2],
];

/** Ways in which somebody shows that they need more time. */
const ways: Readonly<Record<string, (r: SessionRig) => void>> = {
  'large text': (r) => r.touch({ kind: 'mode', mode: 'largeText' }),
  speech: (r) => r.touch({ kind: 'mode', mode: 'speech' }),
  'a headset that was pulled out': (r) => {
    r.service.send({ type: 'DEVICE', capability: 'headset', view: { availability: 'ready', fault: null } });
    r.service.send({ type: 'DEVICE', capability: 'headset', view: { availability: 'unavailable', fault: null } });
  },
  keys: (r) => r.touch({ kind: 'panel', seen: 'keys', xMm: 0, yMm: 0 }),
};

const limited = (limit: TimeLimit, use: (r: SessionRig) => void = () => undefined) => {
  const r = sessionRig();
  toFound(r);
  use(r);
  const context = { ...r.service.context(), limit };
  r.service.stop();
  return [idleDelay(context), warnDelay(context)];
};

const warned = (r: SessionRig) => r.service.snapshot().warning !== null;
const { idleMs, warnMs } = sessionDelays.personal;

/** Says "I am still here" once more than is taken without a card. */
async function stayOften(r: SessionRig): Promise<void> {
  for (let i = 0; i <= maxExtensions; i += 1) {
    await r.clock.advance(idleDelay(r.service.context()) ?? 0);
    expect([i, warned(r)]).toEqual([i, true]);
    r.touch({ kind: 'stay' });
    expect(warned(r)).toBe(false);
  }
}

/** On a page with something chosen, with the card asked for. */
async function onceMore(): Promise<SessionRig> {
  const r = sessionRig();
  toFound(r);
  r.press('continue');
  r.choose('card', 'card-2');
  expect(r.name()).toBe('ss.card.loss/D2-card');
  await stayOften(r);
  return r;
}

describe('time limits', () => {
  it.each(rows)(
    '%s: %i s, then a warning of %i s; × %i for whoever needs it, in whichever way',
    (limit, idle, warn, factor) => {
      expect(limited(limit)).toEqual([idle * 1_000, warn * 1_000]);
      for (const [way, use] of Object.entries(ways)) {
        expect(limited(limit, use), way).toEqual([idle * factor * 1_000, warn * factor * 1_000]);
      }
      // WCAG 2.2.1: nobody has less than 20 s to answer.
      expect(warn).toBeGreaterThanOrEqual(20);
    },
  );

  it('a device or the hub at work has no limit of the page: its watchdog ends it', () => {
    expect(limited('none')).toEqual([null, null]);
    expect(limited('none', ways.keys)).toEqual([null, null]);
  });

  it('the idle page has none; the home page goes back to it', async () => {
    const r = sessionRig();
    await r.clock.advance(3_600_000);
    expect([r.name(), warned(r)]).toEqual(['A0', false]);
    r.press('start');
    await r.clock.advance(60_000);
    expect([r.name(), warned(r)]).toEqual(['A1-home', true]);
    await r.clock.advance(20_000);
    expect(r.name()).toBe('A0');
  });

  it('keys count from the first one, also in the middle of a page, and no longer for whoever comes next', async () => {
    const r = sessionRig();
    toFound(r);
    await r.clock.advance(idleMs - 1_000);
    ways.keys?.(r);
    await r.clock.advance(idleMs * 2 - 1_000);
    expect(warned(r)).toBe(false);
    await r.clock.advance(1_000);
    expect(r.service.snapshot().warning?.endsInMs).toBe(warnMs * 2);
    r.touch({ kind: 'exit' });
    await r.clock.advance(3_000);
    expect([r.name(), r.service.context().keys]).toEqual(['A0', false]);
    ways.keys?.(r);
    expect(r.service.context().keys).toBe(true);
    await r.clock.advance(sessionDelays.public.idleMs * 2);
    expect(r.service.context().keys, 'left at the idle page').toBe(false);
  });

  it('any touch and any key answers the warning, not the button alone', async () => {
    const r = sessionRig();
    toFound(r);
    await r.clock.advance(idleMs);
    expect(warned(r)).toBe(true);
    r.touch({ kind: 'present' });
    expect([warned(r), r.service.context().extensions]).toEqual([false, 1]);
  });

  it('nobody seen for 15 s brings the warning early, never its end, and never for those with a factor', async () => {
    const r = sessionRig();
    toFound(r);
    r.service.send({ type: 'PERSON', here: false });
    await r.clock.advance(nobodyHereMs - 1);
    expect(warned(r)).toBe(false);
    await r.clock.advance(1);
    expect(warned(r)).toBe(true);
    await r.clock.advance(warnMs - 1);
    expect(r.name()).toBe('ss.card.loss/D1');
    await r.clock.advance(1);
    expect(r.name()).toBe('Z');
    for (const [way, use] of Object.entries(ways)) {
      const eased = sessionRig();
      toFound(eased);
      use(eased);
      const given = idleDelay(eased.service.context()) ?? 0;
      eased.service.send({ type: 'PERSON', here: false });
      await eased.clock.advance(given - 1);
      expect(warned(eased), way).toBe(false);
    }
  });

  it('somebody whom the sensor does not see, and who touches, has those 15 s from the touch', async () => {
    const r = sessionRig();
    toFound(r);
    r.service.send({ type: 'PERSON', here: false });
    await r.clock.advance(nobodyHereMs - 1);
    r.touch({ kind: 'present' });
    await r.clock.advance(nobodyHereMs - personGoneMs - 1);
    expect(warned(r)).toBe(false);
    await r.clock.advance(1);
    expect(warned(r)).toBe(true);
  });

  it('nobody seen ends nothing where no limit stands', async () => {
    const r = sessionRig();
    r.service.send({ type: 'PERSON', here: false });
    await r.clock.advance(600_000);
    expect([r.name(), warned(r)]).toEqual(['A0', false]);
  });
});

describe('after ten extensions', () => {
  it('the card of the visit is asked for; with it everything goes on where it stood, and may be extended ten times again', async () => {
    const r = await onceMore();
    expect([r.name(), warned(r)]).toEqual(['tap-again', false]);
    expect(r.text()).not.toContain('1235');
    r.service.send({ type: 'READER_PHASE', phase: 'reading' });
    expect(r.name()).toBe('tap-again-reading');
    const at = '2026-11-23T06:30:00.000Z';
    r.service.send({ type: 'CARD_READ', card, at, verdict: 'good' });
    expect(r.name()).toBe('ss.card.loss/D2-card');
    const { visit, extensions } = r.service.context();
    expect([visit?.answers.card, visit?.actor?.at, extensions]).toEqual(['card-2', at, 0]);
    expect(r.calls).not.toContain('wipe timeout');
  });

  it('another card opens nothing and ends nothing: the page says so and waits for the right one', async () => {
    const r = await onceMore();
    r.service.send({ type: 'CARD_READ', card: otherCard, at: readAt, verdict: 'good' });
    expect(r.name()).toBe('tap-again');
    expect(
      r.service.snapshot().screen.blocks.map((block) => (block.type === 'notice' ? block.text.key : block.type)),
    ).toEqual(['tapAgain.other', 'machine']);
    expect(r.service.context().visit?.actor?.idNumber).toBe(card.number);
    expect(r.calls.filter((call) => call === 'readCard')).toHaveLength(3);
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'damaged' });
    expect(r.name()).toBe('tap-again');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    expect(r.name()).toBe('ss.card.loss/D2-card');
  });

  it('without a card the visit ends as after any warning, whatever was laid down meanwhile', async () => {
    const r = await onceMore();
    await r.clock.advance(sessionDelays.tap.idleMs - 1);
    r.service.send({ type: 'CARD_READ', card: otherCard, at: readAt, verdict: 'good' });
    expect(r.name()).toBe('tap-again');
    await r.clock.advance(1);
    expect(r.name()).toBe('Z');
    expect(r.calls).toContain('wipe timeout');
    expect(r.service.context().tapAgain).toBeNull();
  });

  it('whoever wants to end it can, and the reader is given back', async () => {
    const r = await onceMore();
    expect(r.service.snapshot().screen.canExit).toBe(true);
    r.press('tapAgain.end');
    expect(r.name()).toBe('Z');
    expect(r.calls.slice(-2).sort()).toEqual(['stop readCard', 'wipe exit']);
  });

  it('a reader that fails may be tried again; one that is gone ends the visit, since nobody can show a card', async () => {
    const r = await onceMore();
    r.service.send({ type: 'CARD_FAILED', code: 'E_TIMEOUT' });
    expect(r.name()).toBe('tap-again');
    expect(r.calls.filter((call) => call === 'readCard')).toHaveLength(2);
    r.press('tapAgain.retry');
    expect(r.calls.filter((call) => call === 'readCard')).toHaveLength(3);
    const gone = sessionRig();
    toFound(gone);
    gone.service.send({
      type: 'DEVICE',
      capability: 'idReader',
      view: { availability: 'unavailable', fault: 'E_LINK_LOST' },
    });
    await stayOften(gone);
    expect(gone.name()).toBe('Z');
  });

  it('a reply that comes meanwhile changes the page behind, and does not uncover it', async () => {
    const r = await onceMore();
    r.service.send({ type: 'ONLINE', online: false });
    r.touch({ kind: 'language', language: 'en' });
    r.touch({ kind: 'mode', mode: 'largeText' });
    expect(r.name()).toBe('tap-again');
    expect(r.service.snapshot().language).toBe('en');
  });

  it('nobody who was not identified is asked for a card: the home page ends as it did', async () => {
    const r = sessionRig();
    r.press('start');
    await stayOften(r);
    expect(r.name()).toBe('A0');
    expect(r.calls).not.toContain('readCard');
  });

  it('a page that waits for a card itself ends: no second reading begins beside its own', async () => {
    const r = sessionRig();
    r.press('tile:ss.card.loss');
    r.press('agree');
    await r.clock.advance(tapHintMs);
    await stayOften(r);
    expect(r.name()).toBe('Z');
    expect(r.calls.filter((call) => call === 'readCard')).toHaveLength(1);
  });
});
