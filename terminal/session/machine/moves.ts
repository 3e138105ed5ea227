import { isForOthers } from '../../../contract/catalogue/for-others.ts';
import type { ServiceItem, Theme } from '../../../contract/catalogue/item.ts';
import type { IdentityLevel, ItemLink } from '../../../contract/catalogue/step.ts';
import type { Outcome } from '../../../contract/device.ts';
import type { AnswerValue } from '../../../contract/envelope.ts';
import type { IdCard } from '../../../contract/id-card.ts';
import type { CaseView } from '../../../contract/pulls/cases.ts';
import { newVisit, notIdentifying, type Party, type SessionContext, type Visit } from '../context.ts';
import { freshIdentityMs } from '../delays.ts';
import type { SessionEvent } from '../events.ts';
import { settleAnswers } from '../rules/answers.ts';
import { holds } from '../rules/condition.ts';
import { partToMend, subjectOf } from '../rules/mending.ts';
import { numberInForce } from '../rules/number-in-force.ts';
import { resolveRef } from '../rules/ref.ts';
import { relationMissing, relationOf } from '../rules/relation.ts';
import { type Scope, scopeOf } from '../rules/scope.ts';
import { applies, nextStep, previousStep, stepAt, stepOf } from '../rules/visit-steps.ts';

/** What the session machine does to its context, as pure functions: context in, changed fields out. */
export type Change = Partial<SessionContext>;

/** The open visit; a state of the visit without one is a bug. */
export function visitOf(context: SessionContext): Visit {
  if (context.visit === null) throw new Error('a visit state without a visit');
  return context.visit;
}

/** A hidden value that stands uncovered is covered. */
export function cover(context: SessionContext): Partial<SessionContext> {
  return context.visit === null || context.visit.revealed === null ? {} : patch(context, { revealed: null });
}

/** What conditions see in this visit. */
export const scopeOfVisit = (context: SessionContext): Scope => scopeOf(context, visitOf(context));

/** Changes some fields of the open visit. */
export const patch = (context: SessionContext, change: Partial<Visit>): Pick<SessionContext, 'visit'> => ({
  visit: { ...visitOf(context), ...change },
});

/** What belongs to one page only and ends with it. */
const freshPage = { fieldError: null, revealed: null, page: 0, query: '', partial: {}, slow: false } as const;

/** On to the next step. */
export function advance(context: SessionContext): Change {
  return patch(context, { step: visitOf(context).step + 1, ...freshPage });
}

/** Back to the step before, or out of a change that was begun. */
export function retreat(context: SessionContext): Change {
  const visit = visitOf(context);
  if (visit.changing !== null) return patch(context, { changing: null, ...freshPage });
  const step = previousStep(scopeOfVisit(context), visit.step);
  return step < 0 ? {} : patch(context, { step, ...freshPage });
}

/** Whether there is a page to go back to. */
export function canGoBack(context: SessionContext): boolean {
  const visit = visitOf(context);
  return visit.changing !== null || previousStep(scopeOfVisit(context), visit.step) >= 0;
}

/** Before a page is chosen: answers by the rules, then the next step that has a page and is not done already. */
export function settle(context: SessionContext): Change {
  let visit = visitOf(context);
  visit = { ...visit, answers: settleAnswers(scopeOf(context, visit)), relation: relationOf(scopeOf(context, visit)) };
  if (visit.changing !== null) return { visit };
  for (let step = stepAt(visit); step !== null; step = stepAt(visit)) {
    const scope = scopeOf(context, visit);
    const isDone =
      (step.page === 'identify' && isIdentified(visit, step.level)) ||
      (visit.returnTo !== null && visit.step < visit.returnTo && visit.shown.includes(visit.step));
    if (applies(scope, step) && !isDone) break;
    visit = { ...visit, step: nextStep(scope, visit.step) };
  }
  const returnTo = visit.returnTo !== null && visit.step < visit.returnTo ? visit.returnTo : null;
  return { visit: { ...visit, returnTo, shown: [...new Set([...visit.shown, visit.step])] } };
}

const ranks: Readonly<Record<IdentityLevel, number>> = { L0: 0, L1: 1, L2: 2, L3: 2 };

/** Whether the identification of an item is there already. L3 is L2 with a signature, which has a page of its own. */
function isIdentified(visit: Visit, level: IdentityLevel): boolean {
  if (level === 'L0') return true;
  const { actor, identify, subject } = visit;
  if (actor === null || (identify.proxy && subject === null)) return false;
  const needed = identify.proxy ? 2 : ranks[level];
  return ranks[actor.level] >= needed || (visit.identityPending && needed === 2);
}

/** Level that the open identification has to reach; acting for another person always takes L2. */
function neededLevel(visit: Visit): IdentityLevel {
  const step = stepOf(visit, 'identify');
  if (visit.identify.proxy) return 'L2';
  return step?.level ?? 'L1';
}

/** Whether this visit needs a proof of who it is that it does not have yet. */
export const needsVerification = (visit: Visit): boolean =>
  ranks[neededLevel(visit)] === 2 && !isIdentified({ ...visit, identify: notIdentifying }, 'L2');

/** A card as it was read. `at`: ISO 8601. */
type ReadCard = Pick<Extract<SessionEvent, { type: 'CARD_READ' }>, 'card' | 'at' | 'noFace'>;

/** A person by an ID card. */
export function partyOf({ card, at, noFace }: ReadCard): Party {
  return {
    ...(noFace === true ? { noFace } : {}),
    card,
    docType: card.type,
    name: card.name,
    idNumber: card.number,
    birthDate: card.birthDate,
    sex: card.sex,
    at,
    level: 'L1',
    verified: null,
  };
}

/** A card was read for the open identification. */
export function identified(context: SessionContext, read: ReadCard): Change {
  const visit = visitOf(context);
  const party = partyOf(read);
  if (visit.identify.who === 'subject') {
    return patch(context, { subject: party, identify: { ...visit.identify, who: 'actor' } });
  }
  const known = visit.actor;
  if (known !== null && known.idNumber === party.idNumber) {
    return patch(context, { actor: { ...party, level: known.level, verified: known.verified } });
  }
  return patch(context, { actor: party });
}

/** Whether this is the card of whoever acts here. */
export const isActorsCard = (context: SessionContext, card: IdCard): boolean =>
  context.visit?.actor?.idNumber === card.number;

/** H15: the identification is recent enough for an act that cannot be undone: the tap, and for an act of L2 the verification that can be repeated here. */
export function isFresh(context: SessionContext, at: string): boolean {
  const { visit } = context;
  if (visit === null || visit.actor === null) return false;
  return isRecent(visit, visit.actor.at, at) && againBy(context, at) === null;
}

/** Not older than the limit, and said since somebody was last asked whether they are still the same (F-13). @param at now, ISO 8601 as `since` */
export function isRecent({ doubtedAt }: Pick<Visit, 'doubtedAt'>, since: string, at: string): boolean {
  if (doubtedAt !== null && Date.parse(since) <= Date.parse(doubtedAt)) return false;
  const ageMs = Date.parse(at) - Date.parse(since);
  // Below 0: the clock was set back, and nobody knows how long ago it was.
  return ageMs >= 0 && ageMs <= freshIdentityMs;
}

/**
 * The way of verification that has to be repeated before an act of L2: face or SMS, where the last one is older than 3 minutes. A PIN on the pad and a clerk
 * are not asked twice in one visit, an act of L1 takes the tap alone, and who is checked later by the hub has nothing to repeat.
 */
export function againBy(context: SessionContext, at: string): 'face' | 'sms' | null {
  const visit = visitOf(context);
  const proof = visit.actor?.verified ?? null;
  if (proof === null || levelOfAct(context) !== 'L2' || isRecent(visit, proof.at, at)) return null;
  return proof.method === 'face' || proof.method === 'sms' ? proof.method : null;
}

/** Level that the acts of this visit take, by the identifications that its item asks for now. */
function levelOfAct(context: SessionContext): 'L1' | 'L2' {
  const scope = scopeOfVisit(context);
  const asked = scope.visit.item.steps.filter((step) => step.page === 'identify' && holds(scope, step.when));
  const isHigh = asked.some((step) => step.page === 'identify' && ranks[step.level] === 2);
  return isHigh || scope.visit.identify.proxy ? 'L2' : 'L1';
}

/** Whether the submission behind the check page needs a fresh identification: by default that of every item with L2 or L3. */
export function isIrreversible(context: SessionContext): boolean {
  const scope = scopeOfVisit(context);
  const { visit } = scope;
  const next = visit.item.steps.slice(visit.step + 1).find((step) => step.page === 'submit' && holds(scope, step.when));
  if (next?.page !== 'submit') return false;
  return next.irreversible ?? (visit.item.identity === 'L2' || visit.item.identity === 'L3');
}

/** Notes a consent with the version and language of the text that was shown. @param at ISO 8601 */
export function recordConsent(context: SessionContext, kind: string, textVersion: number, at: string): Change {
  const visit = visitOf(context);
  const record = { kind, textVersion, language: context.language, at, result: 'given' as const };
  return patch(context, { consents: [...visit.consents.filter((given) => given.kind !== kind), record] });
}

/** Links that the current page may offer, by the item that they lead to. */
export function linksOf(context: SessionContext): readonly ItemLink[] {
  const scope = scopeOfVisit(context);
  const { item } = scope.visit;
  const step = stepAt(scope.visit);
  const own: ItemLink[] = [];
  if (step?.page === 'view' || step?.page === 'board') own.push(...(step.links ?? []));
  if (step?.page === 'found') {
    for (const block of step.blocks ?? [])
      if (block.link !== undefined && holds(scope, block.when)) own.push(block.link);
    if (relationMissing(scope) !== null) own.push(windowLink);
  }
  if (cameToNothing(scope.visit)) own.push(otherWay(scope.visit));
  if (scope.visit.result !== null) {
    own.push(...(item.next ?? []));
    // What did not come about has no number, and nothing to rate.
    if (numberInForce(scope.visit) !== null) own.push(rateLink);
  }
  const view = step?.page === 'tracker' ? caseOf(context) : null;
  if (view !== null) own.push(...linksOfCase(view, mendingOf(context)));
  return own.filter((link) => holds(scope, link.when) && isForWhom(context, link.item));
}

/** Whoever has acted for somebody else is not led on to what only people themselves may do. */
function isForWhom({ items, visit }: SessionContext, id: string): boolean {
  const item = items.find((candidate) => candidate.id === id);
  return visit?.subject == null || item === undefined || isForOthers(item);
}

/** Where people look at papers. */
const windowLink: ItemLink = { item: 'svc.book', label: 'action.book' };

/** No card came out of this machine, and none will: the application is over as far as this way goes. */
const cameToNothing = ({ card }: Visit): boolean =>
  card.state === 'settled' && ['voided', 'captured', 'notStarted'].includes(card.end);

/** The same service once more with what is known, but for the answer that led to a card on the spot. */
function otherWay({ item, touched }: Visit): ItemLink {
  const way = item.steps.find((step) => step.page === 'issueCard')?.when;
  const led = way === undefined ? '' : JSON.stringify(way);
  const kept = touched.filter((key) => !led.includes(`"answer/${key}"`));
  return {
    item: item.id,
    label: 'card.otherWay',
    carry: Object.fromEntries(kept.map((key) => [key, { ref: `answer/${key}` }])),
  };
}

/** Any application that was handed in may be rated, and any booking that was made; the rating knows its case and nothing else. */
const rateLink: ItemLink = { item: 'u.rate', label: 'action.rate', carry: { receiptNo: { ref: 'result/receiptNo' } } };

/** What the case allows and another item does. */
function linksOfCase(view: CaseView, mending: Visit['mending']): readonly ItemLink[] {
  const carry = { receiptNo: view.receiptNo };
  return view.may.flatMap((act): readonly ItemLink[] => {
    if (act === 'rate') return [{ item: 'u.rate', label: 'action.rate', carry }];
    if (act === 'book') return [{ item: 'svc.book', label: 'action.book' }];
    // What this machine cannot mend is brought to a window: a new application would only find the old one.
    return act === 'supplement' && mending === null ? [windowLink] : [];
  });
}

/** The case on the tracker page; null where none was found. What is shown was checked against its schema when it came in. */
export function caseOf(context: SessionContext): CaseView | null {
  const step = stepOf(visitOf(context), 'tracker');
  const value = step === null ? undefined : resolveRef(scopeOfVisit(context), step.case);
  return typeof value === 'object' && value !== null && 'receiptNo' in value ? (value as CaseView) : null;
}

/**
 * What has to be mended in the case on the page: the part that a department named, or all of an application that has no parts. Null: the case has nothing,
 * this machine does not know the part, or cannot know for whom it is: the data of the one who stands here would stand for somebody else's.
 */
export function mendingOf(context: SessionContext): Visit['mending'] {
  const view = caseOf(context);
  const item = context.items.find((candidate) => candidate.id === view?.itemId);
  if (view === null || item === undefined || !view.may.includes('supplement')) return null;
  // A hub that does not say for whom it is leaves it open only where somebody may have acted for another.
  const isKnown = view.subject === null || mayBeProxied(item) === (view.subject !== undefined);
  return isKnown ? partToMend(view, item) : null;
}

/** 补正: a visit of the item of the case with the same person, in which only the part that was named is asked. */
export function startMending(context: SessionContext, nonce: string): Change {
  const mending = mendingOf(context);
  const item = context.items.find((candidate) => candidate.id === caseOf(context)?.itemId);
  if (mending === null || item === undefined) return {};
  return {
    visit: newVisit(nonce, item, { ...sameStay(visitOf(context)), ...subjectOf(mending), mending }),
    notice: null,
    noticeCode: null,
  };
}

/** A visit of another item with the same person: identity and what was found stay, answers by `carry`. */
export function followLink(context: SessionContext, itemId: string, nonce: string): Change {
  const visit = visitOf(context);
  const item = context.items.find((candidate) => candidate.id === itemId);
  if (item === undefined) return {};
  const link = linksOf(context).find((candidate) => candidate.item === itemId);
  const answers: Record<string, AnswerValue> = {};
  for (const [key, given] of Object.entries(link?.carry ?? {})) {
    const value = typeof given === 'string' ? given : textOf(resolveRef(scopeOfVisit(context), given.ref));
    if (value !== null) answers[key] = value;
  }
  const who = peopleFor(item, visit);
  // What was found stays, unless this visit has changed it, or it is about somebody else: then the city is asked again.
  const isSame = visit.result === null && who.subject === visit.subject;
  const found = isSame ? { pulls: visit.pulls, asked: visit.asked } : {};
  return {
    visit: newVisit(nonce, item, {
      ...sameStay(visit),
      ...who,
      identityPending: visit.identityPending,
      ...found,
      answers,
      touched: Object.keys(answers),
    }),
    notice: null,
    noticeCode: null,
  };
}

/** Whether somebody may act for another in it, with both cards. */
const mayBeProxied = (item: ServiceItem): boolean =>
  isForOthers(item) && item.steps.some((step) => step.page === 'identify' && step.proxy !== undefined);

/**
 * For whom the next item of a stay is: for the other one where somebody may act for another in it, else for who stands here. That they are no family, or that nobody could be asked, was
 * enough for the item before and is asked anew.
 */
function peopleFor(item: ServiceItem, { subject, relation }: Visit): Pick<Visit, 'subject' | 'relation' | 'identify'> {
  const other = mayBeProxied(item) ? subject : null;
  const isKnown = other !== null && relation !== 'other' && relation !== 'unproven';
  return {
    subject: other,
    relation: isKnown ? relation : null,
    identify: { ...notIdentifying, proxy: other !== null },
  };
}

/** What the next item of a stay knows from the one before: the people, the doubt about them (F-13), and paper that may lie about still. */
function sameStay(visit: Visit): Partial<Visit> {
  const { actor, subject, relation, doubtedAt } = visit;
  return {
    actor,
    subject,
    relation,
    doubtedAt,
    paper: hasPaper(visit),
    pagesBefore: pagesToTake(visit),
    identify: { ...notIdentifying, proxy: subject !== null },
  };
}

/** Paper that is on its way has to be taken also after the next item; that one prints its own. */
const hasPaper = ({ paper, print }: Visit): boolean =>
  paper || print.state === 'printing' || (print.state === 'settled' && !isNothing(print.outcome));

/** Another slip is offered in the same visit: what became of the one before is not said beside it. One under way has its end first. */
export const newSlip = (visit: Visit): Pick<Visit, 'print' | 'paper'> =>
  visit.print.state === 'printing' ? visit : { print: { state: 'none' }, paper: hasPaper(visit) };

/** Nothing has come out of a printer. */
export const isNothing = (outcome: Outcome): boolean => outcome === 'notStarted' || outcome === 'notDone';

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** Number of the next copy of the slip; the first is 0. */
export function nextCopy(context: SessionContext): number {
  const { print } = visitOf(context);
  return print.state === 'settled' ? print.copy + 1 : 0;
}

/** Mark among the shown steps for the done page, which is no step of its own. */
const donePage = -1;
/** The done page stands: what became of the application has been said. */
export const told = (context: SessionContext): Change => {
  const { shown } = visitOf(context);
  return patch(context, { shown: [...new Set([...shown, donePage])] });
};
/** Whether there is a result that the citizen has not seen. */
export const isUntold = (visit: Visit): boolean => visit.result !== null && !visit.shown.includes(donePage);

/** Leaving a visit in which nothing lies about: there is nothing to wait for. */
export function nothingToTake(context: SessionContext): boolean {
  const visit = context.visit;
  if (visit === null) return true;
  return visit.print.state === 'none' && !visit.paper && context.pad !== 'present' && pagesToTake(visit) === 0;
}

/** Pages of this stay that may lie in the tray: those that came out, and all where nobody can know. No sensor tells that they are gone, only the citizen. */
export function pagesToTake({ document, pagesBefore }: Visit): number {
  // A page that is on its way comes out although the job is cancelled.
  if (document.state === 'printing') return pagesBefore + Math.min(document.page + 1, document.of);
  return pagesBefore + (document.state === 'settled' ? (document.pagesOut ?? document.of) : 0);
}

/** Whether any may lie there. */
export const pagesMayLie = ({ visit }: SessionContext): boolean => visit !== null && pagesToTake(visit) > 0;

/** Only results that the department has agreed to let the visit go on to what stands behind the submission (H7, H9). */
export function goesOn(visit: Visit): boolean {
  switch (visit.result?.state) {
    case 'delivered':
    case 'accepted':
    case 'inProgress':
    case 'ready':
    case 'effective':
      return true;
    default:
      return false;
  }
}

/** The theme of this id; null = no such theme today. */
export const themeOf = (context: SessionContext, id: string): Theme | null =>
  context.themes.find((theme) => theme.id === id) ?? null;
