import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { wordsOf } from '../texts/define-texts.ts';
import { kitTexts } from '../texts/kit-texts.ts';
import { SmallTable } from './small-table.tsx';

const words = wordsOf(kitTexts, 'zh-CN');
const tableOf = (rows: number, most?: number) =>
  renderToStaticMarkup(
    createElement(SmallTable<number>, {
      ...{ label: 'x', columns: [{ id: 'n', label: 'n', cell: String }], keyOf: String },
      rows: Array.from({ length: rows }, (_, n) => n),
      ...(most === undefined ? {} : { most }),
    }),
  );

test('a list of which the hub gives the newest alone does not pass for the whole', () => {
  const said = words('newestOnly', { count: 100 });
  expect([tableOf(100, 100).includes(said), tableOf(99, 100).includes(said), tableOf(100).includes(said)]).toEqual([
    ...[true, false, false],
  ]);
});
