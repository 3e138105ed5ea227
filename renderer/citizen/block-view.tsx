import type { ReactNode } from 'react';
import { never } from '../../contract/result.ts';
import type { Block } from '../../contract/screen.ts';
import { Checklist } from '../kit/checklist.tsx';
import { ChoiceList } from '../kit/choice-list.tsx';
import { Digits } from '../kit/digits.tsx';
import { FactSheet } from '../kit/fact-sheet.tsx';
import { Hotlines } from '../kit/hotlines.tsx';
import { MachinePicture } from '../kit/machine-picture.tsx';
import { Notice } from '../kit/notice.tsx';
import { PaperPreview } from '../kit/paper-preview.tsx';
import { Paragraph } from '../kit/paragraph.tsx';
import { ReceiptBlock } from '../kit/receipt-block.tsx';
import { Steps } from '../kit/steps.tsx';
import { Tiles } from '../kit/tiles.tsx';

/** Draws one block. A block type without a piece fails the build. */
export function BlockView({ block }: { readonly block: Block }): ReactNode {
  switch (block.type) {
    case 'paragraph':
      return <Paragraph block={block} />;
    case 'notice':
      return <Notice block={block} />;
    case 'facts':
      return <FactSheet block={block} />;
    case 'choice':
      return <ChoiceList block={block} />;
    case 'digits':
      return <Digits block={block} />;
    case 'tiles':
      return <Tiles block={block} />;
    case 'machine':
      return <MachinePicture block={block} />;
    case 'steps':
      return <Steps block={block} />;
    case 'receipt':
      return <ReceiptBlock block={block} />;
    case 'hotlines':
      return <Hotlines block={block} />;
    case 'checklist':
      return <Checklist block={block} />;
    case 'paper':
      return <PaperPreview block={block} />;
    default:
      return never(block, 'BlockView');
  }
}

/** Identity of a block on its page: a page keeps its half-typed field while a notice comes or goes above it. */
export function blockKey(block: Block, index: number): string {
  return block.type === 'digits' || block.type === 'choice' ? `${block.type}:${block.name}` : `${block.type}:${index}`;
}
