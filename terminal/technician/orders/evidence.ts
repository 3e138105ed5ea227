import type { CheckLine } from '../../../contract/checks.ts';
import type { DeviceStatus } from '../../../contract/device.ts';
import { meaningOf } from '../../../contract/technician/work-causes.ts';
import type { WorkEvidence } from '../../../contract/technician/work-orders.ts';
import { lowOf } from '../../devices/device-set.ts';

/** What the machine knows of itself at one moment, as far as an order may ask for it. */
export interface EvidenceFacts {
  readonly at: string;
  /** Of a self-test that was made for this. */
  readonly lines: readonly CheckLine[];
  /** Of the device that the order names; null = it is none, or not fitted. */
  readonly status: DeviceStatus | null;
  readonly counters: Readonly<Record<string, number>>;
  readonly isNoticePosted: boolean;
  /** A count of cards differs and no operator has accepted it. */
  readonly isCardLocked: boolean;
}

const maxLines = 16;
const rank = { fail: 0, warn: 1, pass: 2, notFitted: 3 } as const;

/** State of the part, its counters, and what its checks say. Nothing of a person: states, counts and codes. */
export function evidenceFor(kind: string, facts: EvidenceFacts): WorkEvidence {
  const { part } = meaningOf(kind);
  // Where an order names no part the whole machine is looked at, the worst first.
  const own = facts.lines.filter((line) => part === null || line.part === part);
  const lines = own.toSorted((a, b) => rank[a.verdict] - rank[b.verdict]).slice(0, maxLines);
  return {
    at: facts.at,
    device: facts.status === null ? null : deviceOf(facts.status),
    counters: { ...facts.counters },
    lines,
    verdict: verdictFor(kind, own, facts),
  };
}

/**
 * Whether what the order names is well. Supplies and faults that opened it must be gone by the word of the device; else no line of the part may fail. What no check measures is
 * `unknown`, and not well.
 */
function verdictFor(kind: string, lines: readonly CheckLine[], facts: EvidenceFacts): WorkEvidence['verdict'] {
  const { cause, part } = meaningOf(kind);
  if (cause === 'notice') return facts.isNoticePosted ? 'fail' : 'pass';
  if (cause === 'cardMismatch') return facts.isCardLocked ? 'fail' : 'pass';
  const measured = lines.filter(({ verdict }) => verdict !== 'notFitted');
  if (measured.some(({ verdict }) => verdict === 'fail')) return 'fail';
  const { status } = facts;
  const detail = kind.slice(kind.indexOf(':') + 1).split('.')[1] ?? '';
  if (kind.startsWith('low:')) {
    if (status === null || status.link !== 'up') return 'unknown';
    return lowOf(status).includes(detail) ? 'fail' : 'pass';
  }
  if (kind.startsWith('fault:') && status?.faults.some(({ code }) => code === detail) === true) return 'fail';
  if (cause === 'other' && part === null) return 'unknown';
  return measured.length === 0 ? 'unknown' : 'pass';
}

function deviceOf({ link, condition, faults, supplies, bins }: DeviceStatus): NonNullable<WorkEvidence['device']> {
  return {
    ...{ link, condition, faults: faults.slice(0, 8).map(({ code }) => code) },
    supplies: Object.fromEntries(Object.entries(supplies).map(([name, { level }]) => [name, level])),
    bins: Object.fromEntries(Object.entries(bins).map(([name, { count }]) => [name, count])),
  };
}
