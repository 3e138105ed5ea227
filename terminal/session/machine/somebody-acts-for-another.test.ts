import { describe, expect, it } from 'vitest';
import type { Party, Pulled } from '../context.ts';
import { isMinorAlone, needsGuardian, relationMissing, relationOf } from '../rules/relation.ts';
import type { JourneyValue } from '../screen-of.ts';
import { card, found, none, otherCard, party, readAt, today } from '../testing/session-fixtures.ts';
import { type SessionRig, sessionRig, shippedItems, verifyBySms } from '../testing/session-rig.ts';
import { followLink, linksOf } from './moves.ts';

const child = { ...otherCard, birthDate: '2016-07-04', number: '440199201607040157' };
const member = (idNumber: string, relation: string) => ({
  personId: 'p',
  name: otherCard.name,
  idNumber,
  birthDate: otherCard.birthDate,
  age: 35,
  sex: 'male',
  relation,
});
const household = (relation: string | null) =>
  found({ address: 'x', district: 'x', members: relation === null ? [] : [member(otherCard.number, relation)] });

function proxy(r: SessionRig, item: string, second = otherCard) {
  r.begin(item);
  for (let i = 0; i < 3 && r.name() !== `${item}/C1`; i += 1) r.press(r.name().endsWith('/B1') ? 'continue' : 'agree');
  r.press('proxy');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  verifyBySms(r);
  r.service.send({ type: 'PAD', pad: 'absent' });
  r.service.send({ type: 'CARD_READ', card: second, at: readAt, verdict: 'good' });
}

/** Answers what is asked: the household as given, everything else is not there. */
function city(r: SessionRig, hukou: Pulled) {
  for (const { path } of r.service.context().visit?.asking ?? []) {
    r.service.send({ type: 'PULLED', path, pulled: path === 'ps.hukou' ? hukou : none });
  }
  r.service.send({ type: 'PULLS_DONE' });
}

const relation = (r: SessionRig) => r.service.context().visit?.relation;

describe('acting for somebody else', () => {
  it('a proxy whose relation is nowhere does not go on in silence: a clerk, a window, or the end', () => {
    const r = sessionRig();
    proxy(r, 'med.res.change');
    city(r, household(null));
    expect(r.name()).toBe('med.res.change/N1-relation.none');
    expect(relation(r)).toBeNull();
    expect(r.text()).toContain('link:svc.book');
    expect(r.press('continue').ok).toBe(false);
    r.press('relationVideo');
    expect(r.name()).toBe('med.res.change/C2-video');
    r.service.send({ type: 'NOT_VERIFIED', method: 'video', why: 'failed' });
    expect(r.name()).toBe('med.res.change/N1-relation.none');
    r.press('relationVideo');
    r.service.send({ type: 'VERIFIED', method: 'video', assurance: 'clerk', at: readAt });
    expect(r.name()).not.toContain('relation');
    expect(relation(r)).toBe('clerk');
  });

  it('the card of the one who acts, laid down once more, is not the end of reading: the other card is read behind it', () => {
    const r = sessionRig();
    proxy(r, 'med.res.change', card);
    expect(r.name()).toBe('med.res.change/C1-second-lift');
    // A reader gives one card for one call: whoever waits for another one asks again.
    expect(r.calls.slice(-2)).toEqual(['stop readCard', 'readCard']);
    r.service.send({ type: 'CARD_READ', card: otherCard, at: readAt, verdict: 'good' });
    expect(r.service.context().visit?.subject?.idNumber).toBe(otherCard.number);
  });

  it('whoever is verified once more before handing in is not offered to do it for themselves instead: nothing would come of that', () => {
    const r = sessionRig();
    proxy(r, 'med.res.change');
    const context = r.service.context();
    const { visit } = context;
    if (visit === null) throw new Error('no visit');
    const at = (page: string) => visit.item.steps.findIndex((step) => step.page === page);
    const offered = (step: number, journey: JourneyValue) =>
      r.pageOf({ ...context, visit: { ...visit, step } }, journey).actions.other.map(({ id }) => id);
    expect(offered(at('identify'), { visit: { identify: 'choose' } })).toEqual(['myself']);
    expect(offered(at('check'), { visit: { reidentify: 'choose' } })).toEqual([]);
  });

  it('a window takes over: the booking begins with the same person', () => {
    const r = sessionRig();
    proxy(r, 'med.res.change');
    city(r, household(null));
    r.press('link:svc.book');
    expect(r.service.context().visit?.item.id).toBe('svc.book');
  });

  it('a register that cannot be asked is not taken for "no relation": a queued service is filed as open', () => {
    const r = sessionRig();
    proxy(r, 'civil.elder.card');
    city(r, { status: 'away' });
    expect(r.name()).toBe('civil.elder.card/N1-relation.away');
    r.press('relationLater');
    expect(relation(r)).toBe('unproven');
  });

  it('the household says who belongs to whom, and nothing more is asked', () => {
    const r = sessionRig();
    proxy(r, 'med.res.change');
    city(r, household('parent'));
    expect(r.name()).not.toContain('relation');
  });

  it('ends with the services that somebody may act in: no link leads a stranger on to replace, or look at, the card of the one he acted for', () => {
    const r = sessionRig();
    r.begin('ss.card.loss');
    const context = r.service.context();
    const { visit } = context;
    if (visit === null) throw new Error('no visit');
    const result = { state: 'effective', at: readAt, data: {} } as const;
    const own = { ...visit, actor: party, result, receiptNo: 'TH0017-261123-0042-3', relation: 'other' };
    const other: Party = { ...party, name: otherCard.name, idNumber: otherCard.number };
    const linked = (subject: Party | null) =>
      linksOf({ ...context, visit: { ...own, subject } }).map((link) => link.item);
    expect(linked(null)).toEqual(expect.arrayContaining(['ss.card.replace', 'u.rate']));
    expect(linked(other)).toContain('u.rate');
    expect(linked(other).filter((id) => ['ss.card.replace', 'ss.card.query'].includes(id))).toEqual([]);
    const follow = (item: string) => followLink({ ...context, visit: { ...own, subject: other } }, item, 'next').visit;
    // Where nobody acts for another, who goes on is who stands here; a word for the other service is none for this one.
    expect(follow('ss.card.apply')).toMatchObject({ actor: party, subject: null, relation: null, pulls: {} });
    expect(follow('ss.card.apply')?.identify.proxy).toBe(false);
    expect(follow('cert.ss.insured')).toMatchObject({ subject: other, relation: null });
  });

  it('nobody is led to act for another in what the hub refuses for others, not by a page either that an older catalogue still has', () => {
    const own = shippedItems.map((item): (typeof shippedItems)[number] =>
      item.id === 'med.res.change' ? { ...item, audience: ['person'] } : item,
    );
    const proxyOffered = (items: typeof shippedItems) => {
      const r = sessionRig({ items });
      r.begin('med.res.change');
      for (let i = 0; i < 3 && r.name() !== 'med.res.change/C1'; i += 1)
        r.press(r.name().endsWith('/B1') ? 'continue' : 'agree');
      expect(r.name()).toBe('med.res.change/C1');
      const offered = r.press('proxy').ok;
      r.service.send({ type: 'PRESS', id: 'proxy', nonce: 'n', at: readAt });
      return { offered, isChosen: r.service.context().visit?.identify.proxy };
    };
    expect(proxyOffered(shippedItems)).toEqual({ offered: true, isChosen: true });
    expect(proxyOffered(own)).toEqual({ offered: false, isChosen: false });
  });

  it('a marriage counts whichever of the two it was asked about; anybody may act where the item says so, and that is said', () => {
    const base = { context: sessionRig().service.context() };
    const other: Party = { ...party, name: otherCard.name, idNumber: otherCard.number, birthDate: otherCard.birthDate };
    const item = (id: string) => {
      const given = shippedItems.find((candidate) => candidate.id === id);
      if (given === undefined) throw new Error(id);
      return given;
    };
    const visit = (id: string, pulls: object) => {
      const r = sessionRig();
      r.begin(id);
      const open = r.service.context().visit;
      if (open === null) throw new Error('no visit');
      return { ...base, visit: { ...open, item: item(id), actor: party, subject: other, pulls } };
    };
    for (const idNumber of [party.idNumber, other.idNumber]) {
      const married = found({
        married: true,
        first: true,
        since: '2020-01-01',
        spouse: { name: 'x', idNumber, hukou: 'other' },
      });
      expect(relationOf(visit('med.maternity.confirm', { 'civil.marriage': married }))).toBe('spouse');
    }
    const stranger = found({
      married: true,
      first: true,
      since: '2020-01-01',
      spouse: { name: 'x', idNumber: '1', hukou: 'other' },
    });
    expect(relationMissing(visit('med.maternity.confirm', { 'civil.marriage': stranger }))).toBe('relation.none');
    expect(relationOf(visit('civil.elder.card', { 'ps.hukou': household(null) }))).toBe('other');
  });
});

describe('children', () => {
  const young = { ...card, birthDate: '2012-03-15', number: '440199201203150027' };

  it('a child alone is told who applies before anybody is verified, and the guardian takes over with the own card', () => {
    const r = sessionRig();
    r.begin('med.res.stop');
    r.press('continue');
    r.press('agree');
    r.service.send({ type: 'CARD_READ', card: young, at: readAt, verdict: 'good' });
    expect(r.name()).toBe('med.res.stop/N1-minor');
    r.press('proxy');
    expect(r.name()).toBe('med.res.stop/C1');
    expect(r.service.context().visit?.identify.proxy).toBe(true);
  });

  it('what is only looked at, or blocked in a hurry, is open to everybody', () => {
    const actor = { ...party, birthDate: young.birthDate };
    const open = (id: string) => {
      const r = sessionRig();
      r.begin(id);
      const visit = r.service.context().visit;
      if (visit === null) throw new Error(id);
      return { ...visit, actor };
    };
    expect(isMinorAlone(open('ss.card.loss'), today)).toBe(false);
    expect(isMinorAlone(open('ss.contrib.query'), today)).toBe(false);
    expect(isMinorAlone(open('med.res.change'), today)).toBe(true);
  });

  it('nothing about a child under 14 is fetched before the guardian has agreed on a page of its own', () => {
    const r = sessionRig();
    proxy(r, 'med.res.stop', child);
    expect(r.name()).toBe('med.res.stop/B2-guardian');
    expect(r.calls).not.toContain('pull');
    r.press('agree');
    expect(r.service.context().visit?.consents.map(({ kind }) => kind)).toContain('guardian');
    expect(r.calls).toContain('pull');
    const refused = sessionRig();
    proxy(refused, 'med.res.stop', child);
    refused.press('disagree');
    expect(refused.calls).not.toContain('pull');
    const visit = r.service.context().visit;
    expect(visit === null ? true : needsGuardian(visit, today)).toBe(false);
  });
});
