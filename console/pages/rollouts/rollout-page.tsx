import { useParams } from 'react-router';
import type { RolloutDetail } from '../../../contract/console/rollouts.ts';
import { useResource } from '../../data/use-resource.ts';
import { Notice } from '../../kit/notice.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { Timeline } from '../../kit/timeline.tsx';
import type { Tone } from '../../kit/tone.ts';
import { useFormats } from '../../texts/formats.ts';
import { rolloutTexts } from '../../texts/rollout-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { FigureTable } from './figure-table.tsx';
import { RingLadder } from './ring-ladder.tsx';
import { RolloutActs } from './rollout-acts.tsx';
import { RolloutMachines } from './rollout-machines.tsx';
import { isStopped } from './rollout-model.ts';
import { ProgressBar, RolloutStateWord } from './rollout-words.tsx';
import styles from './rollouts.module.css';

/** One roll-out: how far, why it stopped, what it rests on. */
export default function RolloutPage() {
  const words = useWords(rolloutTexts);
  const { id = '' } = useParams();
  const rollout = useResource<RolloutDetail>(`/v1/console/rollouts/${encodeURIComponent(id)}`, {
    topics: ['rollouts'],
    ids: [id],
  });
  const { data } = rollout;
  return (
    <Page
      title={data?.release ?? words('title')}
      from={{ to: '/rollouts', label: words('back') }}
      beside={data !== null && <RolloutStateWord state={data.state} isTablet />}
      actions={data !== null && <RolloutActs rollout={data} onDone={rollout.again} />}
    >
      <ResourceView of={rollout}>{(detail) => <Detail rollout={detail} />}</ResourceView>
    </Page>
  );
}

function Detail({ rollout }: { readonly rollout: RolloutDetail }) {
  const words = useWords(rolloutTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  const { halt, waitingFor, decisions, figures } = rollout;
  return (
    <>
      {halt !== null && isStopped(rollout) && (
        <Notice tone="attention">
          <p className={styles.halt}>{halt.words[language]}</p>
          <p>
            {words('why')} · {formats.time(halt.at)} · {halt.actor ?? words('byRule')}
            {halt.reason !== null && ` · ${halt.reason}`}
          </p>
        </Notice>
      )}
      {waitingFor !== null && (
        <Notice tone="information">
          <p>
            <b>{words('waiting')}</b>
          </p>
          <p>{waitingFor.words[language]}</p>
        </Notice>
      )}
      <Panel title={words('progress')}>
        <div className={styles.whole}>
          <p className={styles.exposed}>
            <b>{formats.number(rollout.exposed)}</b> / {formats.number(rollout.machines)} {words('exposed')}
            {rollout.isBack > 0 && ` · ${words('isBack')}: ${formats.number(rollout.isBack)}`}
          </p>
          <ProgressBar label={words('progress')} counts={rollout.counts} />
          <p className={styles.second}>
            {words('startedBy', { name: rollout.starter })}
            {rollout.approver !== null && ` · ${words('approvedBy', { name: rollout.approver })}`} ·{' '}
            {formats.time(rollout.startedAt ?? rollout.createdAt)} · {rollout.target}
          </p>
        </div>
      </Panel>
      <Panel title={words('rings')} about={words('ringsAbout')}>
        <RingLadder rollout={rollout} />
      </Panel>
      <div className={styles.pair}>
        <Panel title={words('decisions')} about={words('decisionsAbout')}>
          <Timeline
            entries={decisions.map(({ id, at, code, words: said, actor, reason }) => ({
              id: `${id}`,
              at,
              tone: toneOfDecision(code),
              title: said[language],
              detail: [actor ?? words('byRule'), reason].filter((part) => part !== null).join(' · '),
            }))}
          />
        </Panel>
        <Panel title={words('figures')} about={words('figuresAbout')} isFlush>
          <FigureTable figures={figures} />
        </Panel>
      </div>
      <RolloutMachines rollout={rollout} />
    </>
  );
}

function toneOfDecision(code: string): Tone {
  if (code.startsWith('halt') || code === 'reverted' || code === 'takenBack') return 'attention';
  if (code === 'ringPassed' || code === 'finished') return 'done';
  return code === 'paused' || code === 'proposed' || code.startsWith('wait') ? 'waiting' : 'information';
}
