import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import styles from './fields.module.css';
import { Icon } from './icon.tsx';

export interface Option {
  readonly id: string;
  readonly label: string;
}

interface Props {
  readonly label: string;
  /** '' = the first option, which stands for all or none. */
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
  /** The label is read out, not shown: in bars, where the value says it. */
  readonly isLabelHidden?: boolean;
  readonly isDisabled?: boolean;
}

const none = ' none';

/** One of a list. */
export function SelectField({ label, value, options, onChange, isLabelHidden = false, isDisabled = false }: Props) {
  return (
    <Select
      className={styles.field ?? ''}
      value={value === '' ? none : value}
      onChange={(key) => onChange(key === none || key === null ? '' : String(key))}
      isDisabled={isDisabled}
      data-active={(isLabelHidden && value !== '') || undefined}
    >
      <Label className={isLabelHidden ? 'heard-only' : styles.label}>{label}</Label>
      <Button className={styles.control ?? ''}>
        <SelectValue />
        <Icon name="down" size={14} />
      </Button>
      <Popover className={styles.popover ?? ''}>
        <ListBox className={styles.list ?? ''}>
          {options.map(({ id, label: text }) => (
            <ListBoxItem key={id} id={id === '' ? none : id} textValue={text} className={styles.option ?? ''}>
              {text}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
