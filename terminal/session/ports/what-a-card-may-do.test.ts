import { describe, expect, it } from 'vitest';
import { card } from '../testing/session-fixtures.ts';
import { cardVerdict, localDay } from './card-port.ts';

const today = '2026-11-23';

describe('what a card may do', () => {
  it('a good card identifies, also one without expiry', () => {
    expect(cardVerdict(card, today)).toBe('good');
    expect(cardVerdict({ ...card, validTo: 'long-term' }, today)).toBe('good');
  });

  it('the last day of validity still counts, the day after does not', () => {
    expect(cardVerdict({ ...card, validTo: today }, today)).toBe('good');
    expect(cardVerdict({ ...card, validTo: '2026-11-22' }, today)).toBe('expired');
  });

  it('a wrong check digit or damaged core field is never taken for a person', () => {
    expect(cardVerdict({ ...card, number: '440199199203150027' }, today)).toBe('damaged');
    expect(cardVerdict({ ...card, damaged: ['name'] }, today)).toBe('damaged');
    expect(cardVerdict({ ...card, name: '' }, today)).toBe('damaged');
  });

  it('a damaged address does not cost anybody the service', () => {
    expect(cardVerdict({ ...card, damaged: ['address'] }, today)).toBe('good');
  });

  it('expiry follows the day of the city, not of the machine', () => {
    expect(localDay(Date.UTC(2026, 10, 22, 16, 0, 0))).toBe('2026-11-23');
    expect(localDay(Date.UTC(2026, 10, 22, 15, 59, 59))).toBe('2026-11-22');
  });
});
