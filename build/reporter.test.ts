import { describe, expect, it } from 'vitest';
import { closingLine, countTests } from './reporter.ts';

type Module = Parameters<typeof countTests>[0][number];

function moduleOf(state: 'passed' | 'failed' | 'skipped', tests: readonly string[]): Module {
  const all = tests.map((test) => ({ result: () => ({ state: test }) }));
  return { state: () => state, children: { allTests: () => all.values() } } as unknown as Module;
}

describe('counts of a test run', () => {
  it('are those of the tests', () => {
    const modules = [moduleOf('passed', ['passed', 'passed', 'skipped']), moduleOf('failed', ['failed', 'passed'])];
    expect(countTests(modules, 0)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  it('count a file that could not be collected as a failure', () => {
    expect(countTests([moduleOf('failed', [])], 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('count a failed hook as a failure although its tests were only skipped', () => {
    expect(countTests([moduleOf('failed', ['pending', 'pending'])], 0)).toEqual({ passed: 0, failed: 1, skipped: 2 });
  });

  it('count an unhandled error as a failure although every test passed', () => {
    expect(countTests([moduleOf('passed', ['passed'])], 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });
});

describe('closing line', () => {
  it.each([
    [{ passed: 12, failed: 0, skipped: 0 }, '12 passed, 0 failed'],
    [{ passed: 12, failed: 1, skipped: 3 }, '12 passed, 1 failed, 3 skipped'],
  ])('of %o is %s', (counts, line) => {
    expect(closingLine(counts)).toBe(line);
  });
});
