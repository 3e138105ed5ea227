import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';
import { pageClock } from '../data/pace.ts';
import type { Filters } from '../data/use-filters.ts';
import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import styles from './filter-bar.module.css';
import { Icon } from './icon.tsx';
import { PressButton } from './press-button.tsx';
import { type Option, SelectField } from './select-field.tsx';

interface Props<K extends string> {
  readonly filters: Filters<K>;
  readonly choices: readonly { readonly name: K; readonly label: string; readonly options: readonly Option[] }[];
  /** Name of the filter that holds free text, with what may be written. */
  readonly text?: { readonly name: K; readonly label: string };
  /** At the end: counts, CSV. */
  readonly children?: ReactNode;
}

/** Filters of a list, all at once in sight. What is chosen stands in the address. */
export function FilterBar<const K extends string>({ filters, choices, text, children }: Props<K>) {
  const words = useWords(kitTexts);
  return (
    <Group className={styles.bar ?? ''} aria-label={words('filters')}>
      {text !== undefined && (
        <Search
          label={text.label}
          value={filters.values[text.name]}
          onChange={(value) => filters.set(one(text.name, value))}
        />
      )}
      {choices.map(({ name, label, options }) => (
        <div key={name} className={styles.choice}>
          <SelectField
            label={label}
            isLabelHidden
            value={filters.values[name]}
            options={[{ id: '', label: words('anyOf', { label }) }, ...options]}
            onChange={(value) => filters.set(one(name, value))}
          />
        </div>
      ))}
      {filters.isAny && (
        <PressButton kind="bare" icon="close" onPress={filters.clear}>
          {words('clear')}
        </PressButton>
      )}
      <div className={styles.end}>{children}</div>
    </Group>
  );
}

const one = <K extends string>(name: K, value: string) => ({ [name]: value }) as Partial<Record<K, string>>;

/** Written letters go into the address when the fingers rest. */
const restMs = 250;

function Search({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  // By the time that the fingers rest, other filters may have been chosen: what is called then is of that time.
  const changeRef = useRef(onChange);
  changeRef.current = onChange;
  // A blank at the end is the beginning of another word: it stays while the address has the words before it.
  useEffect(() => setTyped((before) => (before.trim() === value ? before : value)), [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the wait
  useEffect(
    () => (typed.trim() === value ? undefined : pageClock.after(restMs, () => changeRef.current(typed.trim()))),
    [typed],
  );
  return (
    <SearchField
      className={styles.search ?? ''}
      aria-label={label}
      value={typed}
      onChange={setTyped}
      onSubmit={(text) => onChange(text.trim())}
      onClear={() => onChange('')}
    >
      <Icon name="search" size={16} />
      <Input className={styles.input ?? ''} placeholder={label} />
      <Button className={styles.clear ?? ''}>
        <Icon name="close" size={12} />
      </Button>
    </SearchField>
  );
}
