import { useMemo, useState } from 'react';
import { categories } from '../../../contract/catalogue/item.ts';
import { type CatalogueReply, type Phase, phases, switchReasons } from '../../../contract/console/catalogue.ts';
import { useMay } from '../../app/session.ts';
import { postJson } from '../../data/hub-client.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useResource } from '../../data/use-resource.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { SelectField } from '../../kit/select-field.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { catalogueTexts } from '../../texts/catalogue-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import styles from './catalogue.module.css';
import { isOvertaken, itemChange, phaseChange, type SwitchChange } from './switch-change.ts';

type Item = CatalogueReply['items'][number];
const filterNames = ['text', 'phase', 'category', 'state'] as const;

/** Which items the city offers: by phase, and one by one. */
export default function CataloguePage() {
  const words = useWords(catalogueTexts);
  const catalogue = useResource<CatalogueReply>('/v1/console/catalogue');
  return (
    <Page title={words('title')}>
      <ResourceView of={catalogue}>
        {(data) => (
          <>
            <Phases catalogue={data} again={catalogue.again} />
            <Items catalogue={data} again={catalogue.again} />
          </>
        )}
      </ResourceView>
    </Page>
  );
}

interface Props {
  readonly catalogue: CatalogueReply;
  readonly again: () => void;
}

/** Changes switches as they were seen; where somebody else was faster they are read again, and whoever is here looks once more. */
async function sendSwitches({ catalogue, again }: Props, change: (known: CatalogueReply) => SwitchChange) {
  const reply = await postJson('/v1/operator/switches', change(catalogue));
  if (!reply.ok && isOvertaken(reply.error)) again();
  return reply;
}

function Phases({ catalogue, again }: Props) {
  const words = useWords(catalogueTexts);
  const maySwitch = useMay('content.switch');
  const [doing, setDoing] = useState<Phase | null>(null);
  const isOn = (phase: Phase) => catalogue.phases.includes(phase);
  const count = (phase: Phase) => catalogue.items.filter((item) => item.phase === phase).length;
  return (
    <Panel title={words('phases')} about={words('phasesAbout')}>
      <ul className={styles.phases}>
        {phases.map((phase) => (
          <li key={phase} className={styles.phase}>
            <b>{words(`phase.${phase}`)}</b>
            <StateWord tone={isOn(phase) ? 'done' : 'quiet'} shape={isOn(phase) ? 'circle' : 'ring'}>
              {words(isOn(phase) ? 'phaseOn' : 'phaseOff', { count: count(phase) })}
            </StateWord>
            {maySwitch && (
              <PressButton
                kind={isOn(phase) ? 'danger' : 'plain'}
                label={`${words(isOn(phase) ? 'turnOff' : 'turnOn')} ${words(`phase.${phase}`)}`}
                onPress={() => setDoing(phase)}
              >
                {words(isOn(phase) ? 'turnOff' : 'turnOn')}
              </PressButton>
            )}
          </li>
        ))}
      </ul>
      {doing !== null && (
        <Confirm
          title={`${words(isOn(doing) ? 'turnOff' : 'turnOn')} · ${words(`phase.${doing}`)}`}
          act={words(isOn(doing) ? 'turnOff' : 'turnOn')}
          isDangerous={isOn(doing)}
          onConfirm={() => sendSwitches({ catalogue, again }, (known) => phaseChange(known, doing, !isOn(doing)))}
          onDone={again}
          onClose={() => {
            setDoing(null);
            again();
          }}
        >
          <p>
            {words(isOn(doing) ? 'phaseOffAbout' : 'phaseOnAbout', {
              phase: words(`phase.${doing}`),
              count: count(doing),
            })}
          </p>
        </Confirm>
      )}
    </Panel>
  );
}

function Items({ catalogue, again }: Props) {
  const words = useWords(catalogueTexts);
  const { language } = useLanguage();
  const filters = useFilters(filterNames);
  const maySwitch = useMay('content.switch');
  const [doing, setDoing] = useState<string | null>(null);
  const asked = catalogue.items.find(({ id }) => id === doing);
  const { text, phase, category, state } = filters.values;
  const isOpen = (item: Item) => item.offReason === null && catalogue.phases.includes(item.phase);
  const rows = catalogue.items.filter(
    (item) =>
      (phase === '' || item.phase === phase) &&
      (category === '' || item.category === category) &&
      (state === '' || isOpen(item) === (state === 'open')) &&
      `${item.id} ${item.title[language]}`.toLowerCase().includes(text.toLowerCase()),
  );
  const promise = ({ promise: { value, unit } }: Item) =>
    words.of('unit.', unit) === unit ? `${value} ${unit}` : words(`unit.${unit}` as 'unit.day', { count: value });
  return (
    <Panel
      title={words('items')}
      actions={
        <FilterBar
          filters={filters}
          text={{ name: 'text', label: words('text') }}
          choices={[
            {
              name: 'phase',
              label: words('phase'),
              options: phases.map((id) => ({ id, label: words(`phase.${id}`) })),
            },
            {
              name: 'category',
              label: words('category'),
              options: categories.map((id) => ({ id, label: words(`category.${id}`) })),
            },
            {
              name: 'state',
              label: words('state'),
              options: [
                { id: 'open', label: words('open') },
                { id: 'closed', label: words('closed') },
              ],
            },
          ]}
        />
      }
      isFlush
    >
      <SmallTable
        label={words('items')}
        rows={rows}
        keyOf={({ id }) => id}
        empty={words('none')}
        columns={[
          {
            id: 'item',
            label: words('item'),
            isRowHeader: true,
            cell: ({ id, title }) => (
              <>
                {title[language]}
                <span className={styles.id}>{id}</span>
              </>
            ),
          },
          {
            id: 'state',
            label: words('state'),
            cell: (item) => <ItemState item={item} isPhaseOn={catalogue.phases.includes(item.phase)} />,
          },
          { id: 'phase', label: words('phase'), cell: (item) => words(`phase.${item.phase}`) },
          { id: 'category', label: words('category'), cell: (item) => words(`category.${item.category}`) },
          { id: 'promise', label: words('promise'), cell: promise },
          { id: 'offline', label: words('offline'), cell: (item) => words(`offline.${item.offline}`) },
          {
            id: 'act',
            label: words('acts'),
            cell: (item) =>
              maySwitch && (
                <PressButton
                  kind="bare"
                  label={`${words(item.offReason === null ? 'close' : 'reopen')}: ${item.title[language]}`}
                  onPress={() => setDoing(item.id)}
                >
                  {words(item.offReason === null ? 'close' : 'reopen')}
                </PressButton>
              ),
          },
        ]}
      />
      {asked !== undefined && (
        <ItemDialog catalogue={catalogue} item={asked} again={again} onClose={() => setDoing(null)} />
      )}
    </Panel>
  );
}

function ItemState({ item, isPhaseOn }: { readonly item: Item; readonly isPhaseOn: boolean }) {
  const words = useWords(catalogueTexts);
  if (item.offReason !== null) {
    return (
      <StateWord tone="attention" shape="square">
        {words('closed')} · {words.of('reason.', item.offReason)}
      </StateWord>
    );
  }
  return isPhaseOn ? (
    <StateWord tone="done">{words('open')}</StateWord>
  ) : (
    <StateWord tone="quiet" shape="ring">
      {words('closedByPhase')}
    </StateWord>
  );
}

function ItemDialog({
  catalogue,
  item,
  again,
  onClose,
}: Props & { readonly item: Item; readonly onClose: () => void }) {
  const words = useWords(catalogueTexts);
  const { language } = useLanguage();
  const [reason, setReason] = useState<string>('maintenance');
  const isClosing = item.offReason === null;
  const title = item.title[language];
  const options = useMemo(() => switchReasons.map((id) => ({ id, label: words(`reason.${id}`) })), [words]);
  return (
    <Confirm
      title={words(isClosing ? 'closeTitle' : 'reopenTitle', { title })}
      act={words(isClosing ? 'close' : 'reopen')}
      isDangerous={isClosing}
      onConfirm={() =>
        sendSwitches({ catalogue, again }, (known) => itemChange(known, item.id, isClosing ? reason : null))
      }
      onDone={again}
      onClose={() => {
        onClose();
        again();
      }}
    >
      <p>{words(isClosing ? 'closeAbout' : 'reopenAbout')}</p>
      {isClosing && <SelectField label={words('why')} value={reason} options={options} onChange={setReason} />}
    </Confirm>
  );
}
