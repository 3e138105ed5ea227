import type { BlockRule } from '../../../contract/catalogue/step.ts';
import { isReference } from '../../../contract/pulls/pulls.ts';
import type { Pulled } from '../context.ts';
import { hadLink, holds } from '../rules/condition.ts';
import { isIncomplete } from '../rules/pulls.ts';
import { isPullPath, resolveRef } from '../rules/ref.ts';
import type { Scope } from '../rules/scope.ts';
import { stepOf } from '../rules/visit-steps.ts';

/** The first rule of the found page that stops the visit; null = it may go on. */
export function stoppingBlock(scope: Scope): BlockRule | null {
  const blocks = stepOf(scope.visit, 'found')?.blocks ?? [];
  return blocks.find((block) => block.stops !== false && holds(scope, block.when)) ?? null;
}

/**
 * Whether the stop hangs on an answer that did not come, or not whole: then asking once more may end it. What else was not answered changes nothing of it.
 */
export function isStopOpen(scope: Scope): boolean {
  const rule = stoppingBlock(scope);
  if (rule === null) return false;
  const asked: readonly string[] = stepOf(scope.visit, 'found')?.pulls ?? [];
  return [...readBy(scope, rule)].some(
    (path) => isPullPath(path) && asked.includes(path) && isIncomplete(scope.visit.pulls[path]?.status),
  );
}

/** Pulls that a rule reads as things stand, for its condition and for its words. */
function readBy(scope: Scope, { when, with: values = {} }: BlockRule): ReadonlySet<string> {
  const read = new Set<string>();
  const pulls = new Proxy(scope.visit.pulls, {
    get: (all, path, receiver): unknown => {
      if (typeof path === 'string') read.add(path);
      return Reflect.get(all, path, receiver);
    },
  });
  const watched: Scope = { ...scope, visit: { ...scope.visit, pulls } };
  holds(watched, when);
  for (const { ref } of Object.values(values)) resolveRef(watched, ref);
  return read;
}

/** Rules that only warn. */
export function warnings(scope: Scope): readonly BlockRule[] {
  const blocks = stepOf(scope.visit, 'found')?.blocks ?? [];
  return blocks.filter((block) => block.stops === false && holds(scope, block.when));
}

/**
 * Without the city a LIVE item has nothing to go on with, nor where a hub that answers hears nothing from the departments that a page asks; the others take what
 * the citizen says.
 */
export function mayGoOnWithout(scope: Scope): boolean {
  const { item, pulls } = scope.visit;
  if (item.offline !== 'LIVE') return true;
  const step = stepOf(scope.visit, 'found');
  const asked = (step?.pulls ?? []).filter(isPullPath).filter((path) => !isReference(path));
  const isSilent = asked.length > 0 && asked.every((path) => isSilence(pulls[path]?.status));
  return hadLink(scope) && (step?.shown === false || !isSilent);
}

const isSilence = (status: Pulled['status'] | undefined): boolean =>
  status === 'away' || status === 'timeout' || status === 'denied';

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
