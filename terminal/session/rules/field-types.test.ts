import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idCheckCharacter } from '../../../contract/id-number.ts';
import { lossVisit, today } from '../testing/session-fixtures.ts';
import { sessionRig } from '../testing/session-rig.ts';
import { type AskedField, checkValue, isUscc, passesLuhn } from './field-types.ts';

const scope = { context: { ...sessionRig().service.context(), today }, visit: lossVisit() };
const field = (type: AskedField['type'], more: Partial<AskedField> = {}): AskedField => ({
  key: 'f',
  type,
  label: 'l',
  ...more,
});
const check = (type: AskedField['type'], value: Parameters<typeof checkValue>[2], more: Partial<AskedField> = {}) =>
  checkValue(scope, field(type, more), value);

describe('values of fields', () => {
  it.each([
    ['mobile', '13800138000'],
    ['uscc', '91350100M000100Y43'],
    ['uscc', '91440199ma9x00011b'],
    ['bankacct', '9999000000000012'],
    ['idno', '44019919810620004x'],
    ['name', '阿依古丽·买买提江'],
    ['name', "Mary-Jane O'Neil"],
    ['yesno', 'yes'],
    ['receiptNo', 'TH0017-261123-0042-3'],
    ['address', '广东省广州市天河区测试路1号'],
  ] as const)('%s takes %s', (type, value) => {
    expect(check(type, value).ok).toBe(true);
  });

  it.each([
    ['mobile', '12800138000'],
    ['uscc', '91350100M000100Y44'],
    ['bankacct', '9999000000000013'],
    ['idno', '440199199203150027'],
    ['idno', '440199209903150026'],
    ['name', '王1'],
    ['yesno', 'maybe'],
    ['receiptNo', 'TH0017-261123-0042-4'],
    ['text', ''],
  ] as const)('%s refuses %s with words of its own', (type, value) => {
    expect(check(type, value)).toEqual({ ok: false, error: `error.${type}` });
  });

  it('the middle dot of names is written in one way; chip values are not touched here', () => {
    for (const dot of ['•', '・', '.'])
      expect(check('name', `阿依古丽${dot}买买提江`)).toEqual({ ok: true, value: '阿依古丽·买买提江' });
    expect(check('name', 'J. Smith').ok).toBe(false);
  });

  it('any ID number with a right check character is taken, one changed digit is not', () => {
    const digits = fc.stringMatching(/^\d{6}$/);
    fc.assert(
      fc.property(
        digits,
        fc.integer({ min: 1950, max: 2020 }),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 0, max: 16 }),
        (region, year, sequence, at) => {
          const first17 = `${region}${year}0315${String(sequence).padStart(3, '0')}`;
          const number = first17 + idCheckCharacter(first17);
          expect(check('idno', number).ok).toBe(true);
          const changed = number.slice(0, at) + String((Number(number.charAt(at)) + 1) % 10) + number.slice(at + 1);
          expect(check('idno', changed).ok).toBe(false);
        },
      ),
    );
  });

  it('Luhn and the company code find every single wrong character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 1, max: 9 }), (at, shift) => {
        const good = '9999000000000012';
        const bad = good.slice(0, at) + String((Number(good.charAt(at)) + shift) % 10) + good.slice(at + 1);
        expect(passesLuhn(good)).toBe(true);
        expect(passesLuhn(bad)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 17 }),
        fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'),
        (at, other) => {
          const good = '91350100M000100Y43';
          fc.pre(good.charAt(at) !== other);
          expect(isUscc(good.slice(0, at) + other + good.slice(at + 1))).toBe(false);
        },
      ),
    );
  });

  it('limits: dates relative to the day, amounts in fen, lengths in characters', () => {
    const range = { from: 'today-300d', to: 'today-35d' };
    expect(check('date', '2026-10-01', range).ok).toBe(true);
    expect(check('date', '2026-11-01', range).ok).toBe(false);
    expect(check('date', '2026-02-30').ok).toBe(false);
    expect(check('month', '2026-12', { to: 'month' }).ok).toBe(false);
    expect(check('money', '99', { min: 100 }).ok).toBe(false);
    expect(check('percent', '10001').ok).toBe(false);
    expect(check('text', '林㛃𠮷', { min: 3, max: 3 }).ok).toBe(true);
    expect(check('text', 'abc', { alphabet: 'A-Z0-9' }).ok).toBe(false);
    expect(check('multi', ['a', 'b', 'c'], { max: 2 }).ok).toBe(false);
    expect(check('records', [], { min: 1 }).ok).toBe(false);
  });

  it('an address that is chosen has all its levels and a house number', () => {
    const levels = { province: '44', city: '4401', district: '440106', street: 's', community: 'c', names: '广东省' };
    expect(check('address', { ...levels, detail: '测试路 1 号' }).ok).toBe(true);
    expect(check('address', levels).ok).toBe(false);
    expect(check('region5', { province: '44' }).ok).toBe(false);
  });

  it('never throws, whatever is typed', () => {
    const types = [
      'select',
      'multi',
      'int',
      'digits',
      'text',
      'name',
      'idno',
      'uscc',
      'mobile',
      'sms6',
      'date',
      'month',
      'money',
      'percent',
      'region5',
      'address',
      'bankacct',
      'receiptNo',
      'person',
      'records',
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.oneof(fc.string(), fc.array(fc.string()), fc.dictionary(fc.string(), fc.string())),
        (type, value) => {
          expect(typeof check(type, value).ok).toBe('boolean');
        },
      ),
    );
  });
});
