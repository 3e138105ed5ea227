import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { Text } from '../../contract/text.ts';
import { Phrases } from './phrases.tsx';
import classes from './sheet.module.css';

/**
 * A question laid over the page, which is neither drawn nor reachable meanwhile. One sentence, large; the answer that keeps everything as it is stands first
 * and is the largest. Touching beside it answers nothing.
 */
export function Sheet({ testId, ...content }: SheetContent & { readonly testId: string }) {
  return (
    <ModalOverlay className={classes.cover ?? ''} isOpen isKeyboardDismissDisabled data-testid={testId}>
      <Modal className={classes.modal ?? ''}>
        <Dialog role="alertdialog" className={classes.dialog ?? ''}>
          <SheetCard {...content} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface SheetContent {
  readonly text: Text;
  /** Stands above the words: a countdown. */
  readonly before?: ReactNode;
  /** Buttons, the safest first. */
  readonly answers: ReactNode;
}

/** What stands on the sheet. */
export function SheetCard({ text, before, answers }: SheetContent) {
  return (
    <div className={classes.card}>
      {before}
      <Heading slot="title" className={classes.text ?? ''}>
        <Phrases text={text.text} />
      </Heading>
      <div className={classes.answers}>{answers}</div>
    </div>
  );
}
