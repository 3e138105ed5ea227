import { describe, expect, it } from 'vitest';
import { runTool } from './run-tool.ts';

describe('unused code', () => {
  it('no file, export or package that nobody uses', { timeout: 900_000 }, () => {
    const { code, said } = runTool('knip/bin/knip.js', ['--no-progress', '--max-show-issues', '100']);
    expect(code, said).toBe(0);
  });
});
