import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Icon, type IconName } from './icon.tsx';
import styles from './press-button.module.css';

interface Props {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  /** `main` once on a page; `danger` for what stops machines or cannot be undone; `bare` in bars. */
  readonly kind?: 'main' | 'plain' | 'danger' | 'bare';
  readonly icon?: IconName;
  readonly type?: 'button' | 'submit';
  readonly isDisabled?: boolean;
  readonly label?: string;
}

export function PressButton({
  children,
  onPress,
  kind = 'plain',
  icon,
  type = 'button',
  isDisabled = false,
  label,
}: Props) {
  return (
    <Button
      className={styles.button ?? ''}
      data-kind={kind}
      type={type}
      isDisabled={isDisabled}
      {...(onPress === undefined ? {} : { onPress })}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {icon !== undefined && <Icon name={icon} size={16} />}
      {children}
    </Button>
  );
}
