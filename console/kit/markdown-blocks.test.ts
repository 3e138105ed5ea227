import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBlocks } from './markdown-blocks.ts';

test('a runbook is read as it was written: headings, steps, commands, tables', () => {
  const text =
    '# Paper is out\n\nFirst **look**, then\ngo.\n\n1. Open `door`\n   with the key\n2. See [more](x.md)\n\n```\nyitiji doctor\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n';
  expect(readBlocks(text)).toEqual([
    { kind: 'heading', level: 1, words: [{ kind: 'text', text: 'Paper is out' }] },
    {
      kind: 'paragraph',
      words: [
        { kind: 'text', text: 'First ' },
        { kind: 'strong', text: 'look' },
        { kind: 'text', text: ', then go.' },
      ],
    },
    {
      kind: 'list',
      isOrdered: true,
      items: [
        [
          { kind: 'text', text: 'Open ' },
          { kind: 'code', text: 'door' },
          { kind: 'text', text: ' with the key' },
        ],
        [
          { kind: 'text', text: 'See ' },
          { kind: 'link', text: 'more', href: 'x.md' },
        ],
      ],
    },
    { kind: 'code', text: 'yitiji doctor' },
    {
      kind: 'table',
      head: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]],
      rows: [[[{ kind: 'text', text: '1' }], [{ kind: 'text', text: '2' }]]],
    },
  ]);
});

test('whatever is in a text, reading it comes to an end', () => {
  const line = fc.constantFrom(
    '# a',
    '```',
    '| x |',
    '|',
    '- ',
    '- a',
    '  b',
    '1. c',
    '**',
    '`',
    '[a](',
    '',
    '# ',
    '```',
    '# # ',
    'text',
    '#######',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => readBlocks(lines.join('\n')).length <= lines.length),
  );
});
