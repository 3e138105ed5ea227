import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../contract/device.ts';
import { type CardPosition, cardMotions } from './card-dispenser.ts';
import type { MotionReport, Seen } from './dispenser-wire.ts';
import { refusalBefore } from './motion-start.ts';
import { type Before, motionVerdict, type VerdictRow } from './motion-verdict.ts';

const positions: readonly CardPosition[] = ['none', 'inside', 'exit', 'unknown'];
const motions = [...cardMotions, 'recover'] as const;
type Motion = (typeof motions)[number];

function seen(position: CardPosition, more: Partial<Seen> = {}): Seen {
  return { position, hopper: 'ok', bin: 'ok', binCount: null, isMoving: false, faults: [], raw: '', ...more };
}

const silence: MotionReport = { type: 'unknown', code: 'E_IO_TIMEOUT' };
const jam: MotionReport = { type: 'failed', code: 'E_MEDIA_JAM' };
const byHand: MotionReport = { type: 'failed', code: 'E_NO_MEDIA' };
const ended: MotionReport = { type: 'ended' };
const nak: MotionReport = { type: 'refused', code: 'E_PROTOCOL' };

type Row = readonly [Motion, CardPosition, MotionReport, CardPosition | null, string, ErrorCode | null, VerdictRow];
// motion, before, report, after, outcome/position, code, row
const table: readonly Row[] = [
  ['feed', 'none', ended, 'inside', 'done inside', null, 'seenWhereItBelongs'],
  ['feed', 'none', silence, 'inside', 'done inside', null, 'seenWhereItBelongs'],
  ['feed', 'none', silence, 'none', 'indeterminate none', 'E_IO_TIMEOUT', 'nothingSeen'],
  ['feed', 'none', silence, 'exit', 'partial exit', 'E_IO_TIMEOUT', 'seenOnTheWay'],
  ['feed', 'none', silence, null, 'indeterminate unknown', 'E_IO_TIMEOUT', 'notLooked'],
  ['feed', 'none', ended, null, 'done inside', null, 'reportOnly'],
  ['feed', 'none', ended, 'none', 'indeterminate none', 'E_HARDWARE', 'nothingSeen'],
  ['feed', 'none', jam, 'none', 'indeterminate none', 'E_MEDIA_JAM', 'nothingSeen'],
  ['feed', 'none', jam, 'inside', 'partial inside', 'E_MEDIA_JAM', 'seenOnTheWay'],
  ['feed', 'none', { type: 'failed', code: 'E_SUPPLY_OUT' }, 'none', 'notDone none', 'E_SUPPLY_OUT', 'unchanged'],
  ['feed', 'none', byHand, 'none', 'indeterminate none', 'E_NO_MEDIA', 'nothingSeen'],
  ['feed', 'none', nak, 'none', 'notDone none', 'E_PROTOCOL', 'unchanged'],
  ['feed', 'none', nak, null, 'notDone none', 'E_PROTOCOL', 'unchanged'],
  ['feed', 'none', nak, 'inside', 'indeterminate inside', 'E_PROTOCOL', 'reportContradicts'],
  ['present', 'inside', ended, 'exit', 'done exit', null, 'seenWhereItBelongs'],
  ['present', 'inside', ended, 'none', 'done none', null, 'takenByHand'],
  ['present', 'inside', { type: 'ended', position: 'exit' }, 'none', 'done none', null, 'takenByHand'],
  // MOVE 39 of a unit that carries the card into the bin looks like this: it was never seen at the exit.
  ['present', 'inside', { type: 'ended', position: 'none' }, 'none', 'indeterminate none', 'E_NO_MEDIA', 'nothingSeen'],
  [
    'present',
    'inside',
    { type: 'ended', position: 'none' },
    null,
    'indeterminate unknown',
    'E_HARDWARE',
    'reportContradicts',
  ],
  ['present', 'inside', ended, 'inside', 'notDone inside', 'E_HARDWARE', 'unchanged'],
  ['present', 'inside', byHand, 'none', 'done none', null, 'takenByHand'],
  ['present', 'inside', silence, 'none', 'indeterminate none', 'E_IO_TIMEOUT', 'nothingSeen'],
  ['present', 'inside', silence, 'inside', 'notDone inside', 'E_IO_TIMEOUT', 'unchanged'],
  ['present', 'inside', jam, 'unknown', 'indeterminate unknown', 'E_MEDIA_JAM', 'nothingSeen'],
  ['capture', 'exit', ended, 'none', 'done bin', null, 'seenWhereItBelongs'],
  ['capture', 'exit', byHand, 'none', 'notDone none', 'E_NO_MEDIA', 'takenByHand'],
  ['capture', 'exit', byHand, 'exit', 'notDone exit', 'E_NO_MEDIA', 'unchanged'],
  ['capture', 'exit', silence, 'none', 'indeterminate none', 'E_IO_TIMEOUT', 'nothingSeen'],
  // Nobody watched: it may have gone, and another been pushed in behind it.
  ['capture', 'exit', { ...silence, mayBeAnother: true }, 'exit', 'indeterminate exit', 'E_IO_TIMEOUT', 'nothingSeen'],
  ['capture', 'exit', silence, 'exit', 'notDone exit', 'E_IO_TIMEOUT', 'unchanged'],
  ['capture', 'exit', silence, 'inside', 'partial inside', 'E_IO_TIMEOUT', 'seenOnTheWay'],
  ['capture', 'inside', silence, 'none', 'indeterminate none', 'E_IO_TIMEOUT', 'nothingSeen'],
  ['capture', 'inside', byHand, 'none', 'indeterminate none', 'E_NO_MEDIA', 'nothingSeen'],
  ['capture', 'exit', { type: 'refused', code: 'E_BIN_FULL' }, 'exit', 'notDone exit', 'E_BIN_FULL', 'unchanged'],
  ['capture', 'exit', { type: 'refused', code: 'E_SEQUENCE' }, 'none', 'notDone none', 'E_NO_MEDIA', 'takenByHand'],
  ['capture', 'unknown', ended, 'none', 'done bin', null, 'seenWhereItBelongs'],
  ['retract', 'exit', ended, 'inside', 'done inside', null, 'seenWhereItBelongs'],
  ['retract', 'exit', byHand, 'none', 'notDone none', 'E_NO_MEDIA', 'takenByHand'],
  ['retract', 'exit', ended, 'none', 'indeterminate none', 'E_NO_MEDIA', 'nothingSeen'],
  ['retract', 'exit', silence, 'exit', 'notDone exit', 'E_IO_TIMEOUT', 'unchanged'],
  // The exit was empty on the way: what stands inside may be another card.
  [
    'retract',
    'exit',
    { type: 'unknown', code: 'E_NO_MEDIA' },
    'inside',
    'indeterminate inside',
    'E_NO_MEDIA',
    'reportContradicts',
  ],
  ['recover', 'none', ended, 'none', 'done none', null, 'seenWhereItBelongs'],
  ['recover', 'inside', ended, 'none', 'done bin', null, 'seenWhereItBelongs'],
  ['recover', 'exit', ended, 'none', 'done bin', null, 'seenWhereItBelongs'],
  // A unit that resets well without a card, too: a hand may have been quicker.
  [
    'recover',
    'exit',
    { type: 'unknown', code: 'E_NO_MEDIA' },
    'none',
    'indeterminate none',
    'E_NO_MEDIA',
    'nothingSeen',
  ],
  ['recover', 'unknown', ended, 'none', 'done none', null, 'seenWhereItBelongs'],
  // The reset freed a stuck card, and what should have taken it away did not.
  ['recover', 'unknown', jam, 'inside', 'partial inside', 'E_MEDIA_JAM', 'seenOnTheWay'],
  // A look that failed hid where the card stood, and whether the command was heard nobody knows.
  ['recover', 'unknown', silence, 'inside', 'indeterminate inside', 'E_IO_TIMEOUT', 'nothingSeen'],
  ['capture', 'unknown', silence, 'inside', 'indeterminate inside', 'E_IO_TIMEOUT', 'nothingSeen'],
  ['capture', 'unknown', jam, 'inside', 'notDone inside', 'E_MEDIA_JAM', 'unchanged'],
  // Another card, pushed in behind the captured one.
  [
    'capture',
    'exit',
    { type: 'ended', position: 'none' },
    'exit',
    'indeterminate exit',
    'E_OCCUPIED',
    'reportContradicts',
  ],
  ['recover', 'none', silence, 'none', 'indeterminate none', 'E_IO_TIMEOUT', 'unchanged'],
  ['recover', 'none', jam, 'none', 'notDone none', 'E_MEDIA_JAM', 'unchanged'],
  ['recover', 'unknown', jam, 'unknown', 'indeterminate unknown', 'E_MEDIA_JAM', 'nothingSeen'],
];

describe('what a motion came to', () => {
  it.each(table)('%s from %s, %j, then %s: %s', (motion, before, report, after, wanted, code, row) => {
    const { outcome, position, ...rest } = motionVerdict(
      motion,
      { position: before, binCount: null },
      report,
      after === null ? null : seen(after),
    );
    expect({ verdict: `${outcome} ${position}`, ...rest }).toEqual({ verdict: wanted, code, row });
  });

  it.each<readonly [MotionReport, CardPosition | null, string, ErrorCode | null, VerdictRow]>([
    [ended, 'exit', 'done exit', null, 'seenWhereItBelongs'],
    [silence, 'exit', 'done exit', null, 'seenWhereItBelongs'],
    [jam, 'exit', 'partial exit', 'E_MEDIA_JAM', 'seenOnTheWay'],
    // It stopped where it cannot be presented from.
    [{ type: 'ended', position: 'inside' }, 'inside', 'partial inside', 'E_NOT_READY', 'seenOnTheWay'],
    [silence, 'inside', 'partial inside', 'E_IO_TIMEOUT', 'seenOnTheWay'],
    // Seen held at the mouth, and gone at the next look: offered and taken. Not seen held there: nobody can say.
    [{ type: 'ended', position: 'exit' }, 'none', 'done none', null, 'takenByHand'],
    [byHand, 'none', 'indeterminate none', 'E_NO_MEDIA', 'nothingSeen'],
    [silence, 'none', 'indeterminate none', 'E_IO_TIMEOUT', 'nothingSeen'],
    [{ type: 'ended', position: 'exit' }, null, 'done exit', null, 'reportOnly'],
    [{ type: 'ended', position: 'inside' }, null, 'indeterminate unknown', 'E_HARDWARE', 'reportContradicts'],
    [{ type: 'failed', code: 'E_SUPPLY_OUT' }, 'none', 'notDone none', 'E_SUPPLY_OUT', 'unchanged'],
    [nak, 'none', 'notDone none', 'E_PROTOCOL', 'unchanged'],
  ])('feed on a unit that feeds to the exit, %j, then %s: %s', (report, after, wanted, code, row) => {
    const before: Before = { position: 'none', binCount: null };
    const now = after === null ? null : seen(after);
    const { outcome, position, ...rest } = motionVerdict('feed', before, report, now, false, 'exit');
    expect({ verdict: `${outcome} ${position}`, ...rest }).toEqual({ verdict: wanted, code, row });
  });

  it("decides by the unit's own counter where nothing is seen", () => {
    const from = (position: CardPosition): Before => ({ position, binCount: 7 });
    const now = (binCount: number) => seen('none', { binCount });
    expect(motionVerdict('capture', from('exit'), silence, now(8))).toMatchObject({ outcome: 'done', position: 'bin' });
    expect(motionVerdict('capture', from('exit'), silence, now(7))).toMatchObject({
      outcome: 'notDone',
      code: 'E_NO_MEDIA',
    });
    expect(motionVerdict('capture', from('inside'), silence, now(7))).toMatchObject({ outcome: 'indeterminate' });
    // A unit that calls a MOVE to the bin with an empty channel a success would lie without its counter.
    expect(motionVerdict('capture', from('exit'), ended, now(7))).toMatchObject({
      outcome: 'notDone',
      position: 'none',
    });
    for (const count of [9, 6]) {
      expect(motionVerdict('capture', from('exit'), ended, now(count))).toMatchObject({
        outcome: 'indeterminate',
        row: 'counterContradicts',
      });
    }
  });

  it('takes a card that is inside after a power cut for one of unknown history (D4)', () => {
    const before: Before = { position: 'none', binCount: null };
    expect(motionVerdict('feed', before, silence, seen('inside'), true)).toMatchObject({
      outcome: 'partial',
      row: 'restarted',
    });
    expect(motionVerdict('feed', before, silence, seen('exit'), true, 'exit')).toMatchObject({ outcome: 'partial' });
    const inside: Before = { position: 'inside', binCount: null };
    expect(motionVerdict('present', inside, silence, seen('exit'), true)).toMatchObject({ outcome: 'done' });
  });

  it('names the fault that the device shows rather than the silence before it', () => {
    const after = seen('none', { faults: ['E_MEDIA_JAM'] });
    expect(motionVerdict('feed', { position: 'none', binCount: null }, silence, after).code).toBe('E_MEDIA_JAM');
  });

  it('never says more than the sensors, in every combination there is', () => {
    const codes: readonly ErrorCode[] = [
      'E_IO_TIMEOUT',
      'E_LINK_LOST',
      'E_MEDIA_JAM',
      'E_NO_MEDIA',
      'E_SUPPLY_OUT',
      'E_BIN_FULL',
    ];
    const reports: readonly MotionReport[] = [
      ended,
      ...positions.map((position) => ({ type: 'ended' as const, position })),
      ...codes.flatMap((code) => (['refused', 'failed', 'unknown'] as const).map((type) => ({ type, code }))),
    ];
    const counts = [null, 3, 4, 5];
    const afters = [null, ...positions.flatMap((position) => counts.map((binCount) => seen(position, { binCount })))];
    let combinations = 0;
    for (const motion of motions)
      for (const position of positions)
        for (const binCount of [null, 3])
          for (const report of reports)
            for (const after of afters) {
              combinations += 1;
              const { outcome, code, position: where } = motionVerdict(motion, { position, binCount }, report, after);
              expect(code === null).toBe(outcome === 'done');
              expect(outcome).not.toBe('notStarted');
              if (report.type === 'refused') expect(['notDone', 'indeterminate']).toContain(outcome);
              if (report.type !== 'ended' && after === null && report.type !== 'refused')
                expect(outcome).toBe('indeterminate');
              // The card stands where it is seen, unless it is seen nowhere and then the bin or a hand has it.
              if (after !== null && after.position !== 'none') expect(where).toBe(after.position);
              if (outcome === 'partial') expect(['inside', 'exit']).toContain(after?.position);
              if (motion === 'feed' && outcome === 'done') expect(after?.position ?? 'inside').toBe('inside');
              if (motion === 'feed' && outcome === 'notDone' && report.type !== 'refused')
                expect(code).toBe('E_SUPPLY_OUT');
              if (report.type === 'unknown' && outcome === 'done') {
                const target = { feed: 'inside', present: 'exit', retract: 'inside', capture: 'none', recover: 'none' }[
                  motion
                ];
                expect(after?.position).toBe(target);
                if (target === 'none') expect(where).toBe('bin');
              }
            }
    expect(combinations).toBe(5 * 4 * 2 * 23 * 17);
  });
});

describe('what must not begin', () => {
  const can = {
    feedsTo: 'inside',
    hasRetract: true,
    chip: 'none',
    hasBinCounter: false,
    hasTakenSensor: true,
  } as const;
  it.each([
    ['feed', seen('none'), null],
    ['feed', seen('inside'), 'E_OCCUPIED'],
    ['feed', seen('exit'), 'E_OCCUPIED'],
    ['feed', seen('unknown'), 'E_SEQUENCE'],
    ['feed', seen('unknown', { faults: ['E_MEDIA_JAM'] }), 'E_MEDIA_JAM'],
    ['feed', seen('none', { hopper: 'empty' }), 'E_SUPPLY_OUT'],
    ['feed', seen('none', { bin: 'full' }), 'E_BIN_FULL'],
    ['feed', seen('none', { isMoving: true }), 'E_NOT_READY'],
    ['present', seen('inside', { bin: 'full' }), null],
    ['present', seen('none'), 'E_NO_MEDIA'],
    ['present', seen('exit'), 'E_SEQUENCE'],
    ['present', seen('inside', { faults: ['E_HARDWARE'] }), 'E_HARDWARE'],
    ['capture', seen('exit'), null],
    ['capture', seen('unknown'), null],
    ['capture', seen('none'), 'E_NO_MEDIA'],
    ['capture', seen('exit', { bin: 'full' }), 'E_BIN_FULL'],
    ['retract', seen('exit', { bin: 'full' }), null],
    ['retract', seen('none'), 'E_NO_MEDIA'],
    ['retract', seen('inside'), 'E_SEQUENCE'],
    ['recover', seen('unknown'), null],
    ['recover', seen('inside', { bin: 'full' }), 'E_BIN_FULL'],
    ['recover', seen('none', { bin: 'full' }), null],
  ] as const)('%s when %j: %s', (motion, before, code) => {
    expect(refusalBefore(motion, before, can)).toBe(code);
  });

  it('asks no unit for a retract that it cannot do safely', () => {
    expect(refusalBefore('retract', seen('exit'), { ...can, hasRetract: false })).toBe('E_UNSUPPORTED');
  });
});
