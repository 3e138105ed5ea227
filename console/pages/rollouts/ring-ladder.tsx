import { type RolloutDetail, type RolloutRing, rolloutMachineStates } from '../../../contract/console/rollouts.ts';
import { useFormats } from '../../texts/formats.ts';
import { rolloutTexts } from '../../texts/rollout-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { ProgressBar } from './rollout-words.tsx';
import styles from './rollouts.module.css';

/** Rings as steps of a ladder: each with its machines, what became of them, and when it opened and passed. */
export function RingLadder({ rollout }: { readonly rollout: RolloutDetail }) {
  return (
    <ol className={styles.ladder}>
      {rollout.ringList.map((ring) => (
        <Ring
          key={ring.ring}
          ring={ring}
          isNow={ring.ring === rollout.ring}
          share={ring.machines / Math.max(1, rollout.machines)}
        />
      ))}
    </ol>
  );
}

function Ring({ ring, isNow, share }: { readonly ring: RolloutRing; readonly isNow: boolean; readonly share: number }) {
  const words = useWords(rolloutTexts);
  const formats = useFormats();
  const { openedAt, passedAt, machines, counts, soakMs, needsApproval, approver } = ring;
  const standing =
    passedAt !== null
      ? words('ringPassed', { time: formats.time(passedAt) })
      : openedAt !== null
        ? words('ringOpen', { time: formats.time(openedAt) })
        : words('ringClosed');
  const states = rolloutMachineStates.filter((state) => state !== 'untouched' && counts[state] > 0);
  return (
    <li
      className={styles.ring}
      data-state={passedAt !== null ? 'passed' : openedAt !== null ? 'open' : 'closed'}
      aria-current={isNow ? 'step' : undefined}
    >
      <div className={styles.ringName}>
        <b>{words('ringOf', { ring: ring.ring })}</b>
        <span className={styles.second}>
          {words('machinesCount', { count: machines, shown: formats.number(machines) })} · {formats.percent(share)}
        </span>
      </div>
      <div className={styles.ringBar}>
        <ProgressBar label={words('ringOf', { ring: ring.ring })} counts={counts} isLegendHidden />
        <span className={styles.second}>
          {states.length === 0
            ? words('machine.untouched')
            : states.map((state) => `${words(`machine.${state}`)} ${formats.number(counts[state])}`).join(' · ')}
        </span>
      </div>
      <div className={styles.ringWhen}>
        <span>{standing}</span>
        <span className={styles.second}>
          {words('soak', { span: formats.span(soakMs) })}
          {needsApproval &&
            ` · ${approver === null ? words('ringNeeds') : words('ringApprovedBy', { name: approver })}`}
        </span>
      </div>
    </li>
  );
}
