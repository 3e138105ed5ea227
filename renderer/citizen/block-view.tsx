import { memo, type ReactNode } from 'react';
import { never } from '../../contract/result.ts';
import type { Block } from '../../contract/screen.ts';
import { Camera } from '../camera/camera.tsx';
import { Board } from '../kit/board.tsx';
import { Checklist } from '../kit/checklist.tsx';
import { ChoiceList } from '../kit/choice-list.tsx';
import { Code } from '../kit/code.tsx';
import { Counter } from '../kit/counter.tsx';
import { DataTable } from '../kit/data-table.tsx';
import { DateWheels } from '../kit/date-wheels.tsx';
import { Digits } from '../kit/digits.tsx';
import { FactSheet } from '../kit/fact-sheet.tsx';
import { Hotlines } from '../kit/hotlines.tsx';
import { Lanes } from '../kit/lanes.tsx';
import { MachinePicture } from '../kit/machine-picture.tsx';
import { MultiChoice } from '../kit/multi-choice.tsx';
import { Notice } from '../kit/notice.tsx';
import { PaperPreview } from '../kit/paper-preview.tsx';
import { Paragraph } from '../kit/paragraph.tsx';
import { Pay } from '../kit/pay.tsx';
import { PinDots } from '../kit/pin-dots.tsx';
import { Preview } from '../kit/preview.tsx';
import { ReceiptBlock } from '../kit/receipt-block.tsx';
import { Search } from '../kit/search.tsx';
import { Steps } from '../kit/steps.tsx';
import { TaskList } from '../kit/task-list.tsx';
import { TextField } from '../kit/text-field.tsx';
import { Tiles } from '../kit/tiles.tsx';

/** Draws one block, again only with another snapshot: a page is drawn several times for the same one, when its places are there, its leaves are divided or turned. */
export const BlockView = memo(Drawn);

/** A block type without a piece fails the build. */
function Drawn({ block }: { readonly block: Block }): ReactNode {
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
    case 'multi':
      return <MultiChoice block={block} />;
    case 'date':
      return <DateWheels block={block} />;
    case 'text':
      return <TextField block={block} />;
    case 'counter':
      return <Counter block={block} />;
    case 'search':
      return <Search block={block} />;
    case 'table':
      return <DataTable block={block} />;
    case 'board':
      return <Board block={block} />;
    case 'lanes':
      return <Lanes block={block} />;
    case 'tasks':
      return <TaskList block={block} />;
    case 'pay':
      return <Pay block={block} />;
    case 'code':
      return <Code block={block} />;
    case 'camera':
      return <Camera block={block} />;
    case 'pin':
      return <PinDots block={block} />;
    case 'preview':
      return <Preview block={block} />;
    default:
      return never(block, 'BlockView');
  }
}

/** Identity of a block on its page: a page keeps its half-typed field while a notice comes or goes above it. */
export function blockKey(block: Block, index: number): string {
  return 'name' in block
    ? `${block.type}:${block.name}`
    : block.type === 'search'
      ? 'search'
      : `${block.type}:${index}`;
}

/** Whether a block brings a main button of its own into the action bar. */
export function bringsMain(block: Block): boolean {
  return 'submit' in block || block.type === 'camera';
}
