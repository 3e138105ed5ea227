import { Icon } from './icon.tsx';
import styles from './tick-box.module.css';

interface Props {
  readonly isSelected: boolean;
  readonly isIndeterminate?: boolean;
}

/** The square of a choice that is made or not. Stands right inside a `Checkbox` of react-aria, which says whether it is chosen and has the focus. */
export function TickBox({ isSelected, isIndeterminate = false }: Props) {
  return (
    <span className={styles.box}>
      {isIndeterminate ? <span className={styles.some} /> : isSelected && <Icon name="check" size={12} />}
    </span>
  );
}
