import { describe, expect, it } from 'vitest';
import { allFields } from '../receipt/receipt-fields.ts';
import type { Pulled } from './context.ts';
import { newVisit } from './context.ts';
import { relationMissing } from './rules/relation.ts';
import { card, cardsFound, found, identity, otherCard, party } from './testing/session-fixtures.ts';
import { sessionRig, shippedItems, texts } from './testing/session-rig.ts';
import { samplePulled } from './testing/world.ts';

/** `partial` of contract/hub-api.ts: only the beginning of an answer has come; every list in it may go on. */
const asPart = (pulled: Pulled): Pulled => ('data' in pulled ? { ...pulled, status: 'partial' } : pulled);

function itemOf(id: string) {
  const item = shippedItems.find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(id);
  return item;
}

describe('an answer of which only a part has come', () => {
  it('does not say that all cards are blocked, and the loss of another one is led to the hotline', () => {
    const atFound = (pulled: Pulled) => {
      const r = sessionRig();
      r.begin('ss.card.loss');
      r.press('agree');
      r.service.send({ type: 'CARD_READ', card, at: '2026-11-23T06:03:12.000Z', verdict: 'good' });
      r.service.send({ type: 'PULLED', path: 'hrss.cards', pulled });
      r.service.send({ type: 'PULLS_DONE' });
      return r;
    };
    expect(atFound(cardsFound(1, 'cancelled')).name()).toBe('ss.card.loss/N1-found.noneInUse');
    const r = atFound(asPart(cardsFound(1, 'cancelled')));
    expect(r.name()).toBe('ss.card.loss/N1-found.cardsPartial');
    expect(r.text()).toContain('12333');
    // With a card that can be blocked it goes on, and the page says that there may be more.
    const more = atFound(asPart(cardsFound(1)));
    expect(more.name()).toBe('ss.card.loss/D1');
    expect(more.text()).toContain('可能不全');
    more.press('retry');
    expect(more.service.context().visit?.asking.map(({ path }) => path)).toEqual(['hrss.cards']);
  });

  it('proves nobody to be no relative: whoever is not in that part may be in the rest', () => {
    const context = sessionRig().service.context();
    const subject = { ...party, name: otherCard.name, idNumber: otherCard.number };
    const whole = found({ address: 'x', district: 'x', members: [] });
    const missing = (hukou: Pulled, id = 'med.res.change') => {
      const visit = newVisit('v', itemOf(id), { actor: party, subject, pulls: { 'ps.hukou': hukou } });
      return relationMissing({ context, visit });
    };
    expect(missing(whole)).toBe('relation.none');
    expect(missing(asPart(whole))).toBe('relation.away');
    expect(missing(asPart(whole), 'civil.elder.card')).toBe('relation.away');
  });

  it('is said to be a part, on page and paper', () => {
    const context = sessionRig().service.context();
    const item = itemOf('ss.contrib.query');
    const step = item.steps.findIndex(({ page }) => page === 'view');
    const words = (isPart: boolean) => {
      const pulls = Object.fromEntries(
        item.pulls.map((path) => {
          const pulled = samplePulled(path as 'hrss.contrib', 5);
          return [path, isPart ? asPart(pulled) : pulled];
        }),
      );
      const visit = newVisit('v', item, { actor: party, step, pulls });
      const page = JSON.stringify(sessionRig().pageOf({ ...context, visit }, { visit: { view: 'shown' } }));
      const paper = allFields(visit, {
        ...{ texts, context, language: 'zh-CN', identity, qrPayload: '', copy: 0, cityHotline: '12345' },
      }).source;
      return { page, paper };
    };
    expect(words(false).page).not.toContain('可能不全');
    expect(words(true).page).toContain('可能不全');
    expect(words(true).paper).toContain('可能不全');
  });
});
