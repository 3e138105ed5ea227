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

interface Doing {
  readonly act: OfferedAct;
  readonly ring: number;
  readonly halt: number | null;
}

/** What may be done now; each asks once more and wants a reason. */
export function RolloutActs({ rollout, onDone }: { readonly rollout: RolloutDetail; readonly onDone: () => void }) {
  const words = useWords(rolloutTexts);
  const { actor } = useSession();
  /** With the ring and the halt that were looked at: the page goes on living while it is asked. */
  const [doing, setDoing] = useState<Doing | null>(null);
  const now = rollout.waitingFor?.ring ?? 0;
  const label = (act: OfferedAct, ring: number) =>
    act === 'approveRing' ? words('approveRing', { ring }) : words(act);
  const send = ({ act, ring, halt }: Doing, reason: string): Promise<HubReply<unknown>> =>
    act === 'approveStart' || act === 'approveRing'
      ? postJson(`/v1/operator/rollouts/${rollout.id}/approve`, { ring: act === 'approveRing' ? ring : null, reason })
      : postJson(`/v1/operator/rollouts/${rollout.id}/acts`, {
          ...{ act, reason },
          ...(act === 'resume' ? { ifHalt: halt } : {}),
        });
  return (
    <>
      {actsOf(rollout)
        .filter((act) => mayDo(actor, permissionOfAct(act)))
        .map((act, place) => (
          <PressButton
            key={act}
            kind={isDangerous(act) ? 'danger' : place === 0 ? 'main' : 'plain'}
            onPress={() => setDoing({ act, ring: now, halt: rollout.halt?.id ?? null })}
          >
            {label(act, now)}
          </PressButton>
        ))}
      {doing !== null && (
        <Confirm
          title={`${label(doing.act, doing.ring)} · ${rollout.release}`}
          act={label(doing.act, doing.ring)}
          isDangerous={isDangerous(doing.act)}
          needsReason
          onConfirm={(reason) => send(doing, reason)}
          onDone={onDone}
          onClose={() => setDoing(null)}
        >
          <p>{words(aboutOf[doing.act])}</p>
        </Confirm>
      )}
    </>
  );
}
