import type { Screen } from '../../contract/screen.ts';
import { Icon } from '../kit/icon.tsx';
import { PressButton } from '../kit/press-button.tsx';
import classes from './action-bar.module.css';
import { bringsMain } from './block-view.tsx';

/**
 * Back at the left, main at the right, in the same place on every page. Where the two answers weigh the same (consent, interruption) they are
 * equal: same size, same look.
 * @param mainSlot  receives the element in which a piece puts its own main button
 */
export function ActionBar({
  screen,
  mainSlot,
}: {
  readonly screen: Screen;
  readonly mainSlot: (element: HTMLElement | null) => void;
}) {
  const { back, main, other, equal } = screen.actions;
  const brings = screen.blocks.some(bringsMain);
  if (back === undefined && main === undefined && other.length === 0 && !brings) return null;
  if (equal) {
    const answers = [...(back === undefined ? [] : [back]), ...other, ...(main === undefined ? [] : [main])];
    return (
      <div className={classes.equal} data-testid="actions" data-equal="on">
        {answers.map((action) => (
          <PressButton key={action.id} action={action} look="plain" />
        ))}
      </div>
    );
  }
  return (
    <div className={classes.bar} data-testid="actions">
      <div className={classes.back}>
        {back === undefined ? null : <PressButton action={back} look="plain" before={<Icon name="back" />} />}
      </div>
      <div className={classes.main}>
        {other.map((action) => (
          <PressButton key={action.id} action={action} look="plain" />
        ))}
        {main === undefined ? null : <PressButton action={main} look="main" />}
        <div className={classes.slot} ref={mainSlot} />
      </div>
    </div>
  );
}
