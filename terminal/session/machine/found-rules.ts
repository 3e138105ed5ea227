import type { BlockRule } from '../../../contract/catalogue/step.ts';
import { holds } from '../rules/condition.ts';
import type { Scope } from '../rules/scope.ts';
import { stepOf } from '../rules/visit-steps.ts';

/** The first rule of the found page that stops the visit; null = it may go on. */
export function stoppingBlock(scope: Scope): BlockRule | null {
  const blocks = stepOf(scope.visit, 'found')?.blocks ?? [];
  return blocks.find((block) => block.stops !== false && holds(scope, block.when)) ?? null;
}

/** Rules that only warn. */
export function warnings(scope: Scope): readonly BlockRule[] {
  const blocks = stepOf(scope.visit, 'found')?.blocks ?? [];
  return blocks.filter((block) => block.stops === false && holds(scope, block.when));
}

export type Holds = 'yes' | 'no' | 'unknown';

/** One word for each line of the eligibility board. */
export function boardAnswers(scope: Scope): readonly Holds[] {
  return (stepOf(scope.visit, 'board')?.lines ?? []).map((line) => {
    if (line.unknownWhen !== undefined && holds(scope, line.unknownWhen)) return 'unknown';
    return holds(scope, line.holds) ? 'yes' : 'no';
  });
}

/** Goes on where every line that must hold does, or nobody can say. */
export function boardLets(scope: Scope): boolean {
  const answers = boardAnswers(scope);
  return (stepOf(scope.visit, 'board')?.lines ?? []).every((line, i) => !line.must || answers[i] !== 'no');
}
