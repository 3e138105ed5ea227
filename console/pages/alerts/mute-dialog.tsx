import { useState } from 'react';
import type { AlertRow } from '../../../contract/console/alerts.ts';
import { postJson } from '../../data/hub-client.ts';
import { hubNow } from '../../data/hub-clock.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { SelectField } from '../../kit/select-field.tsx';
import { alertTexts } from '../../texts/alert-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { muteHours, muteRequest, scopesOf } from './mute-scopes.ts';

interface Props {
  readonly alert: AlertRow;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Nobody is told of an alert for a while: asks what exactly, how long and why. */
export function MuteDialog({ alert, onDone, onClose }: Props) {
  const words = useWords(alertTexts);
  const scopes = scopesOf(alert);
  const [scope, setScope] = useState(scopes[0] ?? 'code');
  const [hours, setHours] = useState<(typeof muteHours)[number]>('4');
  return (
    <Confirm
      title={words('muteThis')}
      act={words('mute')}
      needsReason
      onConfirm={(reason) =>
        postJson('/v1/operator/alerts/mutes', muteRequest(alert, scope, Number(hours), hubNow(), reason))
      }
      onDone={onDone}
      onClose={onClose}
    >
      <p>{words('muteAbout')}</p>
      <SelectField
        label={words('muteWhat')}
        value={scope}
        options={scopes.map((id) => ({
          id,
          label: words(`mute.${id}`, { kiosk: alert.kiosk ?? '', place: alert.place }),
        }))}
        onChange={(id) => setScope(scopes.find((one) => one === id) ?? scope)}
      />
      <SelectField
        label={words('until')}
        value={hours}
        options={muteHours.map((id) => ({ id, label: words(`for.${id}`) }))}
        onChange={(id) => setHours(muteHours.find((one) => one === id) ?? hours)}
      />
    </Confirm>
  );
}
