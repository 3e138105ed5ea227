import { holds } from './condition.ts';
import type { Scope } from './scope.ts';

/** Fee of the visit in integer fen: the first rule that holds; none = free. */
export function feeOf(scope: Scope): number {
  return scope.visit.item.fee.rules.find((rule) => holds(scope, rule.when))?.amountFen ?? 0;
}
