import { expect, test } from 'vitest';
import { makeCounter, makeHistogram, writeExposition } from './exposition.ts';

test('a label that holds quotes, backslashes or line ends stays one label of one line', () => {
  const counter = makeCounter('yitiji_x_total', 'With \\ and\nline.', 'name');
  counter.add('a"b\\c\nd');
  expect(writeExposition([counter.metric()])).toBe(
    '# HELP yitiji_x_total With \\\\ and\\nline.\n# TYPE yitiji_x_total counter\nyitiji_x_total{name="a\\"b\\\\c\\nd"} 1\n',
  );
});

test('buckets of a histogram count all that is below them, and the last one everything', () => {
  const histogram = makeHistogram('yitiji_x_seconds', 'h', 'route', [0.1, 1]);
  for (const seconds of [0.05, 0.1, 0.5, 7]) histogram.observe('r', seconds);
  const lines = writeExposition([histogram.metric()]).split('\n').slice(2, -1);
  expect(lines).toEqual([
    'yitiji_x_seconds_bucket{route="r",le="0.1"} 2',
    'yitiji_x_seconds_bucket{route="r",le="1"} 3',
    'yitiji_x_seconds_bucket{route="r",le="+Inf"} 4',
    'yitiji_x_seconds_sum{route="r"} 7.65',
    'yitiji_x_seconds_count{route="r"} 4',
  ]);
});
