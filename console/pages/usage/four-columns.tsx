import { useMemo } from 'react';
import type { UsageRow } from '../../../contract/console/usage.ts';
import type { SmallColumn } from '../../kit/small-table.tsx';
import { useFormats } from '../../texts/formats.ts';
import { usageTexts } from '../../texts/usage-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import styles from './usage.module.css';

type Four = UsageRow['measured'];

/** 减环节, 减时间, 减材料, 减跑动: what each item promises beside what was measured. */
export function useFourColumns(): readonly SmallColumn<UsageRow>[] {
  const words = useWords(usageTexts);
  const { language } = useLanguage();
  const formats = useFormats();
  return useMemo<readonly SmallColumn<UsageRow>[]>(() => {
    const column = (id: keyof Four, label: string, text: (value: number) => string): SmallColumn<UsageRow> => ({
      id,
      label,
      cell: ({ promised, measured }) => <Pair promised={promised[id]} measured={measured[id]} text={text} />,
    });
    const tenths = (value: number) => formats.number(Math.round(value * 10) / 10);
    return [
      {
        id: 'item',
        label: words('item'),
        isRowHeader: true,
        cell: ({ titleZh, titleEn, itemId }) => <span title={itemId}>{language === 'en' ? titleEn : titleZh}</span>,
      },
      column('pages', words('pages'), (value) => words('pagesOf', { count: tenths(value) })),
      column('seconds', words('time'), (value) => formats.span(value * 1000)),
      column('materials', words('materials'), (value) => words('copiesOf', { count: tenths(value) })),
      column('visits', words('visits'), (value) => words('timesOf', { count: tenths(value) })),
    ];
  }, [words, language, formats]);
}

interface PairProps {
  readonly promised: number | null;
  readonly measured: number | null;
  readonly text: (value: number) => string;
}

function Pair({ promised, measured, text }: PairProps) {
  const words = useWords(usageTexts);
  return (
    <span className={styles.pair}>
      <span className={styles.promised}>
        <span className="heard-only">{words('promised')} </span>
        {promised === null ? '—' : text(promised)}
      </span>
      <span aria-hidden="true">→</span>
      <b>
        <span className="heard-only">{words('measured')} </span>
        {measured === null ? '—' : text(measured)}
      </b>
    </span>
  );
}
