import type { RolloutMachineState, RolloutState, StateCounts } from '../../../contract/console/rollouts.ts';
import { ShareBar } from '../../kit/share-bar.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { rolloutTexts } from '../../texts/rollout-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { groupCounts, groupOf, lookOfGroup, lookOfRollout, machineGroups } from './rollout-model.ts';

export function RolloutStateWord({
  state,
  isTablet = false,
}: {
  readonly state: RolloutState;
  readonly isTablet?: boolean;
}) {
  const words = useWords(rolloutTexts);
  return (
    <StateWord {...lookOfRollout[state]} isTablet={isTablet}>
      {words(`state.${state}`)}
    </StateWord>
  );
}

export function MachineStateOfRollout({ state }: { readonly state: RolloutMachineState }) {
  const words = useWords(rolloutTexts);
  return <StateWord {...lookOfGroup[groupOf[state]]}>{words(`machine.${state}`)}</StateWord>;
}

/** Machines of a ring or of the whole as one bar. */
export function ProgressBar({
  label,
  counts,
  isLegendHidden = false,
}: {
  readonly label: string;
  readonly counts: StateCounts;
  readonly isLegendHidden?: boolean;
}) {
  const words = useWords(rolloutTexts);
  const sums = groupCounts(counts);
  return (
    <ShareBar
      label={label}
      isLegendHidden={isLegendHidden}
      shares={machineGroups.map((id) => ({
        id,
        label: words(`group.${id}`),
        ...lookOfGroup[id],
        count: sums.get(id) ?? 0,
        isFaint: id === 'untouched',
      }))}
    />
  );
}
