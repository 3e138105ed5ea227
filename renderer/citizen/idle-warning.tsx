import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { IdleWarning as Warning } from '../../contract/snapshot.ts';
import { partLeft, secondsLeft } from '../kit/countdown.ts';
import { Phrases } from '../kit/phrases.tsx';
import { PressButton } from '../kit/press-button.tsx';
import { useTouch } from '../kit/touch.ts';
import type { Received } from './bridge.ts';
import classes from './idle-warning.module.css';
import { useElapsed } from './use-now.ts';

const redrawMs = 250;

/** "Are you still there?": covers the page, which is not drawn meanwhile; one big answer; any key or touch beside the buttons counts as yes. */
export function IdleWarning({ warning, received }: { readonly warning: Warning; readonly received: Received }) {
  const touch = useTouch();
  const elapsed = useElapsed(received, redrawMs, true);
  return (
    <ModalOverlay className={classes.cover ?? ''} isOpen isKeyboardDismissDisabled data-testid="idle-warning">
      <Modal className={classes.modal ?? ''}>
        <Dialog role="alertdialog" className={classes.dialog ?? ''}>
          <div className={classes.timer} role="timer">
            <svg viewBox="0 0 100 100" aria-hidden="true">
              <circle className={classes.rest} cx="50" cy="50" r="44" />
              <circle
                className={classes.left}
                cx="50"
                cy="50"
                r="44"
                pathLength="1"
                strokeDasharray={`${partLeft(warning.endsInMs, elapsed).toFixed(3)} 1`}
              />
            </svg>
            <span className={classes.seconds} data-testid="seconds-left">
              {secondsLeft(warning.endsInMs, elapsed)}
            </span>
          </div>
          <Heading slot="title" className={classes.text ?? ''}>
            <Phrases text={warning.text.text} />
          </Heading>
          <div className={classes.answers}>
            <PressButton action={{ id: 'warning.stay', label: warning.stay }} look="main" onPress={touch.stay} />
            <PressButton action={{ id: 'warning.finish', label: warning.finish }} look="plain" onPress={touch.finish} />
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
