import { expect, test } from 'vitest';
import { parseIdNumber } from '../../../contract/id-number.ts';
import { readPersonas } from './personas.ts';
import { generatePopulation } from './population.ts';

test('every generated number is valid and stands in the range that belongs to nobody', () => {
  const people = generatePopulation(1, 500);
  expect(new Set(people.map((person) => person.idNumber)).size).toBe(500);
  for (const { idNumber, cards } of people) {
    expect(idNumber).toMatch(/^440199\d{8}9[0-8]\d[\dX]$/);
    expect(parseIdNumber(idNumber, '2026-11-23').ok).toBe(true);
    expect([1, 2]).toContain(cards.length);
    for (const card of cards) expect(card.last4).toMatch(/^\d{4}$/);
  }
  const ids = people.flatMap((person) => person.cards.map((card) => card.cardId));
  expect(new Set(ids).size).toBe(ids.length);
});

test('the same seed makes the same people, another seed others', () => {
  expect(generatePopulation(7, 50)).toEqual(generatePopulation(7, 50));
  expect(generatePopulation(8, 50)).not.toEqual(generatePopulation(7, 50));
});

test('a demonstration file that is missing is an error, not a crash', () => {
  expect(readPersonas('/nowhere/personas.json').ok).toBe(false);
});

test('a demonstration file of another shape names the place that is wrong', () => {
  const result = readPersonas(`${import.meta.dirname}/../../../package.json`);
  expect(result.ok).toBe(false);
  if (!result.ok) expect(result.error).toContain('package.json');
});

test('the demonstration people of this project are taken, each card with its holder', () => {
  const result = readPersonas(`${import.meta.dirname}/../../../kiosk-config/demo/personas.json`);
  expect(result.ok).toBe(true);
  if (!result.ok) return;
  const yun = result.value.find((person) => person.idNumber === '440199199203150026');
  expect(yun?.cards).toHaveLength(2);
});
