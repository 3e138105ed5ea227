import { describe, expect, it } from 'vitest';
import { runTool } from './run-tool.ts';

describe('types', () => {
  it('fit everywhere', { timeout: 900_000 }, () => {
    const { code, said } = runTool('typescript/bin/tsc', ['-p', '.']);
    expect(said).toBe('');
    expect(code).toBe(0);
  });
});
