import { expect, test } from 'vitest';
import { districtLetters } from '../../contract/district.ts';
import { dueDay, isWorkingDay } from '../../contract/working-days.ts';
import {
  bankOf,
  banks,
  cityCalendar,
  distanceFrom,
  districts,
  findPlace,
  hospitals,
  licenceKinds,
  places,
  reasons,
  regions,
  scope,
  services,
} from './reference.ts';

test('lists are as long as the catalogue wants them, and codes are unique', () => {
  expect(hospitals.length).toBeGreaterThanOrEqual(60);
  expect(scope.phrases.length).toBeGreaterThanOrEqual(80);
  expect(scope.trades.length).toBeGreaterThanOrEqual(20);
  expect(licenceKinds.length).toBeGreaterThanOrEqual(40);
  for (const codes of [
    banks.map((one) => one.code),
    regions.map((one) => one.code),
    places.map((one) => one.placeId),
    hospitals.map((one) => one.hospitalId),
    scope.phrases.map((one) => one.code),
    services.map((one) => one.serviceId),
    licenceKinds.map((one) => one.kind),
    reasons.reasons.map((one) => one.code),
  ]) {
    expect(new Set(codes).size).toBe(codes.length);
  }
});

test('every district has streets, communities, a hall, outlets, kiosks and street centres; every region has its parent', () => {
  const codes = new Set(regions.map((region) => region.code));
  for (const region of regions) expect(region.parent === null || codes.has(region.parent)).toBe(true);
  for (const { code, nameZh } of districts) {
    expect(regions.filter((region) => region.parent === code).length).toBeGreaterThanOrEqual(2);
    for (const kind of ['centre', 'bank', 'street', 'kiosk', 'counter']) {
      expect(places.some((place) => place.kind === kind && place.district === nameZh)).toBe(true);
    }
  }
  for (const place of places) if (place.bank !== undefined) expect(bankOf(place.bank).code).toBe(place.bank);
});

test('the letters that a kiosk code may begin with are those of the districts, in their order', () => {
  expect(districts.map(({ letters }) => letters)).toEqual([...districtLetters]);
});

test('the calendar of the city knows the make-up Saturday of the power-line case', () => {
  expect(isWorkingDay(cityCalendar, '2020-05-09')).toBe(true);
  expect(dueDay(cityCalendar, '2020-05-09', 5)).toBe('2020-05-15');
  expect(isWorkingDay(cityCalendar, '2026-10-01')).toBe(false);
});

test('a make-up day is a Saturday or Sunday and no holiday', () => {
  for (const day of cityCalendar.workdays) {
    expect([0, 6]).toContain(new Date(`${day}T00:00:00Z`).getUTCDay());
    expect(cityCalendar.holidays).not.toContain(day);
  }
});

test('the nearest place of a machine lies in its own district', () => {
  const hall = findPlace('hall-TH');
  const far = findPlace('hall-ZC');
  expect(hall).not.toBeNull();
  if (hall === null || far === null) return;
  expect(distanceFrom('TH0017', hall)).toBeLessThan(distanceFrom('TH0017', far));
  expect(distanceFrom('TH9001', hall)).toBeGreaterThan(0);
});
