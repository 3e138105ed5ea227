import { createElement, type ReactNode } from 'react';
import styles from './markdown.module.css';
import { type Block, type Inline, readBlocks } from './markdown-blocks.ts';

/** A text of the manual. No markup of it is taken as markup of the page. Its first heading is left out: the place where it stands has one. */
export function Markdown({ text }: { readonly text: string }) {
  const blocks = readBlocks(text);
  const shown = blocks[0]?.kind === 'heading' ? blocks.slice(1) : blocks;
  return createElement('div', { className: styles.text }, ...shown.map(draw));
}

/** Parts are given one by one and not as lists: a text is drawn as a whole and its parts have no names. */
const element = (tag: string, ...children: readonly ReactNode[]): ReactNode => createElement(tag, null, ...children);

function draw(block: Block): ReactNode {
  switch (block.kind) {
    case 'heading':
      return element('h3', ...inline(block.words));
    case 'paragraph':
      return element('p', ...inline(block.words));
    case 'code':
      return <pre>{block.text}</pre>;
    case 'list':
      return element(block.isOrdered ? 'ol' : 'ul', ...block.items.map((words) => element('li', ...inline(words))));
    case 'table':
      return element(
        'table',
        element(
          'thead',
          element('tr', ...block.head.map((words) => createElement('th', { scope: 'col' }, ...inline(words)))),
        ),
        element(
          'tbody',
          ...block.rows.map((cells) => element('tr', ...cells.map((words) => element('td', ...inline(words))))),
        ),
      );
  }
}

function inline(words: readonly Inline[]): readonly ReactNode[] {
  return words.map(({ kind, text }) => {
    if (kind === 'strong') return <b>{text}</b>;
    if (kind === 'code') return <code>{text}</code>;
    // Links of the manual lead to other pages of it, which the console does not hold.
    return text;
  });
}
