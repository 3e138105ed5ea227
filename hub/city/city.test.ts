import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIdNumber } from '../../contract/id-number.ts';
import { generateCity } from './city.ts';
import { ageOn } from './months.ts';
import { cityCardNumber, cityUscc, luhnDigit, usccCheck } from './numbers.ts';
import { readPersonas } from './personas.ts';
import { licenceKinds, regions } from './reference.ts';

const today = '2026-11-27';
const city = generateCity(1, 1200, today);
const byNumber = new Map(city.people.map((person) => [person.idNumber, person]));

test('every generated number is valid, unique, tells the sex, and stands in the range that belongs to nobody', () => {
  expect(byNumber.size).toBe(1200);
  for (const { idNumber, sex, birthDate, cards } of city.people) {
    expect(idNumber).toMatch(/^440199\d{8}9[0-8]\d[\dX]$/);
    expect(parseIdNumber(idNumber, today)).toMatchObject({ ok: true, value: { birth: birthDate, sex } });
    for (const { cardNumber } of cards) {
      expect(cardNumber).toMatch(/^9999\d{12}$/);
      expect(luhnDigit(cardNumber.slice(0, -1))).toBe(cardNumber.slice(-1));
    }
  }
  for (const part of [
    city.people.map((person) => person.personId),
    city.people.flatMap((person) => person.cards.map((card) => card.cardId)),
    city.people.flatMap((person) => person.cards.map((card) => card.cardNumber)),
    city.people.flatMap((person) => person.licences.map((licence) => licence.licId)),
  ]) {
    expect(new Set(part).size).toBe(part.length);
  }
});

test('the same seed makes the same city, another seed another one', () => {
  expect(generateCity(7, 60, today)).toEqual(generateCity(7, 60, today));
  expect(generateCity(8, 60, today)).not.toEqual(generateCity(7, 60, today));
});

test('in a city of 5,000 nobody is made twice', () => {
  const people = generateCity(20_261_123, 5000, today).people;
  expect(new Set(people.map((person) => person.idNumber)).size).toBe(5000);
});

describe('registers agree with each other', () => {
  test('a marriage stands with both, and nobody is married to who does not live here', () => {
    for (const person of city.people) {
      expect(person.marriage === null).toBe(person.spouse === null);
      if (person.spouse === null || person.marriage === null) continue;
      const spouse = byNumber.get(person.spouse);
      expect(spouse?.spouse).toBe(person.idNumber);
      expect(spouse?.marriage?.since).toBe(person.marriage.since);
      expect(spouse?.marriage?.first).toBe(person.marriage.first);
      expect(person.marriage.spouseNumber).toBe(person.spouse);
      expect(spouse?.householdId).toBe(person.householdId);
    }
  });

  test('parents are 14 years older at least, live here, and hold the birth certificate', () => {
    for (const person of city.people) {
      for (const number of person.parents) {
        const parent = byNumber.get(number);
        expect(ageOn(parent?.birthDate ?? '', person.birthDate)).toBeGreaterThanOrEqual(14);
        expect(parent?.births.some((birth) => birth.birthDate === person.birthDate)).toBe(true);
      }
    }
  });

  test('addresses and licences name what the reference lists know', () => {
    const codes = new Set(regions.map((region) => region.code));
    const kinds = new Set(licenceKinds.map((kind) => kind.kind));
    for (const { address, licences } of city.people) {
      for (const code of [address.district, address.street, address.community]) expect(codes).toContain(code);
      for (const licence of licences) expect(kinds).toContain(licence.kind);
    }
  });
});

test('the city has people for every state of a card, every cover and every role', () => {
  const states = new Set(city.people.flatMap((person) => person.cards.map((card) => card.state)));
  expect([...states].sort()).toEqual(
    ['cancelled', 'expired', 'formalLoss', 'inProduction', 'inactive', 'normal', 'tempLoss'].sort(),
  );
  expect(new Set(city.people.flatMap((p) => p.units.map((unit) => unit.role)))).toEqual(
    new Set(['legalRep', 'officer', 'none']),
  );
  const some = [
    city.people.filter((p) => p.cards.length === 0),
    city.people.filter((p) => p.medical.aided),
    city.people.filter((p) => p.medical.bySchool),
    city.people.filter((p) => p.medical.arrears.months > 0),
    city.people.filter((p) => p.owedMonths > 0),
    city.people.filter((p) => p.birthRegistration !== null),
    city.people.filter((p) => p.permit !== null && p.permit.endsInDays < 0),
    city.people.filter((p) => p.estates.length > 1),
    city.people.filter((p) => p.leases.length > 0),
    city.people.filter((p) => p.skills.length > 0),
    city.people.filter((p) => p.mobile === ''),
    city.people.filter((p) => p.photo === null),
    city.people.filter((p) => p.hukou === 'other'),
    city.people.filter((p) => ageOn(p.birthDate, today) >= 80),
    city.people.filter((p) => ageOn(p.birthDate, today) < 3),
  ];
  for (const people of some) expect(people.length).toBeGreaterThan(0);
});

test('company codes and card numbers have right check characters', () => {
  expect(cityUscc(1)).toBe('91440199MA9X00011B');
  expect(cityUscc(2)).toBe('91440199MA9X0002X3');
  expect(usccCheck('91350100M000100Y4')).toBe('3');
  expect(cityCardNumber(1)).toBe('9999000000000012');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9999 }), (n) => {
      expect(cityUscc(n)).toHaveLength(18);
      expect(usccCheck(cityUscc(n).slice(0, 17))).toBe(cityUscc(n).slice(17));
    }),
  );
});

test('the cards of the personas are right by Luhn too, and no two people share a number or an id', () => {
  const read = readPersonas(`${import.meta.dirname}/../../kiosk-config/demo/personas.json`, today);
  expect(read.ok).toBe(true);
  if (!read.ok) return;
  const cards = read.value.flatMap((person) => person.cards);
  for (const { cardNumber } of cards) expect(luhnDigit(cardNumber.slice(0, -1))).toBe(cardNumber.slice(-1));
  expect(new Set(cards.map((card) => card.cardId)).size).toBe(cards.length);
  expect(new Set(cards.map((card) => card.cardNumber)).size).toBe(cards.length);
  for (const key of ['personId', 'idNumber'] as const) {
    expect(new Set(read.value.map((person) => person[key])).size).toBe(read.value.length);
  }
});

test('a demonstration file that is missing or of another shape is an error that names the place, not a crash', () => {
  expect(readPersonas('/nowhere/personas.json', today).ok).toBe(false);
  const wrong = readPersonas(`${import.meta.dirname}/../../package.json`, today);
  expect(wrong.ok).toBe(false);
  if (!wrong.ok) expect(wrong.error).toContain('package.json');
});

test('ages turn on the birthday, also on the one of a leap year', () => {
  expect(ageOn('1996-02-29', '2026-02-28')).toBe(29);
  expect(ageOn('1996-02-29', '2026-03-01')).toBe(30);
  expect(ageOn('1992-03-15', '2026-03-15')).toBe(34);
});
