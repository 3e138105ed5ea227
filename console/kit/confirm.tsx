import { type ReactNode, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { HubFailure, HubReply } from '../data/hub-client.ts';
import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import styles from './dialog.module.css';
import { PressButton } from './press-button.tsx';
import { FailureNote } from './resource-view.tsx';
import { TextField } from './text-field.tsx';

interface SheetProps {
  readonly title: string;
  readonly isWide?: boolean;
  /** It is closed by its own buttons only: something is being done, or what it shows is told nowhere else. */
  readonly isHeld?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog over the page. Escape and a press beside it close it, but while it is held. */
export function SheetDialog({ title, isWide = false, isHeld = false, onClose, children }: SheetProps) {
  return (
    <ModalOverlay
      className={styles.veil ?? ''}
      isOpen
      isDismissable={!isHeld}
      isKeyboardDismissDisabled={isHeld}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={styles.modal ?? ''} data-wide={isWide || undefined}>
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" className={styles.title ?? ''}>
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ConfirmProps {
  readonly title: string;
  /** What will happen, to how many. */
  readonly children: ReactNode;
  /** Word of the button that does it: the act itself, not "OK". */
  readonly act: string;
  readonly isDangerous?: boolean;
  /** Without: no reason is asked for. */
  readonly needsReason?: boolean;
  /** Does it. The dialog stays while it works, and shows why where it failed. `stays`: it was not done, and its children say why and what now. */
  readonly onConfirm: (reason: string) => Promise<HubReply<unknown> | 'stays'>;
  readonly onDone?: () => void;
  readonly onClose: () => void;
}

/** Asks once more, with the reason that goes into the audit log. */
export function Confirm(props: ConfirmProps) {
  const words = useWords(kitTexts);
  const { title, children, act, isDangerous = false, needsReason = false, onConfirm, onDone, onClose } = props;
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<HubFailure | null>(null);
  const confirm = async () => {
    if (needsReason && reason.trim() === '') return setMissing(true);
    setBusy(true);
    setFailure(null);
    const reply = await onConfirm(reason.trim());
    setBusy(false);
    if (reply === 'stays') return;
    if (!reply.ok) return setFailure(reply.error);
    onClose();
    onDone?.();
  };
  return (
    <SheetDialog title={title} isHeld={isBusy} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <div className={styles.words}>{children}</div>
        {needsReason && (
          <TextField
            label={words('reason')}
            about={words('reasonHint')}
            value={reason}
            onChange={(value) => {
              setReason(value);
              setMissing(false);
            }}
            maxLength={200}
            error={isMissing ? words('reasonMissing') : null}
            isLong
            autoFocus
          />
        )}
        {failure !== null && <FailureNote failure={failure} />}
        <div className={styles.actions}>
          <PressButton onPress={onClose} isDisabled={isBusy}>
            {words('cancel')}
          </PressButton>
          <PressButton type="submit" kind={isDangerous ? 'danger' : 'main'} isDisabled={isBusy}>
            {isBusy ? words('working') : act}
          </PressButton>
        </div>
      </form>
    </SheetDialog>
  );
}
