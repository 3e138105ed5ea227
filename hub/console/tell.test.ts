import { expect, test } from 'vitest';
import { consoleTopics, idsAtMost } from '../../contract/console/events.ts';
import { consoleHint, readHint } from './tell.ts';

const rest = (hint: string) => hint.slice('console:'.length);

test('what was told of each topic is read again as it was told', () => {
  for (const topic of consoleTopics) {
    expect(readHint(rest(consoleHint(topic, ['TH0001', 7, 'TH0001'])))).toEqual({ topic, ids: ['TH0001', '7'] });
    expect(readHint(rest(consoleHint(topic, [])))).toEqual({ topic, ids: [] });
  }
});

test('more ids than a hint holds are told as "many", never cut', () => {
  const ids = Array.from({ length: idsAtMost + 1 }, (_, n) => n);
  expect(readHint(rest(consoleHint('machines', ids)))).toEqual({ topic: 'machines', ids: [] });
  expect(readHint(rest(consoleHint('machines', ids.slice(1))))?.ids).toHaveLength(idsAtMost);
  const long = Array.from({ length: 100 }, (_, n) => `${n}-${'x'.repeat(80)}`);
  expect(consoleHint('commands', long)).toBe('console:commands=');
  // PostgreSQL counts bytes.
  expect(consoleHint('commands', ['工'.repeat(3000)])).toBe('console:commands=');
});

test('ids of messages and words of no topic are not taken for a topic', () => {
  expect(readHint('0193b0a0-0000-7000-8000-000000000000,0193b0a0-0000-7000-8000-000000000001')).toBeNull();
  expect(readHint('people=1')).toBeNull();
  expect(readHint('machines')).toBeNull();
});
