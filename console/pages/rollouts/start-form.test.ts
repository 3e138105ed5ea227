import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { RolloutRequest } from '../../../contract/console/rollouts.ts';
import { emptyForm, readForm } from './start-form.ts';

const target = 'app/2026.12.1.json';
const fits = Compile(RolloutRequest);

test('what was typed becomes a request that the hub takes', () => {
  const { request, faults } = readForm({
    ...{ ...emptyForm, target, district: 'TH', kiosks: 'th0001, TH0002，TH0002', lab: 'TH0001' },
    ...{ windows: '22:00–06:00, 12:00-13:30', freezes: '2027-02-05~2027-02-12', approvals: '2 3', onHalt: 'revert' },
  });
  expect(faults).toEqual({});
  expect(fits.Check(request)).toBe(true);
  expect(request).toMatchObject({
    ...{ districts: ['TH'], kiosks: ['TH0001', 'TH0002'], approvals: [2, 3], onHalt: 'revert' },
    windows: [
      { from: '22:00', until: '06:00' },
      { from: '12:00', until: '13:30' },
    ],
  });
  expect(readForm({ ...emptyForm, target }).request).toEqual({ target, onHalt: 'stop' });
});

test('a mistyped list never becomes "everybody"', () => {
  for (const form of [
    { ...emptyForm, target, kiosks: 'TH17' },
    { ...emptyForm, target, windows: '22-6' },
    { ...emptyForm, target, freezes: '2027-02-12~2027-02-05' },
    { ...emptyForm, target, approvals: '0' },
    emptyForm,
  ]) {
    const { request, faults } = readForm(form);
    expect([request, Object.keys(faults).length]).toEqual([null, 1]);
  }
});
