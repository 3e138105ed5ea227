import type { CSSProperties } from 'react';
import { Button } from 'react-aria-components/Button';
import { Icon } from '../kit/icon.tsx';
import classes from './key-grid.module.css';

/** Keys for a PIN or a code: one for each sign, the last one takes a sign back. */
export function KeyGrid({
  signs,
  columns,
  labelledBy,
  backspace,
  isLocked = false,
  onSign,
  onBackspace,
}: {
  readonly signs: readonly string[];
  readonly columns: number;
  readonly labelledBy: string;
  /** Name of the key that takes back, for those who do not see it. */
  readonly backspace: string;
  readonly isLocked?: boolean;
  readonly onSign: (sign: string) => void;
  readonly onBackspace: () => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114
    <div
      className={classes.grid}
      role="group"
      aria-labelledby={labelledBy}
      data-columns={columns}
      style={{ '--columns': columns } as CSSProperties}
    >
      {signs.map((sign) => (
        <Button
          key={sign}
          className={classes.key ?? ''}
          data-key={sign}
          data-last={sign === signs.at(-1) || undefined}
          isDisabled={isLocked}
          onPress={() => onSign(sign)}
        >
          {sign}
        </Button>
      ))}
      <Button
        className={classes.key ?? ''}
        data-key="backspace"
        aria-label={backspace}
        isDisabled={isLocked}
        onPress={onBackspace}
      >
        <Icon name="backspace" />
      </Button>
    </div>
  );
}
