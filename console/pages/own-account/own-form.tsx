import type { ReactNode } from 'react';
import type { HubFailure } from '../../data/hub-client.ts';
import { passwordFaultIn } from '../../data/use-sending.ts';
import styles from '../../kit/dialog.module.css';
import { Notice } from '../../kit/notice.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { failureWords } from '../../kit/resource-view.tsx';
import { kitTexts } from '../../texts/kit-texts.ts';
import { passwordTexts } from '../../texts/password-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { useOwnWords } from './browser-words.ts';

interface Props {
  readonly act: string;
  /** What a refused code or password means here. */
  readonly wrong: string;
  readonly failure: HubFailure | null;
  readonly isBusy: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form that a password or a code goes into, with why the hub refused it. */
export function OwnForm({ act, wrong, failure, isBusy, onSubmit, onClose, children }: Props) {
  const words = useOwnWords();
  const kitWords = useWords(kitTexts);
  const passwordWords = useWords(passwordTexts);
  const why = (of: HubFailure) => {
    const fault = passwordFaultIn(of);
    if (fault !== null) return passwordWords.of('fault.', fault);
    if (of.code === 'signInWrong') return wrong;
    return of.code === 'rateLimited' ? words('locked') : failureWords(kitWords, of);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <div aria-live="assertive">{failure !== null && <Notice tone="attention">{why(failure)}</Notice>}</div>
      <div className={styles.actions}>
        <PressButton onPress={onClose} isDisabled={isBusy}>
          {kitWords('cancel')}
        </PressButton>
        <PressButton type="submit" kind="main" isDisabled={isBusy}>
          {isBusy ? kitWords('working') : act}
        </PressButton>
      </div>
    </form>
  );
}
