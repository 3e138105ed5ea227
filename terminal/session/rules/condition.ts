import type { Condition } from '../../../contract/catalogue/condition.ts';
import { isReference } from '../../../contract/pulls/pulls.ts';
import { isDateLimit, limitAt } from './dates.ts';
import { isPullPath, pulledAt, resolveList, resolveRef } from './ref.ts';
import { type Scope, withRow } from './scope.ts';

/** Whether a condition holds. Two-valued: what is missing makes the plain conditions false. Pure, never throws. */
export function holds(scope: Scope, condition: Condition | undefined): boolean {
  if (condition === undefined || condition === 'always') return true;
  if (condition === 'never') return false;
  if ('all' in condition) return condition.all.every((part) => holds(scope, part));
  if ('any' in condition) return condition.any.some((part) => holds(scope, part));
  if ('not' in condition) return !holds(scope, condition.not);
  if ('link' in condition) return hadLink(scope) === (condition.link === 'online');
  if ('pull' in condition) {
    const status = pulledAt(scope, condition.pull)?.status;
    return status !== undefined && (condition.is as readonly string[]).includes(status);
  }
  if ('device' in condition) return scope.context.devices[condition.device].availability !== 'unavailable';
  if ('has' in condition) return isThere(resolveRef(scope, condition.has));
  if ('in' in condition) {
    const value = resolveRef(scope, condition.ref);
    return isScalar(value) && condition.in.some((candidate) => String(candidate) === String(value));
  }
  if ('includes' in condition) return resolveList(scope, condition.ref)?.includes(condition.includes) ?? false;
  if ('among' in condition) {
    const value = resolveRef(scope, condition.ref);
    return isScalar(value) && (resolveList(scope, condition.among)?.some((entry) => entry === value) ?? false);
  }
  if ('count' in condition) return between(resolveList(scope, condition.count)?.length, condition);
  if ('size' in condition) {
    const min = sizeLimit(scope, condition.min, -Infinity);
    const max = sizeLimit(scope, condition.max, Infinity);
    if (min === undefined || max === undefined) return false;
    return between(numberOf(resolveRef(scope, condition.size)), { min, max });
  }
  if ('date' in condition) return isBetweenDates(scope, condition);
  if ('some' in condition) {
    return resolveList(scope, condition.of)?.some((row) => holds(withRow(scope, row), condition.some)) ?? false;
  }
  if ('every' in condition) {
    return resolveList(scope, condition.of)?.every((row) => holds(withRow(scope, row), condition.every)) ?? false;
  }
  const [left, right] = condition.same.map((ref) => resolveRef(scope, ref));
  return isScalar(left) && isScalar(right) && String(left) === String(right);
}

/** Whether the hub answered in this visit; before anything was asked, whether the machine is online. Cached reference lists prove nothing. */
export function hadLink(scope: Scope): boolean {
  const settled = Object.entries(scope.visit.pulls).filter(
    ([path, pulled]) => pulled !== undefined && pulled.status !== 'asking' && !(isPullPath(path) && isReference(path)),
  );
  if (settled.length === 0) return scope.context.online;
  return settled.some(([, pulled]) => pulled?.status !== 'away');
}

/** There and not empty. */
export function isThere(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

function between(value: number | undefined, limits: { readonly min?: number; readonly max?: number }): boolean {
  return value !== undefined && value >= (limits.min ?? -Infinity) && value <= (limits.max ?? Infinity);
}

/** A limit of `size` is a number or a reference to one; `undefined` where the reference leads nowhere. */
function sizeLimit(scope: Scope, limit: number | string | undefined, open: number): number | undefined {
  if (limit === undefined) return open;
  return typeof limit === 'number' ? limit : numberOf(resolveRef(scope, limit));
}

function isBetweenDates(
  scope: Scope,
  limits: { readonly date: string; readonly min?: string; readonly max?: string },
): boolean {
  const value = resolveRef(scope, limits.date);
  if (typeof value !== 'string' || !/^\d{4}-\d{2}/.test(value)) return false;
  const unit = /^\d{4}-\d{2}$/.test(value) ? 'month' : 'day';
  const plain = value.slice(0, unit === 'day' ? 10 : 7);
  const min = limits.min === undefined ? plain : boundAt(scope, limits.min, unit, 'min');
  const max = limits.max === undefined ? plain : boundAt(scope, limits.max, unit, 'max');
  return min !== undefined && max !== undefined && plain >= min && plain <= max;
}

/** Day or month behind a bound: fixed, relative to today, or a reference; `undefined` where a reference leads to no date. */
export function boundAt(scope: Scope, bound: string, unit: 'day' | 'month', edge: 'min' | 'max'): string | undefined {
  const { today } = scope.context;
  if (isDateLimit(bound)) return limitAt(bound, today, unit, edge);
  const value = resolveRef(scope, bound);
  if (typeof value !== 'string' || !/^\d{4}-\d{2}/.test(value)) return undefined;
  return limitAt(value.slice(0, /^\d{4}-\d{2}-\d{2}/.test(value) ? 10 : 7), today, unit, edge);
}
