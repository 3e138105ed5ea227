import { isReference, type PullPath } from '../../../contract/pulls/pulls.ts';
import type { PullAsk, Pulled, Visit } from '../context.ts';
import type { AskedField } from './field-types.ts';
import { isPullPath, resolveRef } from './ref.ts';
import type { Scope } from './scope.ts';
import { stepOf } from './visit-steps.ts';

/** What is asked at the city: by the open step, and by a field that looks its answer up. A reply counts only for the question that it answers. */

/** Pulls of the open found page, with their parameters as they stand now. */
export function stepAsks(scope: Scope): readonly PullAsk[] {
  const step = stepOf(scope.visit, 'found');
  return (step?.pulls ?? []).flatMap((path) =>
    isPullPath(path) ? [askOf(scope, path, step?.params?.[path] ?? {})] : [],
  );
}

/** The question of any found page of the item for this pull, as it stands now: asked once more. */
export function asksAgain(scope: Scope, path: PullPath): readonly PullAsk[] {
  const { visit } = scope;
  const index = visit.item.steps.findLastIndex(
    (step, i) => i <= visit.step && step.page === 'found' && step.pulls.includes(path),
  );
  return index < 0 ? [] : stepAsks({ ...scope, visit: { ...visit, step: index } }).filter((ask) => ask.path === path);
}

/** The look-up of a field; null where it has none. */
export function lookupAsk(scope: Scope, field: AskedField): PullAsk | null {
  const { lookup } = field;
  return lookup !== undefined && isPullPath(lookup.pull) ? askOf(scope, lookup.pull, lookup.params) : null;
}

function askOf(
  scope: Scope,
  path: PullPath,
  given: Readonly<Record<string, string | { readonly is: string }>>,
): PullAsk {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const text = typeof value === 'string' ? paramText(resolveRef(scope, value)) : value.is;
    if (text !== null) params[name] = text;
  }
  // A number out of a receipt's code goes with the code, so that the hub can tell a forged one.
  const { scanned } = scope.visit;
  const number = params.receiptNo ?? params.caseNo;
  if (path === 'case.detail' && scanned?.includes(`:${number}:`) === true) params.qr = scanned;
  // For whom a case is, is said to those who ask: hubs and machines of earlier releases know nothing of it.
  if ((path === 'case.detail' || path === 'case.list') && scope.visit.actor !== null) params.subject = 'yes';
  // Who proved by a code that the case is theirs carries it along.
  if (path === 'case.detail' && scope.visit.caseCode !== null) params.codeId = scope.visit.caseCode;
  return { path, params };
}

/** Lists joined by commas, people as their ID numbers; null = leads nowhere. */
function paramText(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    return value
      .map(paramText)
      .filter((text) => text !== null)
      .join(',');
  }
  if (typeof value !== 'object' || value === null) return null;
  if ('idNumber' in value) return paramText(value.idNumber);
  return paramText(
    Object.values(value).find((part) => typeof part === 'object' && part !== null && 'idNumber' in part),
  );
}

/** About whom a pull asks: nobody for reference lists; the household is that of the one who stands here, the rest is about the subject. */
export function personOfPull(visit: Visit, path: PullPath): Visit['actor'] {
  if (isReference(path)) return null;
  return path === 'ps.hukou' ? visit.actor : (visit.subject ?? visit.actor);
}

/** Two askings are the same when path, person and parameters are. */
export function askKey(visit: Visit, ask: PullAsk): string {
  const params = Object.entries(ask.params).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([personOfPull(visit, ask.path)?.idNumber ?? null, params]);
}

/** Whether nobody has answered this question yet in this visit. */
export function isPending(visit: Visit, ask: PullAsk): boolean {
  const status = visit.pulls[ask.path]?.status;
  return status === undefined || status === 'asking' || visit.asked[ask.path] !== askKey(visit, ask);
}

/** No answer, or the beginning of one: asking once more may bring what is missing. */
export const isIncomplete = (status: Pulled['status'] | undefined): boolean =>
  status === 'away' || status === 'timeout' || status === 'partial';

/** The visit while these are being asked. */
export function asking(visit: Visit, asks: readonly PullAsk[]): Pick<Visit, 'pulls' | 'asked' | 'asking'> {
  const pulls = { ...visit.pulls };
  const asked = { ...visit.asked };
  for (const ask of asks) {
    pulls[ask.path] = { status: 'asking' };
    asked[ask.path] = askKey(visit, ask);
  }
  return { pulls, asked, asking: asks };
}
