import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import styles from './tabs.module.css';

export interface TabSpec {
  readonly id: string;
  readonly label: string;
  /** Small number beside the label: how many open things are behind it. */
  readonly count?: number;
  readonly content: () => ReactNode;
}

/** Parts of a page, one at a time. Which one: the caller's, mostly a filter in the address. */
export function TabView({
  label,
  tabs,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly tabs: readonly TabSpec[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}) {
  const current = tabs.some(({ id }) => id === chosen) ? chosen : (tabs[0]?.id ?? '');
  return (
    <Tabs className={styles.tabs ?? ''} selectedKey={current} onSelectionChange={(key) => onChoose(String(key))}>
      <TabList className={styles.list ?? ''} aria-label={label}>
        {tabs.map(({ id, label: text, count = 0 }) => (
          <Tab key={id} id={id} className={styles.tab ?? ''}>
            {text}
            {count > 0 && <span className={styles.count}>{count}</span>}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className={styles.panel ?? ''}>
          {content()}
        </TabPanel>
      ))}
    </Tabs>
  );
}
