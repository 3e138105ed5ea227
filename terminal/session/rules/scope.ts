import type { SessionContext, Visit } from '../context.ts';

/** What rules look at: the machine, the visit and, inside lists, the entry that is being drawn or tested. */
export interface Scope {
  readonly context: SessionContext;
  readonly visit: Visit;
  readonly row?: unknown;
}

export const scopeOf = (context: SessionContext, visit: Visit): Scope => ({ context, visit });
export const withRow = (scope: Scope, row: unknown): Scope => ({ ...scope, row });
