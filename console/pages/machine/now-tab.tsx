import { Link } from 'react-router';
import { subjectWords } from '../../../contract/alerts/words.ts';
import type { MachinePage } from '../../../contract/console/machines.ts';
import type { SuppliesPage } from '../../../contract/console/supplies.ts';
import { pathWith } from '../../data/pages.ts';
import { useResource } from '../../data/use-resource.ts';
import { type Fact, Facts } from '../../kit/facts.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Panel } from '../../kit/page.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import type { Tone } from '../../kit/tone.ts';
import { useFormats } from '../../texts/formats.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { commandTexts } from '../commands/command-texts.ts';
import styles from './machine.module.css';
import { machinePageTexts } from './machine-texts.ts';
import { reasonWords } from './reason-words.ts';
import { RunningPanel } from './running-panel.tsx';

/** How the machine is now: why, its parts, what it uses up, what it has yet to send. */
export function NowTab({ data }: { readonly data: MachinePage }) {
  const words = useWords(machinePageTexts);
  const commands = useWords(commandTexts);
  const { language } = useLanguage();
  return (
    <>
      {data.reasons.length > 0 && (
        <Notice tone={data.machine.state === 'ok' ? 'information' : 'waiting'}>
          <b>{words(data.machine.state === 'ok' ? 'watch' : 'why')}</b>
          <ul className={styles.reasons}>
            {data.reasons.map((code) => (
              <li key={code}>{reasonWords(words, commands, language, code)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <div className={styles.columns}>
        <div className={styles.stack}>
          <IdentityPanel data={data} />
          <SuppliesPanel data={data} />
        </div>
        <div className={styles.stack}>
          <DevicesPanel devices={data.devices} />
          <RunningPanel facts={data.facts} />
        </div>
      </div>
    </>
  );
}

function IdentityPanel({ data }: { readonly data: MachinePage }) {
  const words = useWords(machinePageTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  const { machine } = data;
  const facts: readonly Fact[] = [
    { label: words('place'), value: <Link to={pathWith('/machines', { place: machine.place })}>{machine.place}</Link> },
    {
      label: words('district'),
      value: (
        <Link to={`/machines?district=${machine.district}`}>
          {language === 'en' ? data.districtEn : data.districtZh}
        </Link>
      ),
    },
    { label: words('model'), value: <Link to={pathWith('/machines', { model: machine.model })}>{machine.model}</Link> },
    {
      label: words('version'),
      value: (
        <>
          {machine.version ?? '—'} {data.hasDrift && <StateWord tone="waiting">{words('drift')}</StateWord>}
        </>
      ),
    },
    { label: words('release'), value: machine.release ?? '—', isCode: true },
    {
      label: words('key'),
      value: data.hasKey ? words('key.valid') : <StateWord tone="attention">{words('key.ended')}</StateWord>,
    },
    { label: words('keeper'), value: data.keeperPhone },
    { label: words('claimed'), value: formats.time(data.claimedAt) },
    { label: words('beat'), value: formats.span(data.beatMs) },
  ];
  return (
    <Panel title={words('facts')}>
      <Facts facts={facts} />
    </Panel>
  );
}

function DevicesPanel({ devices }: { readonly devices: MachinePage['devices'] }) {
  const words = useWords(machinePageTexts);
  const { language } = useLanguage();
  return (
    <Panel title={words('devices')} isFlush>
      <SmallTable
        label={words('devices')}
        rows={devices}
        keyOf={({ id }) => id}
        columns={[
          { id: 'id', label: words('device'), isRowHeader: true, cell: ({ id }) => subjectWords(id, language) },
          {
            id: 'link',
            label: words('link'),
            cell: ({ link }) => (
              <StateWord tone={link === 'up' ? 'done' : 'attention'}>{words.of('link.', link)}</StateWord>
            ),
          },
          {
            id: 'condition',
            label: words('condition'),
            cell: ({ condition }) => (
              <StateWord tone={condition === 'ok' ? 'done' : 'waiting'}>{words.of('condition.', condition)}</StateWord>
            ),
          },
          {
            id: 'faults',
            label: words('faults'),
            cell: ({ faults, low }) =>
              [...faults, ...low].map((code) => subjectWords(code, language)).join(', ') || '—',
          },
        ]}
      />
    </Panel>
  );
}

const toneOfSupply = { ok: 'done', low: 'waiting', out: 'attention', full: 'attention' } as const satisfies Record<
  string,
  Tone
>;

function SuppliesPanel({ data }: { readonly data: MachinePage }) {
  const words = useWords(machinePageTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  const forecast = useResource<SuppliesPage>(
    pathWith('/v1/console/supplies', { kiosk: data.machine.kiosk, limit: 100 }),
    // Days belong to the pieces beside them, which go on while the page is open.
    { topics: ['machines'], ids: [data.machine.kiosk], pauseMs: 30_000 },
  );
  const daysOf = (device: string, supply: string): number | null =>
    forecast.data?.rows.find((row) => row.device === device && row.supply === supply)?.daysLeft ?? null;
  return (
    <Panel title={words('supplies')} isFlush>
      <SmallTable
        label={words('supplies')}
        rows={data.supplies}
        keyOf={({ id, device }) => `${device} ${id}`}
        columns={[
          {
            id: 'supply',
            label: words('supply'),
            isRowHeader: true,
            cell: ({ id, device }) => subjectWords(`${device}.${id}`, language),
          },
          {
            id: 'state',
            label: words('state'),
            cell: ({ state }) => <StateWord tone={toneOfSupply[state]}>{words(`supply.${state}`)}</StateWord>,
          },
          {
            id: 'left',
            label: words('left'),
            isNumber: true,
            cell: ({ count }) => (count === null ? words('notCounted') : formats.number(count)),
          },
          {
            id: 'days',
            label: words('daysLeft'),
            isNumber: true,
            cell: ({ id, device }) => {
              const days = daysOf(device, id);
              return days === null ? '—' : formats.span(days * 86_400_000);
            },
          },
        ]}
      />
    </Panel>
  );
}
