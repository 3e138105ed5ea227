import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { MachineChoices } from '../../../contract/console/machines.ts';
import type { ReleasesReply } from '../../../contract/console/releases.ts';
import type { RolloutPreview, RolloutReply } from '../../../contract/console/rollouts.ts';
import { type HubFailure, type HubReply, postJson } from '../../data/hub-client.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useResource } from '../../data/use-resource.ts';
import { Notice } from '../../kit/notice.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { FailureNote, ResourceView, refusalWords } from '../../kit/resource-view.tsx';
import { type Option, SelectField } from '../../kit/select-field.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { TextField } from '../../kit/text-field.tsx';
import { useFormats } from '../../texts/formats.ts';
import { kitTexts } from '../../texts/kit-texts.ts';
import { rolloutTexts } from '../../texts/rollout-texts.ts';
import { useDistrictOptions } from '../../texts/use-district-options.ts';
import { useWords } from '../../texts/use-words.ts';
import styles from './rollouts.module.css';
import { emptyForm, readForm, type StartFaults, type StartForm } from './start-form.ts';

const filterNames = ['target'] as const;

/** Proposes a roll-out. Nothing goes out before somebody else has said yes. */
export default function StartPage() {
  const words = useWords(rolloutTexts);
  const releases = useResource<ReleasesReply>('/v1/console/releases');
  return (
    <Page title={words('start.title')} from={{ to: '/rollouts', label: words('back') }}>
      <ResourceView of={releases}>
        {({ releases: rows }) => {
          const options = rows
            .filter(({ kind }) => kind === 'application')
            .map(({ target, id }) => ({ id: target, label: id }));
          return options.length === 0 ? (
            <Notice tone="waiting">{words('start.noRelease')}</Notice>
          ) : (
            <StartPanel releases={options} />
          );
        }}
      </ResourceView>
    </Page>
  );
}

function StartPanel({ releases }: { readonly releases: readonly Option[] }) {
  const words = useWords(rolloutTexts);
  const navigate = useNavigate();
  const filters = useFilters(filterNames);
  const districts = useDistrictOptions();
  const choices = useResource<MachineChoices>('/v1/console/machines/choices');
  const wanted = filters.values.target;
  const first = releases.find(({ id }) => id === wanted)?.id ?? releases[0]?.id ?? '';
  const [form, setForm] = useState<StartForm>({ ...emptyForm, target: first });
  const [faults, setFaults] = useState<StartFaults>({});
  /** With the form that it is of: an answer that comes after the form was changed is of another roll-out. */
  const [previewed, setPreviewed] = useState<{ readonly of: StartForm; readonly preview: RolloutPreview } | null>(null);
  const preview = previewed?.of === form ? previewed.preview : null;
  const [failure, setFailure] = useState<HubFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const models = useMemo(
    () => choices.data?.models.map(({ model }) => ({ id: model, label: model })) ?? [],
    [choices.data],
  );
  const put = (change: Partial<StartForm>) => {
    setForm({ ...form, ...change });
  };
  const send = async <T,>(path: string, done: (value: T) => void) => {
    const read = readForm(form);
    setFaults(read.faults);
    if (read.request === null) return;
    setBusy(true);
    const reply: HubReply<T> = await postJson<T>(path, read.request);
    setBusy(false);
    setFailure(reply.ok ? null : reply.error);
    if (reply.ok) done(reply.value);
  };
  const wrong = (field: keyof StartForm, text: string) => (faults[field] === undefined ? null : text);
  return (
    <>
      <Panel title={words('start.scope')}>
        <div className={styles.form}>
          <SelectField
            label={words('start.release')}
            value={form.target}
            options={releases}
            onChange={(target) => put({ target })}
          />
          <SelectField
            label={words('start.onHalt')}
            value={form.onHalt}
            options={(['stop', 'revert'] as const).map((id) => ({ id, label: words(`onHalt.${id}`) }))}
            onChange={(id) => put({ onHalt: id === 'revert' ? 'revert' : 'stop' })}
          />
          <SelectField
            label={words('start.districts')}
            value={form.district}
            options={[{ id: '', label: words('start.allDistricts') }, ...districts]}
            onChange={(district) => put({ district })}
          />
          <SelectField
            label={words('start.models')}
            value={form.model}
            options={[{ id: '', label: words('start.allModels') }, ...models]}
            onChange={(model) => put({ model })}
          />
          <TextField
            label={words('start.kiosks')}
            about={words('start.kiosksAbout')}
            value={form.kiosks}
            onChange={(kiosks) => put({ kiosks })}
            error={wrong('kiosks', words('start.kiosksWrong', { list: faults.kiosks?.join(', ') ?? '' }))}
          />
          <TextField
            label={words('start.lab')}
            about={words('start.kiosksAbout')}
            value={form.lab}
            onChange={(lab) => put({ lab })}
            error={wrong('lab', words('start.kiosksWrong', { list: faults.lab?.join(', ') ?? '' }))}
          />
          <TextField
            label={words('start.windows')}
            about={words('start.windowsAbout')}
            value={form.windows}
            onChange={(windows) => put({ windows })}
            error={wrong('windows', words('start.windowsWrong'))}
          />
          <TextField
            label={words('start.freezes')}
            about={words('start.freezesAbout')}
            value={form.freezes}
            onChange={(freezes) => put({ freezes })}
            error={wrong('freezes', words('start.freezesWrong'))}
          />
          <TextField
            label={words('start.approvals')}
            about={words('start.approvalsAbout')}
            value={form.approvals}
            onChange={(approvals) => put({ approvals })}
            error={wrong('approvals', words('start.approvalsWrong'))}
          />
        </div>
      </Panel>
      {failure !== null && <FailureNote failure={failure} />}
      {preview !== null && <Preview preview={preview} />}
      <div className={styles.acts}>
        <PressButton
          isDisabled={isBusy}
          onPress={() =>
            void send<RolloutPreview>('/v1/operator/rollouts/preview', (value) =>
              setPreviewed({ of: form, preview: value }),
            )
          }
        >
          {words('start.preview')}
        </PressButton>
        <PressButton
          kind="main"
          isDisabled={isBusy || preview === null || preview.refusal !== null}
          onPress={() => void send<RolloutReply>('/v1/operator/rollouts', ({ id }) => void navigate(`/rollouts/${id}`))}
        >
          {words('start.now')}
        </PressButton>
      </div>
      <p className={styles.second}>{words(preview === null ? 'start.previewAbout' : 'start.nowAbout')}</p>
    </>
  );
}

function Preview({ preview }: { readonly preview: RolloutPreview }) {
  const words = useWords(rolloutTexts);
  const kitWords = useWords(kitTexts);
  const formats = useFormats();
  if (preview.refusal !== null) {
    return (
      <Notice tone="attention" isSpoken>
        {words('start.refused', { why: refusalWords(kitWords, preview.refusal) ?? preview.refusal })}
      </Notice>
    );
  }
  return (
    <div className={styles.preview}>
      <Notice tone="information" isSpoken>
        {words('start.wouldReach', {
          machines: formats.number(preview.machines),
          rings: preview.rings.length,
          there: formats.number(preview.alreadyThere),
        })}
      </Notice>
      <Panel title={words('rings')} isFlush>
        <SmallTable
          label={words('rings')}
          rows={preview.rings}
          keyOf={({ ring }) => `${ring}`}
          columns={[
            { id: 'ring', label: words('ring'), isRowHeader: true, cell: ({ ring }) => words('ringOf', { ring }) },
            {
              id: 'machines',
              label: words('machines'),
              isNumber: true,
              cell: ({ machines }) => formats.number(machines),
            },
            {
              id: 'diverse',
              label: words('model'),
              cell: ({ models, districts }) => words('diverse', { models, districts }),
            },
            {
              id: 'soak',
              label: words('machine.probation'),
              cell: ({ soakMs }) => words('soak', { span: formats.span(soakMs) }),
            },
          ]}
        />
      </Panel>
    </div>
  );
}
