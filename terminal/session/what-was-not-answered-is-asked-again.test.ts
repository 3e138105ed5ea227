import { expect, it } from 'vitest';
import { bookable } from './testing/booking-fixtures.ts';
import { caseView } from './testing/case-fixtures.ts';
import { diligentTouch } from './testing/diligent.ts';
import { toReader } from './testing/failure-walks.ts';
import { card, cardsFound, found, none, pulled, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, verifyBySms } from './testing/session-rig.ts';

/** A booking in which the city is silent at one of its questions, and answers all others. */
function silentAt(question: number): { readonly r: SessionRig; readonly answer: (silent: boolean) => void } {
  const r = sessionRig();
  const answer = (silent: boolean) => {
    for (const { path } of r.service.context().visit?.asking ?? []) {
      const pulled = silent
        ? ({ status: 'away' } as const)
        : bookable[path] === undefined
          ? none
          : found(bookable[path]);
      r.service.send({ type: 'PULLED', path, pulled });
    }
    r.service.send({ type: 'PULLS_DONE' });
  };
  r.begin('svc.book');
  for (let asked = 0, turn = 0; turn < 60 && !r.name().includes('/N1-'); turn += 1) {
    if (r.name().includes('/C1')) r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    if (r.name().endsWith('-asking')) {
      answer(asked === question);
      asked += 1;
    }
    const touch = r.name().includes('/N1-') ? null : diligentTouch(r.service.snapshot(), 0);
    if (touch !== null) r.touch(touch);
  }
  return { r, answer };
}

it.each([
  [0, 'svc.book/N1-book.block.nothing'],
  [1, 'svc.book/N1-book.block.noPlace'],
  [2, 'svc.book/N1-book.block.noSlot'],
])(
  'a question %i that nobody answered stops nobody for good: it is asked again from the page that says so',
  (question, page) => {
    const { r, answer } = silentAt(question);
    expect(r.name()).toBe(page);
    expect(r.service.snapshot().screen.actions.main?.id).toBe('retry');
    r.press('retry');
    expect(r.name()).toMatch(/-asking$/);
    answer(false);
    expect(r.name()).not.toContain('/N1-');
  },
);

it('where the city has answered there is nothing to ask again: what stops the visit is so', () => {
  const r = sessionRig();
  r.begin('u.progress');
  r.choose('by', 'receipt');
  r.press('continue');
  r.service.send({ type: 'SCANNED', text: 'TH0017-261123-0042-3' });
  r.service.send({ type: 'PULLED', path: 'case.detail', pulled: none });
  r.service.send({ type: 'PULLS_DONE' });
  expect(r.name()).toBe('u.progress/N1-progress.block.none');
  expect(r.press('retry').ok).toBe(false);
});

const silent = { status: 'timeout', source: 'gz.hrss', asOf: '2026-11-23', data: null } as const;
const offers = (r: SessionRig) => {
  const { back, main, other } = r.service.snapshot().screen.actions;
  return [back, main, ...other].flatMap((action) => (action === undefined ? [] : [action.id]));
};

it('a department that did not answer a query is asked again from its page; a slip of nothing is not offered meanwhile', () => {
  const r = sessionRig();
  toReader(r, 'ss.card.query');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  for (const event of pulled(silent)) r.service.send(event);
  expect([r.name(), offers(r)]).toEqual(['ss.card.query/V1', ['finish', 'retry']]);
  r.press('retry');
  expect(r.name()).toBe('ss.card.query/V1-asking');
  expect(r.service.context().visit?.asking).toEqual([{ path: 'hrss.cards', params: {} }]);
  for (const event of pulled(silent)) r.service.send(event);
  r.press('retry');
  for (const event of pulled(cardsFound(1))) r.service.send(event);
  expect([r.name(), offers(r)]).toMatchObject([
    'ss.card.query/V1',
    ['finish', 'print', 'link:ss.card.loss', 'link:ss.card.replace'],
  ]);
  expect(r.text()).toContain('1234');
});

it('a case that nobody could be asked about is asked for again from the page that says so', () => {
  const r = sessionRig();
  r.begin('joint.track');
  r.press('continue');
  r.press('agree');
  r.type('caseNo', 'GZ2026XM000103');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  r.service.send({ type: 'PULLED', path: 'case.detail', pulled: silent });
  r.service.send({ type: 'PULLS_DONE' });
  expect([r.name(), offers(r)]).toEqual(['joint.track/U1-away', ['retry', 'finish']]);
  r.press('retry');
  expect(r.service.context().visit?.asking.map(({ path }) => path)).toEqual(['case.detail']);
  r.service.send({ type: 'PULLED', path: 'case.detail', pulled: silent });
  r.service.send({ type: 'PULLS_DONE' });
  expect(r.name()).toBe('joint.track/U1-away');
  r.press('retry');
  r.service.send({ type: 'PULLED', path: 'case.detail', pulled: none });
  r.service.send({ type: 'PULLS_DONE' });
  expect([r.name(), offers(r)]).toEqual(['joint.track/U1-none', ['finish']]);
});

/** To the second questions of a new card, none of which anybody answers. */
function replaceFor(reason: string): SessionRig {
  const r = sessionRig();
  toReader(r, 'ss.card.replace');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  verifyBySms(r);
  for (const event of pulled(cardsFound(1))) r.service.send(event);
  r.press('continue');
  r.choose('card', 'card-1');
  r.press('continue');
  r.choose('reason', reason);
  r.press('continue');
  for (const { path } of r.service.context().visit?.asking ?? [])
    r.service.send({ type: 'PULLED', path, pulled: { status: 'away' } });
  r.service.send({ type: 'PULLS_DONE' });
  return r;
}

it('whoever is stopped by what is known is shown the way on first: an answer that did not come and changes nothing is not asked for in vain', () => {
  const r = replaceFor('lost');
  expect([r.name(), offers(r)]).toEqual([
    'ss.card.replace/N1-cardReplace.block.notReported',
    ['end', 'link:ss.card.loss'],
  ]);
});

it('a page that stands because nothing came does not say that something was found', () => {
  const r = replaceFor('damaged');
  expect([r.name(), offers(r)]).toEqual(['ss.card.replace/D1', ['back', 'continue', 'retry', 'wrong']]);
  expect(r.service.snapshot().screen.heading.key).toBe('found.gap');
});

it.each([
  ['timeout', ['end', 'retry', 'link:u.help']],
  ['denied', ['end', 'link:u.help']],
] as const)(
  'a list of licences that did not come (%s) is no list without any: the page says so, and the visit does not go on to a licence that nobody chose',
  (status, buttons) => {
    const r = sessionRig();
    toReader(r, 'lic.view');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    verifyBySms(r);
    const away = { ...silent, source: 'gz.data', status } as const;
    r.service.send({ type: 'PULLED', path: 'lic.list', pulled: away });
    r.service.send({ type: 'PULLS_DONE' });
    expect([r.name(), offers(r)]).toEqual(['lic.view/N1-lic.block.noList', [...buttons]]);
  },
);

it.each([
  [silent, 'u.progress/N1-progress.block.noList'],
  [{ status: 'away' }, 'u.progress/N1-progress.offline'],
  [
    { ...silent, status: 'partial', data: { cases: [caseView({ level: 'detail', mine: true })] } },
    'u.progress/U1-detail',
  ],
] as const)(
  'a list of cases that did not come (%o) is not told as a network that is down, and half of one is shown',
  (said, page) => {
    const r = sessionRig();
    r.begin('u.progress');
    r.choose('by', 'id');
    r.press('continue');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    r.service.send({ type: 'PULLED', path: 'case.list', pulled: said });
    r.service.send({ type: 'PULLS_DONE' });
    if (r.name().endsWith('/D2-case')) r.press('continue');
    expect(r.name()).toBe(page);
  },
);
