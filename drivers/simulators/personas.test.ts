import { readFileSync } from 'node:fs';
import { Check, Errors } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { parseIdNumber } from '../../contract/id-number.ts';
import { decodeCardText } from '../id-reader/sdt/card-text.ts';
import { cardOf, DemoPeople } from './persona.ts';

const file: unknown = JSON.parse(
  readFileSync(new URL('../../kiosk-config/demo/personas.json', import.meta.url), 'utf8'),
);
const people = Check(DemoPeople, file) ? file : null;

describe('demonstration people', () => {
  it('follow their schema', () => {
    expect([...Errors(DemoPeople, file)]).toEqual([]);
  });

  it('have unique ids, unique last four characters and believable numbers', () => {
    const personas = people?.personas ?? [];
    expect(personas.length).toBeGreaterThan(12);
    expect(new Set(personas.map(({ id }) => id)).size).toBe(personas.length);
    expect(new Set(personas.map(({ number }) => number.slice(-4))).size).toBe(personas.length);
    for (const persona of personas.filter(({ type }) => type !== 'foreign-2017')) {
      const number = parseIdNumber(persona.number, '2026-11-23');
      expect(number, persona.id).toMatchObject({ ok: true, value: { birth: persona.birthDate } });
      if (number.ok && number.value.sex !== null) expect(number.value.sex, persona.id).toBe(persona.sex);
    }
  });

  it('cover the cases of the journey: two cards, one, none, one already lost; each card has a holder', () => {
    const cards = people?.cards ?? [];
    const cardsOf = (id: string) => {
      const persona = people?.personas.find((one) => one.id === id);
      return cards.filter(({ numberLast4 }) => persona?.number.endsWith(numberLast4)).map(({ state }) => state);
    };
    expect(cardsOf('li-yun')).toEqual(['normal', 'normal']);
    expect(cardsOf('ouyang-miao')).toEqual(['normal']);
    expect(cardsOf('wang-yi')).toEqual([]);
    expect(cardsOf('ayiguli')).toEqual(['lost']);
    expect(new Set(cards.map(({ cardId }) => cardId)).size).toBe(cards.length);
    for (const { numberLast4 } of cards) {
      expect(
        people?.personas.some(({ number }) => number.endsWith(numberLast4)),
        numberLast4,
      ).toBe(true);
    }
  });

  it('come back from the chip as they went in, but for a name that is too long', () => {
    for (const persona of people?.personas ?? []) {
      const read = decodeCardText(cardOf(persona).text);
      const { type, sex, ethnicity, birthDate, address, number, issuer, validFrom, validTo } = persona;
      const { travelPermit, issueCount, nameEn, nationality, cardVersion, authority, renewals } = persona;
      const optional = { travelPermit, issueCount, nameEn, nationality, cardVersion, authority, renewals };
      expect(read, persona.id).toMatchObject({
        ok: true,
        value: {
          card: {
            ...{ type, sex, ethnicity, birthDate, address, number, issuer, validFrom, validTo },
            name: persona.name.slice(0, 15),
            nameFieldFull: persona.name.length >= 15,
            damaged: [],
            ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
          },
        },
      });
    }
  });
});
