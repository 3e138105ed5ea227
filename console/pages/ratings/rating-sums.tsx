import type { RatingsReply } from '../../../contract/console/ratings.ts';
import { useItemNames } from '../../data/use-item-names.ts';
import { Figure } from '../../kit/facts.tsx';
import { Panel } from '../../kit/page.tsx';
import { ShareBar } from '../../kit/share-bar.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { TimeChart } from '../../kit/time-chart.tsx';
import { useFormats } from '../../texts/formats.ts';
import { machineTexts } from '../../texts/machine-texts.ts';
import { ratingTexts } from '../../texts/rating-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { daysOf } from './days-of.ts';
import styles from './ratings.module.css';

const levels = [5, 4, 3, 2, 1] as const;
const looks = {
  5: { tone: 'done', shape: 'circle' },
  4: { tone: 'information', shape: 'diamond' },
  3: { tone: 'quiet', shape: 'dash' },
  2: { tone: 'waiting', shape: 'half' },
  1: { tone: 'attention', shape: 'triangle' },
} as const;

const meanText = (value: number | null) => (value === null ? '—' : value.toFixed(2));

/** Sums of ratings: how satisfied, since when, with what, and why not. */
export function RatingSums({ ratings }: { readonly ratings: RatingsReply }) {
  const words = useWords(ratingTexts);
  const formats = useFormats();
  const of = (level: number) => ratings.levels.find((one) => one.level === level)?.byPersons ?? 0;
  const sum = (by: 'byPersons' | 'byDefault') => ratings.levels.reduce((total, one) => total + one[by], 0);
  return (
    <>
      <div className={styles.figures}>
        <Figure label={words('mean')} value={meanText(ratings.mean)} beside={words('meanAbout')} />
        <Figure label={words('count')} value={formats.number(sum('byPersons'))} />
        <Figure label={words('bad')} value={formats.number(of(1) + of(2))} />
        <Figure label={words('byDefault')} value={formats.number(sum('byDefault'))} />
        <div className={styles.levels}>
          <ShareBar
            label={words('levels')}
            shares={levels.map((level) => ({
              ...{ id: `${level}`, label: words(`level.${level}`), ...looks[level], count: of(level) },
            }))}
          />
        </div>
      </div>
      <div className={styles.pair}>
        <Panel title={words('perDay')}>
          <TimeChart
            label={words('perDay')}
            kind="bars"
            timeText={(at) => formats.day(new Date(at).toISOString()).slice(5)}
            series={[
              {
                id: 'count',
                label: words('perDay'),
                points: daysOf(ratings),
              },
            ]}
          />
        </Panel>
        <Reasons ratings={ratings} />
      </div>
      <Means ratings={ratings} />
    </>
  );
}

function Reasons({ ratings }: { readonly ratings: RatingsReply }) {
  const words = useWords(ratingTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  return (
    <Panel title={words('reasons')} isFlush>
      <SmallTable
        label={words('reasons')}
        rows={ratings.reasons}
        keyOf={({ reason }) => reason}
        columns={[
          {
            id: 'reason',
            label: words('reason'),
            isRowHeader: true,
            cell: ({ nameZh, nameEn }) => (language === 'en' ? nameEn : nameZh),
          },
          { id: 'count', label: words('count'), isNumber: true, cell: ({ count }) => formats.number(count) },
        ]}
      />
    </Panel>
  );
}

function Means({ ratings }: { readonly ratings: RatingsReply }) {
  const words = useWords(ratingTexts);
  const names = useWords(machineTexts);
  const formats = useFormats();
  const itemName = useItemNames();
  const items = ratings.items.map(({ itemId, ...rest }) => ({ id: itemId, name: itemName(itemId), ...rest }));
  const districts = ratings.districts.map(({ district, count, mean }) => ({
    ...{ id: district, name: names.of('district.', district), count, mean },
  }));
  const table = (title: string, rowName: string, rows: typeof items) => (
    <Panel title={title} isFlush>
      <SmallTable
        label={title}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { id: 'name', label: rowName, isRowHeader: true, cell: ({ name }) => name },
          { id: 'mean', label: words('mean'), isNumber: true, cell: ({ mean }) => meanText(mean) },
          { id: 'count', label: words('count'), isNumber: true, cell: ({ count }) => formats.number(count) },
        ]}
      />
    </Panel>
  );
  return (
    <div className={styles.pair}>
      {table(words('items'), words('item'), items)}
      {table(words('districts'), words('district'), districts)}
    </div>
  );
}
