import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textBody } from './codec.ts';
import { type Goal, MotionWatch, type Shows, type Verdict } from './motion-watch.ts';
import { defaultK720Profile } from './profile.ts';
import { decodeStatus, isMoving, type K720Status, positionOf, statusCharacters } from './status.ts';

function statusOf(raw: string): K720Status {
  const status = decodeStatus(textBody(`SF${raw}`), { ...defaultK720Profile, b1bit8: 'bin-full' });
  if (!status.ok) throw new Error(raw);
  return status.value;
}

/** The verdict after these looks, 250 ms apart, or `waiting`; `-` = one that failed, `…` at the end = the time is over. */
function watched(goal: Goal, looks: string, shows?: Shows): string {
  const verdict = verdictOf(goal, looks, shows);
  if (verdict === null) return 'waiting';
  return verdict.type === 'ended' ? `ended ${verdict.position}` : `${verdict.type} ${verdict.code}`;
}

function verdictOf(goal: Goal, looks: string, shows?: Shows): Verdict | null {
  const [before = '', ...rest] = looks.split(' ');
  let atMs = 0;
  const watch = new MotionWatch(goal, statusOf(before), atMs, shows);
  for (const raw of rest) {
    atMs += raw === '-' ? 600 : 250;
    if (raw === '-') continue;
    const verdict = raw === '…' ? watch.giveUp() : watch.see(statusOf(raw), atMs);
    if (verdict !== null) return verdict;
  }
  return null;
}

describe('what a motion came to, look by look (before first)', () => {
  it.each([
    ['fed', '0004 0804 0802 0801 1001 0005 0005', 'ended exit'],
    ['fed', '0004 0804 0803 0007 0007', 'ended inside'],
    ['fed', '0004 0003', 'waiting'], // passing sensors 1 and 2
    ['fed', '0004 0003 0001 0001', 'ended exit'],
    ['fed', '0004 0004 0004 0004', 'waiting'], // not begun yet
    ['fed', '0004 0004 …', 'unknown E_IO_TIMEOUT'],
    ['fed', '0004 0804 …', 'failed E_MEDIA_JAM'], // motion bits stuck
    ['fed', '0004 0804 0801 0004 0004', 'failed E_NO_MEDIA'], // pulled at the mouth
    ['fed', '0004 0804 0004 0004', 'unknown E_NO_MEDIA'],
    ['fed', '0014 0814 0018 0018', 'unknown E_SUPPLY_OUT'],
    ['fed', '0014 4018', 'failed E_SUPPLY_OUT'],
    ['fed', '0004 0804 0204', 'failed E_HARDWARE'],
    ['fed', '0004 0804 0044', 'failed E_MEDIA_JAM'],
    ['fed', '0004 0804 2001 2001', 'ended exit'], // only the next card could not be prepared
    ['fed', '0004 2004', 'failed E_HARDWARE'],
    ['fed', '0004 0805 0005 0005', 'ended exit'], // a quick unit
    ['fed', '0004 0005 0005', 'unknown E_OCCUPIED'], // somebody pushed a card in, nothing has moved
    ['fed', '0004 4005', 'failed E_OCCUPIED'],
    ['fed', '0004 0804 0205', 'failed E_OCCUPIED'], // a misfeed, and somebody pushed a card in meanwhile
    ['fedInside', '0004 0802 0803 0003 0003', 'ended inside'],
    ['fedInside', '0004 0002 0003 0003', 'ended inside'],
    ['fedInside', '0004 0801 0803 0003 0003', 'unknown E_OCCUPIED'], // drawn in from the mouth
    ['inside', '0001 0803 0003 0003', 'ended inside'],
    ['inside', '0001 0001 0003 0003', 'ended inside'],
    ['inside', '0001 0801 0000 0000', 'failed E_NO_MEDIA'],
    ['inside', '0001 0804 0802 0803 0003 0003', 'unknown E_NO_MEDIA'], // another card came
    ['inside', '0001 0801 - 0803 0003 0003', 'unknown E_NO_MEDIA'], // a moment in which one could have come
    ['exit', '0003 - - 0001 0001', 'ended exit'],
    ['exit', '0003 0003 0001 0001', 'ended exit'],
    ['exit', '0003 0801 0001 0000 0000', 'failed E_NO_MEDIA'],
    ['exit', '0003 0003 …', 'unknown E_IO_TIMEOUT'],
    ['exit', '0003 0023', 'failed E_MEDIA_JAM'],
    ['bin', '0003 0402 0000 0000', 'ended none'],
    ['bin', '0001 0401 0402 0000 0000', 'ended none'],
    ['bin', '0001 0401 0400 0000 0000', 'unknown E_NO_MEDIA'], // a hand may have it
    ['bin', '0001 0401 0100', 'failed E_NO_MEDIA'],
    ['bin', '0001 0403 0402 0001 0001', 'unknown E_OCCUPIED'], // another card, pushed in behind the captured one
    ['bin', '0001 0403 0001 0001', 'unknown E_OCCUPIED'], // the same, with the look between lost
    ['bin', '0001 0401 0101', 'failed E_HARDWARE'],
    ['bin', '0001 8101', 'failed E_BIN_FULL'],
    ['calm', '0024 0024 0804 0004 0004', 'ended none'],
    ['calm', '0024 0024 0024 0024', 'waiting'],
    ['calm', '0201 0801 0000 0000', 'unknown E_NO_MEDIA'], // taken by a hand meanwhile, or captured by such a unit
    ['calm', '0203 0802 0000 0000', 'ended none'], // a unit whose reset captures
    ['calm', '0024 0024 …', 'failed E_MEDIA_JAM'],
    ['bin', '0001 …', 'unknown E_IO_TIMEOUT'],
  ] as const)('%s: %s → %s', (goal, looks, verdict) => expect(watched(goal, looks)).toBe(verdict));

  it.each([
    ['0001 0001 0001 …', { motion: true, passage: true }, undefined], // watched without a gap: it stands there still
    ['0001 - 0001 0001 …', { motion: true, passage: true }, true], // gone and replaced while nobody saw it
    ['0001 0401 - 0401 …', { motion: true, passage: true }, true],
    ['0001 - 0101', { motion: true, passage: true }, undefined], // a capture error: it captured nothing
    ['0003 - 0003 0003 …', { motion: true, passage: true }, undefined], // nobody can push a card to the read position
    ['0001 0001 0001 …', { motion: true, passage: false }, true], // sensor 2 would not have shown it
  ] as const)('bin: %s on a unit that shows %j: the card at the mouth may be another: %s', (looks, shows, expected) => {
    const verdict = verdictOf('bin', looks, shows);
    expect(verdict).toMatchObject({ code: expect.stringMatching(/^E_(IO_TIMEOUT|MEDIA_JAM|HARDWARE)$/) });
    expect(verdict !== null && 'mayBeAnother' in verdict ? verdict.mayBeAnother : undefined).toBe(expected);
  });

  it.each([
    ['fed', '0000 0001 0001', { motion: false, passage: true }, 'ended exit'],
    ['fed', '0000 0000 0000 0000 0001 0001', { motion: false, passage: true }, 'ended exit'],
    ['fed', '0000 4001', { motion: false, passage: true }, 'failed E_OCCUPIED'], // refused: it did not begin
    ['bin', '0001 0000 0000', { motion: false, passage: false }, 'ended none'],
    ['bin', '0001 0401 0000 0000', { motion: true, passage: false }, 'ended none'],
    ['bin', '0001 0000 0000', { motion: true, passage: false }, 'unknown E_NO_MEDIA'], // no motor: a hand
    ['bin', '0001 0000 0000', { motion: false, passage: true }, 'unknown E_NO_MEDIA'], // sensor 2 would have shown it
    ['bin', '0001 0401 0100', { motion: true, passage: false }, 'failed E_NO_MEDIA'],
  ] as const)('%s: %s on a unit that shows %j → %s', (goal, looks, shows, verdict) =>
    expect(watched(goal, looks, shows)).toBe(verdict),
  );

  it('never says that something ended while a bit moves, before two equal looks, or where the goal is not', () => {
    const nibble = fc.integer({ min: 0, max: 15 });
    const status = fc
      .tuple(fc.constantFrom(0, 0, 1, 2, 4), fc.constantFrom(0, 0, 8, 4, 1, 2), fc.constantFrom(0, 1, 2, 4), nibble)
      .map((nibbles) => statusOf(statusCharacters(nibbles)));
    const goals = fc.constantFrom<Goal>('fed', 'fedInside', 'inside', 'exit', 'bin', 'calm');
    fc.assert(
      fc.property(goals, status, fc.array(status, { maxLength: 12 }), (goal, before, looks) => {
        const watch = new MotionWatch(goal, before, 0);
        const seen: K720Status[] = [];
        for (const look of looks) {
          seen.push(look);
          const verdict = watch.see(look, seen.length * 250);
          if (verdict?.type === 'ended') {
            const [last, previous] = seen.toReversed();
            expect(last !== undefined && previous !== undefined).toBe(true);
            if (last === undefined || previous === undefined) return;
            expect(isMoving(last) || isMoving(previous)).toBe(false);
            expect(positionOf(previous)).toBe(positionOf(last));
            if (goal === 'inside' || goal === 'exit') expect(verdict.position).toBe(goal);
            if (goal === 'bin') expect([before, ...seen].some(({ sensor2 }) => sensor2)).toBe(true);
          }
          if (verdict !== null) return;
        }
        expect(watch.giveUp().type).not.toBe('ended');
      }),
    );
  });
});
