import { useState } from 'react';
import { type ActSeenReply, actSights, type UnknownAct } from '../../../contract/console/unknown-acts.ts';
import { postJson } from '../../data/hub-client.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { Notice } from '../../kit/notice.tsx';
import { SelectField } from '../../kit/select-field.tsx';
import { TextField } from '../../kit/text-field.tsx';
import { useFormats } from '../../texts/formats.ts';
import { unknownActTexts } from '../../texts/unknown-act-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { ActEnd } from './act-end.tsx';

interface Props {
  readonly kiosk: string;
  readonly act: UnknownAct;
  /** In words. */
  readonly name: string;
  readonly onClose: () => void;
}

/** Staff say what they saw of one act. Where somebody, or the machine, was faster, it says so and nothing is written. */
export function SeenDialog({ kiosk, act, name, onClose }: Props) {
  const words = useWords(unknownActTexts);
  const formats = useFormats();
  const [what, setWhat] = useState('');
  const [note, setNote] = useState('');
  const [isMissing, setMissing] = useState(false);
  /** As it stands, where somebody else was faster. */
  const [settled, setSettled] = useState<UnknownAct | null>(null);
  const say = async () => {
    if (note.trim() === '' || what === '') {
      setMissing(true);
      return 'stays' as const;
    }
    const path = `/v1/operator/machines/${kiosk}/unknown-acts/${encodeURIComponent(act.actId)}/seen`;
    const reply = await postJson<ActSeenReply>(path, { what, note: note.trim() });
    if (!reply.ok || reply.value.isNew) return reply;
    setSettled(reply.value.act);
    return 'stays' as const;
  };
  return (
    <Confirm title={words('sayTitle')} act={words('say')} onConfirm={say} onClose={onClose}>
      <p>
        {name} · {formats.time(act.at)}
      </p>
      <p>{words('sayAbout')}</p>
      <SelectField
        label={words('seen')}
        value={what}
        options={[{ id: '', label: words('choose') }, ...actSights.map((id) => ({ id, label: words(`sight.${id}`) }))]}
        onChange={setWhat}
      />
      {isMissing && what === '' && <p role="alert">{words('sightMissing')}</p>}
      <TextField
        label={words('note')}
        about={words('noteAbout')}
        value={note}
        onChange={setNote}
        error={isMissing && note.trim() === '' ? words('noteMissing') : null}
        maxLength={200}
        isLong
      />
      {settled !== null && (
        <div role="alert">
          <Notice tone="attention">
            <p>{words('faster')}</p>
            <ActEnd of={settled} />
          </Notice>
        </div>
      )}
    </Confirm>
  );
}
