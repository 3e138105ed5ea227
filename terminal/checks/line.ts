import type { CheckId, CheckLine, CheckUnit, CheckVerdict } from '../../contract/checks.ts';

/** A line, from what is worth saying. */
export function line(
  id: CheckId,
  part: string,
  verdict: CheckVerdict,
  more: Partial<Omit<CheckLine, 'id' | 'part' | 'verdict'>> = {},
): CheckLine {
  const empty = { measured: null, unit: null, limit: null, word: null, todo: null, detail: null };
  const detail = more.detail === null || more.detail === undefined ? null : more.detail.slice(0, 300);
  return { id, part, verdict, ...empty, ...more, detail };
}

/** Nobody could look: never a pass, and no fault either. */
export function notLooked(id: CheckId, part: string, todo: string): CheckLine {
  return line(id, part, 'warn', { word: 'notLooked', todo });
}

/** Where a number begins to want a hand, and where it stops the machine or part of it. A number that reaches a limit is over it. */
export interface Limits {
  readonly warn: number;
  /** Null = never more than a warning. */
  readonly fail: number | null;
}

/** The higher the worse. */
function rising(value: number, { warn, fail }: Limits): CheckVerdict {
  if (fail !== null && value >= fail) return 'fail';
  return value >= warn ? 'warn' : 'pass';
}

/** A number against its limits; `todo` only where it is over one. */
export function measured(
  id: CheckId,
  part: string,
  value: number,
  unit: CheckUnit,
  limits: Limits,
  todo: string,
  more: Partial<CheckLine> = {},
): CheckLine {
  const verdict = rising(value, limits);
  return line(id, part, verdict, {
    ...more,
    ...{ measured: value, unit, limit: limits.warn, todo: verdict === 'pass' ? null : todo },
  });
}
