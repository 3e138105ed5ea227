import type { PullPath } from '../../../contract/pulls/pulls.ts';
import type { SessionContext, Visit } from '../context.ts';
import { isPullPath, resolveRef } from './ref.ts';
import { scopeOf } from './scope.ts';
import { stepOf } from './visit-steps.ts';

/** The code of a view page (e-licences): a QR that lives for seconds from the moment when the city gave it. Pure. */

/** Where the department does not say how long. Seconds. */
const usualSeconds = 60;

/** The pull that gives the code of the open page; null = the page has none. */
export function codePull(visit: Visit): PullPath | null {
  const [root, path = ''] = stepOf(visit, 'view')?.qr?.split('/') ?? [];
  return root === 'pull' && isPullPath(path) ? path : null;
}

/** Whether this view has a QR code that can be taken along. */
export function hasCode(context: SessionContext): boolean {
  const { visit } = context;
  const ref = visit === null ? undefined : stepOf(visit, 'view')?.qr;
  return visit !== null && ref !== undefined && typeof resolveRef(scopeOf(context, visit), ref) === 'string';
}

/** How long the code of the open page may be shown, milliseconds. */
export function codeMs(context: SessionContext): number {
  const { visit } = context;
  const path = visit === null ? null : codePull(visit);
  const seconds =
    visit === null || path === null ? null : resolveRef(scopeOf(context, visit), `pull/${path}/qrSeconds`);
  return 1_000 * (typeof seconds === 'number' && seconds > 0 ? Math.min(seconds, usualSeconds) : usualSeconds);
}

/** End of the code, ISO 8601; null where nobody noted when it came. */
export function codeEnds(context: SessionContext): string | null {
  const { visit } = context;
  const path = visit === null ? null : codePull(visit);
  const since = visit === null || path === null ? undefined : visit.pulledAt[path];
  return since === undefined ? null : new Date(Date.parse(since) + codeMs(context)).toISOString();
}
