import { isReference, type PullPath, pullPaths } from '../../../contract/pulls/pulls.ts';
import type { Party, Pulled, Result } from '../context.ts';
import { ageOn } from './dates.ts';
import { numberInForce } from './number-in-force.ts';
import type { Scope } from './scope.ts';

/** Value behind a reference (`contract/catalogue/condition.ts`); `undefined` where it leads nowhere. Never throws. */
export function resolveRef(scope: Scope, ref: string): unknown {
  const [root = '', ...path] = ref.split('/');
  const { context, visit } = scope;
  switch (root) {
    case 'today':
      return context.today;
    case 'answer':
      return descend(visit.answers, path);
    case 'chosen': {
      const [key = '', ...rest] = path;
      return descend(chosenEntry(scope, key), rest);
    }
    case 'pull': {
      const [name = '', ...rest] = path;
      return descend(dataOf(pulledAt(scope, name)), rest);
    }
    case 'actor':
      return descend(partyView(visit.actor, context.today), path);
    case 'subject':
      return descend(partyView(visit.subject ?? visit.actor, context.today), path);
    case 'row':
      return descend(scope.row, path);
    case 'result':
      return descend(resultView(visit.result, numberInForce(visit)), path);
    case 'machine':
      return descend(context.identity, path);
    default:
      return undefined;
  }
}

/** A list behind a reference; `undefined` where there is none, which is not the same as an empty one. */
export function resolveList(scope: Scope, ref: string): readonly unknown[] | undefined {
  const value = resolveRef(scope, ref);
  return Array.isArray(value) ? value : undefined;
}

/** What was found by one pull in this visit; `undefined`: not asked. */
export function pulledAt(scope: Scope, path: string): Pulled | undefined {
  return isPullPath(path) ? scope.visit.pulls[path] : undefined;
}

/** Whether a value behind this reference belongs to a person (class C2 and above), so that it is masked and counted. */
export function isPersonalRef(ref: string): boolean {
  const [root = '', name = ''] = ref.split('/');
  if (root === 'pull') return !isPullPath(name) || !isReference(name);
  return root !== 'today' && root !== 'machine' && root !== 'result';
}

/** Whether a department answers to this question. */
export const isPullPath = (path: string): path is PullPath => (pullPaths as readonly string[]).includes(path);

/** One step after the other through own properties and array positions; prototypes are not data. */
export function descend(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[key];
  }
  return current ?? undefined;
}

/** The entry behind an answer that was chosen from a pulled list; a list of entries for `multi`. */
function chosenEntry(scope: Scope, key: string): unknown {
  const options = scope.visit.item.fields.find((field) => field.key === key)?.options;
  const answer = scope.visit.answers[key];
  if (options === undefined || answer === undefined) return undefined;
  // A list cannot be chosen from itself: `from` never names `chosen/KEY` of the same field, so this ends.
  const list = options.from.startsWith(`chosen/${key}`) ? undefined : resolveList(scope, options.from);
  if (list === undefined) return undefined;
  const idOf = (entry: unknown) => String(descend(entry, [options.id]) ?? '');
  if (typeof answer === 'string') return list.find((entry) => idOf(entry) === answer);
  const codes: readonly unknown[] = Array.isArray(answer) ? answer : [];
  return list.filter((entry) => codes.includes(idOf(entry)));
}

/** What a department has answered; undefined = it has not, or is away. */
export function dataOf(pulled: Pulled | undefined): unknown {
  if (pulled === undefined || pulled.status === 'asking' || pulled.status === 'away') return undefined;
  return pulled.data;
}

function partyView(party: Party | null, today: string): unknown {
  if (party === null) return undefined;
  const { name, idNumber, birthDate, sex, docType } = party;
  return { name, idNumber, birthDate, sex, docType, age: ageOn(birthDate, today) };
}

function resultView(result: Result | null, receiptNo: string | null): unknown {
  return { ...(receiptNo === null ? {} : { receiptNo }), ...(result ?? {}) };
}
