import { expect, test } from 'vitest';
import { meetQuery, type Typed, typeQuery } from './search-query.ts';

const type = (typed: Typed, query: string) => typeQuery(query)(typed);
const empty: Typed = { query: '', sent: [] };

test('a late page does not take away letters that were typed since', () => {
  const typed = type(type(type(empty, 's'), 'sb'), 'sbk');
  const after = meetQuery(typed, 's');
  expect(after).toEqual({ query: 'sbk', sent: ['sb', 'sbk'] });
  expect(meetQuery(after, 'sbk')).toEqual({ query: 'sbk', sent: [] });
});

test('a query that the terminal service cleared is cleared here', () => {
  expect(meetQuery({ query: 'sbk', sent: [] }, '')).toEqual({ query: '', sent: [] });
});

test('a letter typed and taken back is not taken for a foreign query', () => {
  const typed = type(type(type(empty, 's'), ''), 's');
  expect(meetQuery(typed, 's').query).toBe('s');
  expect(meetQuery(typed, '').query).toBe('s');
});
