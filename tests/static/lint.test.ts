import { describe, expect, it } from 'vitest';
import { runTool } from './run-tool.ts';

describe('lint and format', () => {
  it('find nothing', { timeout: 900_000 }, () => {
    const { code, said } = runTool('@biomejs/biome/bin/biome', ['ci', '--colors=off', '--error-on-warnings', '.']);
    expect(code, said).toBe(0);
  });
});
