import { useState } from 'react';
import { mayDo } from '../../../contract/accounts.ts';
import type { RolloutDetail } from '../../../contract/console/rollouts.ts';
import { useSession } from '../../app/session.ts';
import { type HubReply, postJson } from '../../data/hub-client.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { rolloutTexts } from '../../texts/rollout-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { actsOf, isDangerous, type OfferedAct, permissionOfAct } from './rollout-model.ts';

const aboutOf = {
  approveStart: 'approveStartAbout',
  approveRing: 'approveRingAbout',
  pause: 'pauseAbout',
  resume: 'resumeAbout',
  halt: 'haltAbout',
  revert: 'revertAbout',
  withdraw: 'withdrawAbout',
} as const satisfies Readonly<Record<OfferedAct, string>>;

/** What may be done now; each asks once more and wants a reason. */
export function RolloutActs({ rollout, onDone }: { readonly rollout: RolloutDetail; readonly onDone: () => void }) {
  const words = useWords(rolloutTexts);
  const { actor } = useSession();
  const [doing, setDoing] = useState<OfferedAct | null>(null);
  const ring = rollout.waitingFor?.ring ?? 0;
  const label = (act: OfferedAct) => (act === 'approveRing' ? words('approveRing', { ring }) : words(act));
  const send = (act: OfferedAct, reason: string): Promise<HubReply<unknown>> =>
    act === 'approveStart' || act === 'approveRing'
      ? postJson(`/v1/operator/rollouts/${rollout.id}/approve`, { reason })
      : postJson(`/v1/operator/rollouts/${rollout.id}/acts`, { act, reason });
  return (
    <>
      {actsOf(rollout)
        .filter((act) => mayDo(actor, permissionOfAct(act)))
        .map((act, place) => (
          <PressButton
            key={act}
            kind={isDangerous(act) ? 'danger' : place === 0 ? 'main' : 'plain'}
            onPress={() => setDoing(act)}
          >
            {label(act)}
          </PressButton>
        ))}
      {doing !== null && (
        <Confirm
          title={`${label(doing)} · ${rollout.release}`}
          act={label(doing)}
          isDangerous={isDangerous(doing)}
          needsReason
          onConfirm={(reason) => send(doing, reason)}
          onDone={onDone}
          onClose={() => setDoing(null)}
        >
          <p>{words(aboutOf[doing])}</p>
        </Confirm>
      )}
    </>
  );
}
