import { describe, expect, it } from 'vitest';
import { generateLogEvents } from '../../build/generate-log-events.ts';
import { readText } from './source-files.ts';

describe('generated files', () => {
  it('are those of the log-event catalogue (otherwise: npm run generate)', () => {
    const { types, markdown } = generateLogEvents(readText('contract/log-events.json'));
    expect(readText('contract/log-events.gen.ts')).toBe(types);
    expect(readText('docs/log-events.md')).toBe(markdown);
  });

  it('an event whose area nobody has described, and an area without events, do not pass', () => {
    const event = { level: 'info', audience: ['technician'], keepDays: 14, meaning: 'm', do: 'd', fields: {} };
    const catalogue = (areas: Readonly<Record<string, string>>) =>
      generateLogEvents(JSON.stringify({ areas, events: { 'sync.batch.sent': event } }));
    expect(catalogue({ sync: 'Messages.' }).markdown).toContain('## sync\n\nMessages.');
    expect(() => catalogue({})).toThrow('sync.batch.sent');
    expect(() => catalogue({ sync: 'Messages.', store: 'The disk.' })).toThrow('store');
  });
});
