import { describe, expect, it } from 'vitest';
import { generateLogEvents } from '../../build/generate-log-events.ts';
import { readText } from './source-files.ts';

describe('generated files', () => {
  it('are those of the log-event catalogue (otherwise: npm run generate)', () => {
    const { types, markdown } = generateLogEvents(readText('contract/log-events.json'));
    expect(readText('contract/log-events.gen.ts')).toBe(types);
    expect(readText('docs/log-events.md')).toBe(markdown);
  });
});
