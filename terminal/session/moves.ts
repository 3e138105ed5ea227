import type { SessionContext, TimeLimit, Visit } from './context.ts';
import { nextStep, openCards, openField, previousStep, stepAt } from './steps.ts';

/** What the session machine does to its context, as pure functions: context in, changed fields out. */

/** The open visit; a state of the visit without one is a bug. */
export function visitOf(context: SessionContext): Visit {
  if (context.visit === null) throw new Error('a visit state without a visit');
  return context.visit;
}

/** Changes some fields of the open visit. */
export const patch = (context: SessionContext, change: Partial<Visit>): Pick<SessionContext, 'visit'> => ({
  visit: { ...visitOf(context), ...change },
});

export function nextTheme(theme: SessionContext['modes']['theme']): SessionContext['modes']['theme'] {
  return theme === 'light' ? 'contrast-dark' : theme === 'contrast-dark' ? 'contrast-light' : 'light';
}

export function recordConsent(context: SessionContext, at: string): Partial<SessionContext> {
  const visit = visitOf(context);
  const step = stepAt(visit);
  if (step?.page !== 'consent') return {};
  const record = {
    kind: 'item',
    textVersion: step.textVersion,
    language: context.language,
    at,
    result: 'given' as const,
  };
  return patch(context, { consents: [...visit.consents, record] });
}

export function advance({ context }: { readonly context: SessionContext }): Partial<SessionContext> {
  const visit = visitOf(context);
  return patch(context, { step: nextStep(visit, visit.step), fieldError: null });
}

export function retreat({ context }: { readonly context: SessionContext }): Partial<SessionContext> {
  const visit = visitOf(context);
  if (visit.changing !== null) return patch(context, { changing: null, fieldError: null });
  const step = previousStep(visit, visit.step);
  return step < 0 ? {} : patch(context, { step, fieldError: null });
}

/** With one card that can be blocked there is nothing to ask. */
export function chooseOnlyCard({ context }: { readonly context: SessionContext }): Partial<SessionContext> {
  const visit = visitOf(context);
  const [only, ...others] = openCards(visit);
  if (only === undefined || others.length > 0) return {};
  return patch(context, { answers: { ...visit.answers, card: only.cardId } });
}

export function hasAnswer(context: SessionContext): boolean {
  const visit = visitOf(context);
  const field = openField(visit);
  return field !== null && (visit.answers[field] ?? '') !== '';
}

export function limitOfQuestion(context: SessionContext): TimeLimit {
  const visit = visitOf(context);
  const field = visit.item.fields.find((candidate) => candidate.key === openField(visit));
  return field?.type === 'mobile' ? 'typing' : field?.type === 'cardRef' ? 'personal' : 'question';
}

/** `change:<field>` of the check page; null when that row cannot be changed. */
export function changeOf(pressId: string, visit: Visit): string | null {
  const key = pressId.startsWith('change:') ? pressId.slice('change:'.length) : null;
  return key !== null && visit.item.fields.some((field) => field.key === key && field.type !== 'constant') ? key : null;
}

export function stored(event: { readonly receiptNo: string; readonly messageId: string; readonly at: string }) {
  return { receiptNo: event.receiptNo, messageId: event.messageId, capturedAt: event.at };
}

export function nextCopy(context: SessionContext): number {
  const { print } = visitOf(context);
  return print.state === 'settled' ? print.copy + 1 : 0;
}

/** Leaving a visit in which no card was laid and nothing was printed: the pad is free, so there is nothing to wait for. */
export function nothingToTake(context: SessionContext): boolean {
  const visit = context.visit;
  if (visit === null) return true;
  return visit.print.state === 'none' && context.pad !== 'present';
}
