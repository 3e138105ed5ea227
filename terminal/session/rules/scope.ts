import type { SessionContext, Visit } from '../context.ts';

/** What rules look at: the machine, the visit and, inside lists, the entry that is being drawn or tested. */
export interface Scope {
  readonly context: SessionContext;
  readonly visit: Visit;
  readonly row?: unknown;
}

/** What conditions and references of an item look at. */
export const scopeOf = (context: SessionContext, visit: Visit): Scope => ({ context, visit });
/** The same for one row of a group. */
export const withRow = (scope: Scope, row: unknown): Scope => ({ ...scope, row });
