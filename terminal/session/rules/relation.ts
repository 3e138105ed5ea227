import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import type { StepOf } from '../../../contract/catalogue/step.ts';
import type { Party, Visit } from '../context.ts';
import { holds } from './condition.ts';
import { ageOn } from './dates.ts';
import { isIncomplete } from './pulls.ts';
import { pulledAt, resolveRef } from './ref.ts';
import type { Scope } from './scope.ts';

/** Acting for somebody else (docs/domain/catalogue.md §1.2): how the two belong together, and what children may not do alone. Pure. */

/** Below this age a guardian applies. */
const guardianAppliesBelow = 16;
/** Below this age the guardian agrees on a page of its own to what is processed about the child. */
const guardianAgreesBelow = 14;
/** Version of that notice (`guardian.notice`). */
export const guardianVersion = 1;

type ProxyStep = NonNullable<StepOf<'identify'>['proxy']>;

/** What the item says about acting for others; null where it is not offered. */
function proxyRule(item: ServiceItem): ProxyStep | null {
  for (const step of item.steps) if (step.page === 'identify' && step.proxy !== undefined) return step.proxy;
  return null;
}

/** How actor and subject belong together, by household and marriage; a clerk's word stands. Null: nobody has said so, or nobody was asked. */
export function relationOf(scope: Scope): string | null {
  const { visit } = scope;
  if (visit.subject === null || visit.relation !== null) return visit.relation;
  const members = resolveRef(scope, 'pull/ps.hukou/members');
  const member = Array.isArray(members)
    ? members.find((candidate) => candidate?.idNumber === visit.subject?.idNumber)
    : undefined;
  if (typeof member?.relation === 'string') return member.relation;
  if (isMarried(scope)) return 'spouse';
  // Where anybody may act, the card of the other on the pad is the proof; that they are no family is said and not left out.
  return proxyRule(visit.item)?.kind === 'any' && relationPull(scope) === 'none' ? 'other' : null;
}

/** The register of marriages names the spouse of the one it was asked about, whichever of the two that was. */
function isMarried(scope: Scope): boolean {
  const { actor, subject } = scope.visit;
  if (resolveRef(scope, 'pull/civil.marriage/married') !== true) return false;
  const spouse = resolveRef(scope, 'pull/civil.marriage/spouse/idNumber');
  return spouse !== undefined && (spouse === actor?.idNumber || spouse === subject?.idNumber);
}

/** What became of the question that the item names for the relation. `open`: not asked (yet). Who is not in a part of the register may be in the rest. */
function relationPull(scope: Scope): 'open' | 'away' | 'none' {
  const path = proxyRule(scope.visit.item)?.relation;
  const status = path === undefined ? undefined : pulledAt(scope, path)?.status;
  if (status === undefined || status === 'asking') return 'open';
  return isIncomplete(status) ? 'away' : 'none';
}

/**
 * The relation was looked for and is nowhere, and the item asks for no paper that would prove it: the visit may not go on as if it were known.
 * Key of the text that says why; null = nothing is missing.
 */
export function relationMissing(scope: Scope): 'relation.none' | 'relation.away' | null {
  const { visit } = scope;
  const state = relationPull(scope);
  if (visit.subject === null || state === 'open' || relationOf(scope) !== null) return null;
  const asksForProof = visit.item.fields.some(
    (field) => field.key === 'relationProof' && field.type === 'docphoto' && holds(scope, field.when),
  );
  if (asksForProof) return null;
  return state === 'away' ? 'relation.away' : 'relation.none';
}

const ageOfParty = (party: Party | null, today: string): number | undefined =>
  party === null ? undefined : ageOn(party.birthDate, today);

/**
 * Whether the one who stands here is too young to apply alone. Items that look at the age of the actor have a rule of their own and say it themselves; what
 * is only shown, printed or blocked in a hurry (L1) is open to everybody.
 */
export function isMinorAlone(visit: Visit, today: string): boolean {
  const { item } = visit;
  const applies = item.steps.some((step) => step.page === 'submit' && step.act === undefined);
  if (!applies || (item.identity !== 'L2' && item.identity !== 'L3') || hasOwnAgeRule(item)) return false;
  const age = ageOfParty(visit.actor, today);
  return age !== undefined && age < guardianAppliesBelow;
}

const hasOwnAgeRule = (item: ServiceItem): boolean => JSON.stringify([item.steps, item.fields]).includes('"actor/age"');

/** Whether the guardian of this child has still to agree. */
export function needsGuardian(visit: Visit, today: string): boolean {
  const age = ageOfParty(visit.subject, today);
  const isChild = age !== undefined && age < guardianAgreesBelow;
  return isChild && !visit.consents.some(({ kind, result }) => kind === 'guardian' && result === 'given');
}
