import { useState } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import type { CommandReply } from '../../../contract/console/commands.ts';
import type { BusyRule, RemoteActKind } from '../../../contract/remote-command.ts';
import type { FaultReason } from '../../../contract/technician/staff.ts';
import { type HubFailure, postJson } from '../../data/hub-client.ts';
import { SheetDialog } from '../../kit/confirm.tsx';
import dialog from '../../kit/dialog.module.css';
import { Notice } from '../../kit/notice.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { FailureNote } from '../../kit/resource-view.tsx';
import { SelectField } from '../../kit/select-field.tsx';
import { TextField } from '../../kit/text-field.tsx';
import { TickBox } from '../../kit/tick-box.tsx';
import { kitTexts } from '../../texts/kit-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { type ActFields, actKinds, actOf, busyChoices, noticeReasons } from './acts.ts';
import { commandTexts } from './command-texts.ts';
import styles from './commands.module.css';
import { orderIds } from './order-id.ts';

const validMinutes = ['15', '60', '720', '10080'] as const;
const kiosksShown = 8;

interface Props {
  readonly kiosks: readonly string[];
  readonly onClose: () => void;
  readonly onSent?: () => void;
}

/** Sends one act to one machine or many, with its reason. Says what will happen before, and what was sent after. */
export function SendCommand({ kiosks, onClose, onSent }: Props) {
  const words = useWords(commandTexts);
  const kitWords = useWords(kitTexts);
  const [fields, setFields] = useState<ActFields>({
    kind: 'selfTest',
    device: '',
    item: '',
    notice: 'maintenance',
    until: '',
  });
  const [whenBusy, setWhenBusy] = useState<BusyRule>('wait');
  const [minutes, setMinutes] = useState<(typeof validMinutes)[number]>('60');
  const [isDryRun, setDryRun] = useState(false);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<HubFailure | null>(null);
  const [sent, setSent] = useState<number | null>(null);
  const [sendIdOf] = useState(() => orderIds(Date.now, (bytes) => crypto.getRandomValues(new Uint8Array(bytes))));
  const change = (more: Partial<ActFields>) => {
    setFields({ ...fields, ...more });
    setMissing(false);
  };
  const act = actOf(fields);

  const send = async () => {
    if (act === null || reason.trim() === '') return setMissing(true);
    setBusy(true);
    setFailure(null);
    const order = { kiosks, act, reason: reason.trim(), isDryRun, whenBusy, minutes: Number(minutes) };
    const reply = await postJson<CommandReply>('/v1/operator/commands', { ...order, sendId: sendIdOf(order) });
    setBusy(false);
    if (!reply.ok) return setFailure(reply.error);
    setSent(reply.value.commands.length);
    onSent?.();
  };

  if (sent !== null) {
    return (
      <SheetDialog title={words('send')} onClose={onClose}>
        <Notice tone="done" isSpoken>
          {words('sent', { count: sent })}
        </Notice>
        <div className={dialog.actions}>
          <PressButton kind="main" onPress={onClose}>
            {kitWords('close')}
          </PressButton>
        </div>
      </SheetDialog>
    );
  }
  return (
    <SheetDialog title={words('send')} isHeld={isBusy} onClose={onClose}>
      <form
        className={dialog.form}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>{words('toMachines', { count: kiosks.length, kiosks: kiosksText(kiosks, words('andMore')) })}</p>
        <SelectField
          label={words('act')}
          value={fields.kind}
          options={actKinds.map((kind) => ({ id: kind, label: words(`kind.${kind}`) }))}
          onChange={(kind) => change({ kind: kind as RemoteActKind })}
        />
        <p className={styles.about}>{words(`about.${fields.kind}`)}</p>
        {fields.kind === 'restartDevice' && (
          <TextField
            label={words('device')}
            about={words('deviceHint')}
            value={fields.device}
            onChange={(device) => change({ device })}
            error={isMissing && fields.device.trim() === '' ? words('deviceHint') : null}
          />
        )}
        {(fields.kind === 'lockItem' || fields.kind === 'unlockItem') && (
          <TextField
            label={words('item')}
            about={words('itemHint')}
            value={fields.item}
            onChange={(item) => change({ item })}
            error={isMissing && fields.item.trim() === '' ? words('itemHint') : null}
          />
        )}
        {fields.kind === 'postNotice' && (
          <div className={styles.pair}>
            <SelectField
              label={words('noticeReason')}
              value={fields.notice}
              options={noticeReasons.map((id) => ({ id, label: words(`notice.${id}`) }))}
              onChange={(notice) => change({ notice: notice as FaultReason })}
            />
            <TextField
              label={words('until')}
              about={words('untilHint')}
              type="datetime-local"
              value={fields.until}
              onChange={(until) => change({ until })}
            />
          </div>
        )}
        <div className={styles.pair}>
          <SelectField
            label={words('whenBusy')}
            value={whenBusy}
            options={busyChoices.map((id) => ({ id, label: words(`busy.${id}`) }))}
            onChange={(rule) => setWhenBusy(rule as BusyRule)}
          />
          <SelectField
            label={words('minutes')}
            value={minutes}
            options={validMinutes.map((id) => ({ id, label: words(`minutes.${id}`) }))}
            onChange={(choice) => setMinutes(choice as (typeof validMinutes)[number])}
          />
        </div>
        <TextField
          label={kitWords('reason')}
          about={kitWords('reasonHint')}
          value={reason}
          onChange={(value) => {
            setReason(value);
            setMissing(false);
          }}
          maxLength={200}
          error={isMissing && reason.trim() === '' ? kitWords('reasonMissing') : null}
        />
        <Checkbox className={styles.check ?? ''} isSelected={isDryRun} onChange={setDryRun}>
          {({ isSelected }) => (
            <>
              <TickBox isSelected={isSelected} />
              {words('tryFirst')}
            </>
          )}
        </Checkbox>
        <p className={styles.about}>{words('promise')}</p>
        {failure !== null && <FailureNote failure={failure} />}
        <div className={dialog.actions}>
          <PressButton onPress={onClose} isDisabled={isBusy}>
            {kitWords('cancel')}
          </PressButton>
          <PressButton type="submit" kind="main" isDisabled={isBusy}>
            {isBusy ? kitWords('working') : words('sendNow')}
          </PressButton>
        </div>
      </form>
    </SheetDialog>
  );
}

function kiosksText(kiosks: readonly string[], andMore: string): string {
  const shown = kiosks.slice(0, kiosksShown).join(', ');
  return kiosks.length > kiosksShown ? `${shown} ${andMore}` : shown;
}
