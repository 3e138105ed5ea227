import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts what ran, for the closing line that `build/test.mjs` prints after everything else. A file that could not be collected, a failed
 * hook and an unhandled error each count as one failure: none of them may hide behind passed tests.
 * Writes the counts as JSON to the file named by `YITIJI_TEST_COUNTS`.
 */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env.YITIJI_TEST_COUNTS;
    if (file !== undefined) writeFileSync(file, JSON.stringify(countTests(modules, unhandled.length)));
  }
}

/** Pure but for reading the modules. */
export function countTests(modules: readonly Pick<TestModule, 'children' | 'state'>[], unhandled: number): TestCounts {
  let passed = 0;
  let failed = unhandled;
  let skipped = 0;
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      else if (state === 'failed') failedHere += 1;
      // `pending` after the end of the run: it never got to run, for example because a hook failed.
      else skipped += 1;
    }
    if (failedHere === 0 && module.state() === 'failed') failedHere = 1;
    failed += failedHere;
  }
  return { passed, failed, skipped };
}

/** The closing line, exactly as tools read it: `12 passed, 0 failed` or `12 passed, 0 failed, 3 skipped`. */
export function closingLine(counts: TestCounts): string {
  const line = `${counts.passed} passed, ${counts.failed} failed`;
  return counts.skipped > 0 ? `${line}, ${counts.skipped} skipped` : line;
}
