import { type AlertCode, alertKinds } from '../../contract/alerts/catalogue.ts';
import { alertLimits } from './limits.ts';
import type { Sign } from './signs.ts';

/** What stands of one sign of one machine. */
export interface SignState {
  readonly code: AlertCode;
  readonly subject: string;
  /** There is an alert. */
  readonly isOpen: boolean;
  /** Since when the machine says the opposite of what stands, milliseconds; null = it does not. */
  readonly turningMs: number | null;
}

/** What is to be done about one sign. `wait` = begin to count, `forget` = it was nothing, `value` = same alert, other number. */
export type SignAct =
  | { readonly act: 'open'; readonly sign: Sign; readonly sinceMs: number }
  | { readonly act: 'resolve' | 'forget'; readonly code: AlertCode; readonly subject: string }
  | { readonly act: 'wait'; readonly code: AlertCode; readonly subject: string }
  | { readonly act: 'value'; readonly sign: Sign };

/**
 * From what a machine says now and what stands, what changes. Driven by the level, not by the edge: called twice, or after a lost call, it comes to the same.
 * An alert opens after its sign has stood for three heartbeats, and ends after it has been gone for as long; what may not wait does both at once. Pure.
 * @param heardMs when the machine said it: a machine that has fallen silent proves nothing by standing still
 * @param nowMs hub clock, milliseconds
 */
export function planSigns(
  signs: readonly Sign[],
  standing: readonly SignState[],
  { heardMs, nowMs }: { readonly heardMs: number; readonly nowMs: number },
): readonly SignAct[] {
  const keyOf = ({ code, subject }: Pick<Sign, 'code' | 'subject'>) => `${code}:${subject}`;
  const said = new Map(signs.map((sign) => [keyOf(sign), sign]));
  const known = new Map(standing.map((state) => [keyOf(state), state]));
  const acts: SignAct[] = [];
  for (const [key, sign] of said) {
    const state = known.get(key);
    if (state?.isOpen === true) {
      if (state.turningMs !== null) acts.push({ act: 'forget', code: sign.code, subject: sign.subject });
      if (sign.value !== null) acts.push({ act: 'value', sign });
    } else if (state === undefined && alertKinds[sign.code].readings > 1) {
      acts.push({ act: 'wait', code: sign.code, subject: sign.subject });
    } else if (isSettled(sign.code, state?.turningMs ?? nowMs, heardMs)) {
      acts.push({ act: 'open', sign, sinceMs: state?.turningMs ?? nowMs });
    }
  }
  for (const [key, { code, subject, isOpen, turningMs }] of known) {
    if (said.has(key)) continue;
    if (!isOpen) acts.push({ act: 'forget', code, subject });
    else if (isSettled(code, turningMs ?? nowMs, heardMs)) acts.push({ act: 'resolve', code, subject });
    else if (turningMs === null) acts.push({ act: 'wait', code, subject });
  }
  return acts;
}

/** Whether what began at `sinceMs` is certain by what the machine said at `heardMs`. */
function isSettled(code: AlertCode, sinceMs: number, heardMs: number): boolean {
  return alertKinds[code].readings === 1 || heardMs - sinceMs >= alertLimits.settleMs;
}
