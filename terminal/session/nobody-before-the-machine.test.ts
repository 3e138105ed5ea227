import { describe, expect, it } from 'vitest';
import { restMs } from './delays.ts';
import { type SessionRig, sessionRig } from './testing/session-rig.ts';

/** docs/domain/screens.md §10: the idle page gives less light after ten minutes of nobody. */
const rests = (r: SessionRig) => r.service.snapshot().resting === true;

const ways: Readonly<Record<string, (r: SessionRig) => void>> = {
  'a touch beside everything': (r) => r.touch({ kind: 'present' }),
  'a key': (r) => r.touch({ kind: 'panel', seen: 'keys', xMm: 0, yMm: 0 }),
  'a mode': (r) => r.touch({ kind: 'mode', mode: 'largeText' }),
  'a card on the pad': (r) => r.service.send({ type: 'PAD', pad: 'present' }),
  'somebody whom the sensor sees': (r) => r.service.send({ type: 'PERSON', here: true }),
};

describe('nobody before the machine', () => {
  it.each(Object.keys(ways))(
    'gives less light after ten minutes, and all of it back at once by %s; then it counts anew',
    async (way) => {
      const r = sessionRig();
      await r.clock.advance(restMs - 1);
      expect(rests(r)).toBe(false);
      await r.clock.advance(1);
      expect([rests(r), r.name()]).toEqual([true, 'A0']);
      ways[way]?.(r);
      expect(rests(r)).toBe(false);
      r.service.send({ type: 'PERSON', here: false });
      await r.clock.advance(restMs - 1);
      expect(rests(r)).toBe(false);
      await r.clock.advance(restMs);
      expect(rests(r)).toBe(true);
    },
  );

  it('the touch that wakes it also does what it says: a tile that can be read can be pressed', async () => {
    const r = sessionRig();
    await r.clock.advance(restMs);
    r.press('tile:ss.card.loss');
    expect([r.name(), rests(r)]).toEqual(['ss.card.loss/B2', false]);
  });

  it('what happens inside the machine wakes nothing and resets nothing', async () => {
    const r = sessionRig();
    await r.clock.advance(restMs - 1_000);
    r.service.send({ type: 'ONLINE', online: false });
    r.service.send({
      type: 'DEVICE',
      capability: 'a4Printer',
      view: { availability: 'unavailable', fault: 'E_SUPPLY_OUT' },
    });
    await r.clock.advance(1_000);
    expect(rests(r)).toBe(true);
    r.service.send({ type: 'ONLINE', online: true });
    expect(rests(r)).toBe(true);
  });

  it('never while the sensor sees somebody, and never in a visit', async () => {
    const seen = sessionRig();
    seen.service.send({ type: 'PERSON', here: true });
    await seen.clock.advance(restMs * 3);
    expect(rests(seen)).toBe(false);
    const r = sessionRig();
    r.press('tile:ss.card.loss');
    for (let i = 0; i < 12; i += 1) {
      await r.clock.advance(59_000);
      r.touch({ kind: 'present' });
    }
    await r.clock.advance(restMs);
    expect(
      r.snapshots.filter((snapshot) => snapshot.screen.code !== 'A0').some(({ resting }) => resting === true),
    ).toBe(false);
  });

  it('pages about the whole machine rest too, since they may stand for days', async () => {
    const r = sessionRig();
    r.service.send({ type: 'DOOR', open: true });
    await r.clock.advance(restMs);
    expect([r.name(), rests(r)]).toEqual(['machine/door', true]);
  });
});
