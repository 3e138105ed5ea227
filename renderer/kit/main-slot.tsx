import { type ReactNode, useContext } from 'react';
import type { Action } from '../../contract/blocks/parts.ts';
import { inPlace } from './in-place.tsx';
import { PressButton } from './press-button.tsx';
import { MainSlotContext } from './touch.ts';

/** The main button of a field: it stands in the action bar like every other, but sends what was typed. */
export function SubmitInMainSlot({
  action,
  isDisabled,
  onPress,
}: {
  readonly action: Action;
  readonly isDisabled: boolean;
  readonly onPress: () => void;
}): ReactNode {
  const button = <PressButton action={action} look="main" isDisabled={isDisabled} onPress={onPress} />;
  return inPlace(button, useContext(MainSlotContext));
}
