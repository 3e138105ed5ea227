import {
  type CheckCounts,
  type CheckLine,
  maxFailedParts,
  type SelfTestReport,
  type SelfTestResult,
} from '../../contract/checks.ts';
import { deviceLines } from './device-verdicts.ts';
import type { CheckFacts } from './facts.ts';
import { clockLines, hubLines, keyLines } from './link-verdicts.ts';
import { programLines, speechLines, systemLines } from './program-verdicts.ts';
import { outboxLines, storeLines } from './store-verdicts.ts';

/** Every line that these facts give, in the order in which they are shown. Pure. */
export function judge(facts: CheckFacts): readonly CheckLine[] {
  return [
    ...programLines(facts),
    ...deviceLines(facts),
    ...storeLines(facts),
    ...outboxLines(facts),
    ...clockLines(facts),
    ...hubLines(facts),
    ...keyLines(facts),
    ...speechLines(facts),
    ...systemLines(facts),
  ];
}

/** How many lines have each verdict. */
export function countsOf(lines: readonly CheckLine[]): CheckCounts {
  const count = (verdict: CheckLine['verdict']) => lines.filter((line) => line.verdict === verdict).length;
  return { pass: count('pass'), warn: count('warn'), fail: count('fail'), notFitted: count('notFitted') };
}

/** Parts with at least one failed line, each once, in the order of the lines. */
export function failedParts(lines: readonly CheckLine[]): readonly string[] {
  return [...new Set(lines.filter(({ verdict }) => verdict === 'fail').map(({ part }) => part))];
}

/** What the hub is told. A machine that tells it has reached the hub: that the hub was away during the test is no work any more. */
export function reportOf({ atMs, counts, lines }: SelfTestResult): SelfTestReport {
  const failed = failedParts(lines).filter((part) => part !== 'hub');
  return { atMs, counts, failed: failed.slice(0, maxFailedParts) };
}
