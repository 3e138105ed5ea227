import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, textBody } from './codec.ts';
import { defaultK720Profile, k720Models } from './profile.ts';
import {
  binLevel,
  decodeStatus,
  faultsOf,
  hopperLevel,
  isMoving,
  type K720Status,
  positionOf,
  statusCharacters,
} from './status.ts';
import { bytesOf, hasLengthField, vectors } from './vectors.test-data.ts';

function statusOf(raw: string, model: keyof typeof k720Models = 'k720'): K720Status {
  const status = decodeStatus(textBody(`SF${raw}`), k720Models[model]);
  if (!status.ok) throw new Error(raw);
  return status.value;
}

describe('published statuses', () => {
  const replies = vectors.filter(({ expect: wanted }) => wanted?.status?.length === 4);
  it.each(replies.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const frame = decodeFrame(bytesOf(vector.hex), hasLengthField(vector));
    const status = frame.ok ? decodeStatus(frame.value.body, defaultK720Profile) : frame;
    const wanted = vector.expect ?? {};
    expect(status).toMatchObject({
      ok: true,
      value: {
        raw: wanted.status,
        isDispensing: wanted.dispensing,
        isCapturing: wanted.capturing,
        dispenseError: wanted.dispenseError,
        captureError: wanted.captureError,
        isOverlapping: wanted.overlap,
        isJammed: wanted.jam,
        isHopperNearEmpty: wanted.hopperNearEmpty,
        isHopperEmpty: wanted.hopperEmpty,
        sensor3: wanted.sensor3,
        sensor2: wanted.sensor2,
        sensor1: wanted.sensor1,
      },
    });
  });

  it('the short status of RF and anything else is none', () => {
    for (const body of ['SF014', 'SF00143', 'SF00G0', 'XX0014', '']) {
      expect(decodeStatus(textBody(body), defaultK720Profile)).toEqual({ ok: false, error: 'shape' });
    }
  });
});

describe('characters above 9', () => {
  it('are a mask, not hexadecimal text: ? is every bit, A is nothing', () => {
    expect(statusOf('???;')).toMatchObject({ isHopperEmpty: true, sensor3: false, sensor2: true, sensor1: true });
    expect(decodeStatus(textBody('SF000A'), defaultK720Profile).ok).toBe(false);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 4, maxLength: 4 }), (nibbles) => {
        const raw = statusCharacters(nibbles);
        const status = statusOf(raw);
        expect(status.raw).toBe(raw);
        expect([status.isHopperEmpty, status.sensor3, status.sensor2, status.sensor1]).toEqual(
          [8, 4, 2, 1].map((bit) => ((nibbles[3] ?? 0) & bit) !== 0),
        );
      }),
    );
  });
});

describe('meaning', () => {
  it.each([
    ['0000', 'none'],
    ['0004', 'none'],
    ['0001', 'exit'],
    ['0005', 'exit'],
    ['0003', 'inside'],
    ['000?', 'inside'],
    ['0002', 'unknown'],
    ['0006', 'unknown'],
  ] as const)('%s: card %s', (raw, position) => expect(positionOf(statusOf(raw))).toBe(position));

  it('the same bits say other things on a K750', () => {
    expect(statusOf('9080')).toMatchObject({
      isBinFull: null,
      isPreparing: true,
      isHopperFull: null,
      hasNoCapturedCard: true,
    });
    expect(statusOf('9080', 'k750')).toMatchObject({
      isBinFull: true,
      isPreparing: null,
      isHopperFull: true,
      isHopperNearFull: true,
    });
    expect([isMoving(statusOf('1004')), isMoving(statusOf('1004', 'k750'))]).toEqual([true, false]);
    expect([binLevel(statusOf('8000')), binLevel(statusOf('8000', 'k750')), binLevel(statusOf('0080'))]).toEqual([
      'unknown',
      'full',
      'empty',
    ]);
    expect(binLevel(statusOf('0000', 'k750'))).toBe('ok');
  });

  it.each([
    ['0018', 'k720', 'empty'],
    ['0014', 'k720', 'low'],
    ['0004', 'k720', 'ok'],
    ['0080', 'k750', 'full'],
    ['1000', 'k750', 'high'],
  ] as const)('%s on %s: hopper %s', (raw, model, level) => expect(hopperLevel(statusOf(raw, model))).toBe(level));

  it.each([
    ['0024', ['E_MEDIA_JAM']],
    ['0044', ['E_MEDIA_JAM']],
    ['0204', ['E_HARDWARE']],
    ['0111', ['E_HARDWARE']],
    ['4004', ['E_HARDWARE']],
    ['2004', ['E_HARDWARE']],
    ['4224', ['E_MEDIA_JAM', 'E_HARDWARE']],
    ['2018', []], // nothing left to prepare
    ['0824', []], // still moving
    ['0014', []],
  ] as const)('%s: faults %j', (raw, faults) => expect(faultsOf(statusOf(raw))).toEqual(faults));
});
