import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import type { Action } from '../../contract/blocks/parts.ts';
import classes from './press-button.module.css';
import { useTouch } from './touch.ts';

type Look = 'main' | 'plain' | 'quiet';

/** A button of the page: acts on release, holds the page until the answer comes, and shows that it was felt. */
export function PressButton({
  action,
  look,
  before,
  after,
  isDisabled = false,
  onPress,
}: {
  readonly action: Action;
  readonly look: Look;
  readonly before?: ReactNode;
  readonly after?: ReactNode;
  readonly isDisabled?: boolean;
  /** Instead of sending the press of `action.id`. */
  readonly onPress?: () => void;
}) {
  const touch = useTouch();
  return (
    <Button
      className={classes.button ?? ''}
      data-action={action.id}
      data-look={look}
      data-busy={touch.held === action.id || undefined}
      isDisabled={isDisabled}
      onPress={onPress ?? (() => touch.press(action.id))}
    >
      {before}
      <span>{action.label.text}</span>
      {after}
    </Button>
  );
}
