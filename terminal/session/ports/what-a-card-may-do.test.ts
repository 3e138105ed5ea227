import { describe, expect, it } from 'vitest';
import { ok } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { IdReader } from '../../../drivers/id-reader/id-reader.ts';
import type { Claim } from '../../devices/claims.ts';
import { temporaryStore } from '../../store/testing/temporary-store.ts';
import { card } from '../testing/session-fixtures.ts';
import { cardPort, cardVerdict } from './card-port.ts';
import { itemWith, portRig, visitAt } from './testing/port-rig.test-data.ts';

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

  it('expiry follows the day of the city, not of the machine', async () => {
    const verdictAt = async (wallMs: number) => {
      using temporary = temporaryStore(null);
      const rig = { ...portRig(temporary), clock: new VirtualClock(wallMs) };
      const read = { ...card, validTo: '2026-11-22' };
      const result = ok({
        card: read,
        newestAddress: null,
        photo: new Uint8Array(0),
        readMs: 900,
        wipe: () => undefined,
      });
      const reader = { id: 'idReader', readCard: () => Promise.resolve(result) } as unknown as IdReader;
      const claim = () => Promise.resolve(ok({} as Claim));
      cardPort({ ...rig, needsPhoto: false, reader: () => reader, claim })(
        visitAt(itemWith('ss.card.loss'), 'identify'),
        rig.send,
      );
      await rig.clock.advance(100);
      return rig.of('CARD_READ')[0]?.verdict;
    };
    expect(await verdictAt(Date.UTC(2026, 10, 22, 16, 0, 0))).toBe('expired');
    expect(await verdictAt(Date.UTC(2026, 10, 22, 15, 59, 59))).toBe('good');
  });
});
