import { describe, expect, it } from 'vitest';
import { runTool } from './run-tool.ts';

describe('duplicate code', () => {
  it('nothing is written a second time beside the pairs that .jscpd-baseline.json knows', { timeout: 120_000 }, () => {
    const { code, said } = runTool('jscpd/run-jscpd.js', ['.', '--fail-on-new-clones']);
    expect(code, said).toBe(0);
  });
});
