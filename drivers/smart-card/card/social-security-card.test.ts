import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type ChipHabits, SmartCardChip, syntheticCard, syntheticCards } from '../../simulators/smart-card-chip.ts';
import { decodeResponse, encodeCommand, instructions } from './apdu.ts';
import { type CardReading, readSocialSecurityCard } from './social-security-card.ts';

/** Plays a whole reading against a chip. */
function readFrom(chip: SmartCardChip): CardReading {
  const reading = readSocialSecurityCard();
  let step = reading.next();
  while (!step.done) {
    const answer = decodeResponse(chip.transmit(encodeCommand(step.value)));
    if (!answer.ok) throw new Error(answer.error);
    step = reading.next(answer.value);
  }
  return step.value;
}

const habits: readonly ChipHabits[] = [
  {},
  { speaksT0: true },
  { readsByPositionOnly: true },
  { selectsWithP1ZeroOnly: true },
  { speaksT0: true, readsByPositionOnly: true, selectsWithP1ZeroOnly: true },
];

describe('synthetic cards', () => {
  const cards = [...syntheticCards().values()].filter((card) => card.expect !== undefined);
  it.each(cards.map((card) => [card.name, card.meaning, card] as const))('%s: %s', (_name, _meaning, card) => {
    for (const habit of habits) {
      const reading = readFrom(new SmartCardChip(card, habit));
      if (reading.type !== 'card') throw new Error(`refused: ${reading.vendor}`);
      const of = (what: 'value' | 'quality') =>
        Object.fromEntries(Object.entries(reading.fields).map(([name, field]) => [name, field[what]]));
      expect(of('quality')).toEqual(card.expect?.quality);
      expect(of('value')).toEqual(card.expect?.fields);
    }
  });

  it('leaves no byte of an item behind: card number, dates and sex no more than name and number', () => {
    const chip = new SmartCardChip(syntheticCard('v2'));
    const reading = readSocialSecurityCard();
    const copies: Uint8Array[] = [];
    let step = reading.next();
    while (!step.done) {
      const answer = decodeResponse(chip.transmit(encodeCommand(step.value)));
      if (!answer.ok) throw new Error(answer.error);
      const isOfRecord = step.value.ins === instructions.readRecord;
      using slice = vi.spyOn(Uint8Array.prototype, 'slice');
      step = reading.next(answer.value);
      if (isOfRecord) copies.push(answer.value.data);
      for (const { value } of slice.mock.results) if (value instanceof Uint8Array) copies.push(value);
    }
    expect(step.value.type).toBe('card');
    expect(copies.filter(({ length }) => length > 0).length).toBeGreaterThan(15);
    expect(copies.filter((bytes) => bytes.some((byte) => byte !== 0))).toEqual([]);
  });

  it('a bank card is not a social-security card', () => {
    expect(readFrom(new SmartCardChip(syntheticCard('bank')))).toEqual({
      type: 'refused',
      code: 'E_MEDIA_INVALID',
      vendor: '6A 82',
    });
  });

  it('a version 3 card is asked for one holder item, then no more', () => {
    const chip = new SmartCardChip(syntheticCard('v3'));
    readFrom(chip);
    // environment, EF05, five items, EF06, one item
    expect(chip.instructions).toEqual([0xa4, 0xa4, 0xb2, 0xb2, 0xb2, 0xb2, 0xb2, 0xa4, 0xb2]);
  });

  it('a chip that reports a fault, a blocked card and an empty one are told apart', () => {
    const answering = (...sws: readonly (readonly [number, number])[]) => {
      const chip = new SmartCardChip(syntheticCard('v2'));
      chip.overrides.push(...sws.map(([sw1, sw2]) => Uint8Array.of(sw1, sw2)));
      return readFrom(chip);
    };
    expect(answering([0x6f, 0x00])).toEqual({ type: 'refused', code: 'E_CHIP', vendor: '6F 00' });
    expect(answering([0x62, 0x83])).toEqual({ type: 'refused', code: 'E_MEDIA_INVALID', vendor: '62 83' });
    expect(answering([0x90, 0x00], [0x90, 0x00], ...Array<[number, number]>(5).fill([0x6a, 0x83]))).toEqual({
      type: 'refused',
      code: 'E_DATA_BAD',
      vendor: 'missing',
    });
  });

  it('a holder item that is refused for want of keys in the middle leaves the rest readable', () => {
    const chip = new SmartCardChip(syntheticCard('v2'));
    const transmit = chip.transmit.bind(chip);
    chip.transmit = (apdu) => (apdu[1] === 0xb2 && apdu[2] === 0x09 ? Uint8Array.of(0x69, 0x82) : transmit(apdu));
    const reading = readFrom(chip);
    expect(reading).toMatchObject({
      fields: { name: { value: null, quality: 'authFailed' }, idNumber: { quality: 'ok' } },
    });
  });
});

describe('whatever a card answers', () => {
  const answer = fc.record({
    data: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      // Well-formed records with wild contents reach deeper.
      fc
        .record({
          tag: fc.constantFrom(1, 3, 5, 6, 7, 8, 9, 0x4e, 0x0a, 0x0d),
          value: fc.uint8Array({ maxLength: 34 }),
        })
        .map(({ tag, value }) => Uint8Array.of(tag, value.length, ...value)),
    ),
    sw: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0x9000) },
      { weight: 2, arbitrary: fc.constantFrom(0x6a86, 0x6982, 0x6a83, 0x6c10, 0x6110, 0x61ff, 0x6c00, 0x6282) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
    ),
  });

  it('a reading ends, sends reading commands only (C1: never VERIFY), and never throws', () => {
    fc.assert(
      fc.property(fc.infiniteStream(answer), (answers) => {
        const reading = readSocialSecurityCard();
        let step = reading.next();
        let commands = 0;
        while (!step.done) {
          commands += 1;
          expect(commands).toBeLessThan(300);
          expect(Object.values(instructions)).toContain(step.value.ins);
          expect(encodeCommand(step.value)[1]).not.toBe(0x20);
          step = reading.next(answers.next().value);
        }
        const result = step.value;
        if (result.type === 'refused') return;
        for (const { value, quality } of Object.values(result.fields)) {
          // A value is only there when it may be used; an `ok` always has one.
          if (quality === 'ok' || quality === 'mismatch') expect(value).not.toBeNull();
          if (quality === 'missing' || quality === 'damaged' || quality === 'authFailed') expect(value).toBeNull();
        }
      }),
    );
  });
});
