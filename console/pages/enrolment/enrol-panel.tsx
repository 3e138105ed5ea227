import { useState } from 'react';
import type { ClaimReply, TicketReply } from '../../../contract/hub-api.ts';
import { type HubFailure, postJson } from '../../data/hub-client.ts';
import { Notice } from '../../kit/notice.tsx';
import { Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { FailureNote } from '../../kit/resource-view.tsx';
import { TextField } from '../../kit/text-field.tsx';
import { enrolmentTexts } from '../../texts/enrolment-texts.ts';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import styles from './enrolment.module.css';

const nothing = { code: '', kiosk: '', place: '', keeperPhone: '' };

/** Enrols a machine by the code that it shows; or makes a code for somebody who takes it along. */
export function EnrolPanel({ onDone }: { readonly onDone: () => void }) {
  const words = useWords(enrolmentTexts);
  const formats = useFormats();
  const [form, setForm] = useState(nothing);
  const [failure, setFailure] = useState<HubFailure | null>(null);
  const [claimed, setClaimed] = useState<string | null>(null);
  const [ticket, setTicket] = useState<TicketReply | null>(null);
  const [isBusy, setBusy] = useState(false);
  const kiosk = form.kiosk.trim().toUpperCase();
  const machine = { kiosk, place: form.place.trim(), keeperPhone: form.keeperPhone.trim() };
  const isFilled = /^[A-Z]{2}[0-9]{4}$/.test(kiosk) && machine.place !== '';
  const send = async <T,>(path: string, body: object, done: (value: T) => void) => {
    setBusy(true);
    setClaimed(null);
    setTicket(null);
    const reply = await postJson<T>(path, body);
    setBusy(false);
    setFailure(reply.ok ? null : reply.error);
    if (!reply.ok) return;
    done(reply.value);
    setForm(nothing);
    onDone();
  };
  const field = (name: keyof typeof nothing, about?: string) => (
    <TextField
      label={words(name)}
      value={form[name]}
      onChange={(value) => setForm({ ...form, [name]: value })}
      {...(about === undefined ? {} : { about })}
    />
  );
  return (
    <Panel title={words('claim')} about={words('claimAbout')}>
      <form
        className={styles.form}
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          const body = { ...machine, code: form.code.trim().toUpperCase() };
          void send<ClaimReply>('/v1/operator/enrolments/claim', body, () => setClaimed(kiosk));
        }}
      >
        {field('code')}
        {field('kiosk', words('kioskAbout'))}
        {field('place')}
        {field('keeperPhone')}
        <div className={styles.acts}>
          <PressButton type="submit" kind="main" isDisabled={isBusy || !isFilled || form.code.trim().length < 8}>
            {words('claimNow')}
          </PressButton>
          <PressButton
            isDisabled={isBusy || !isFilled}
            onPress={() => void send<TicketReply>('/v1/operator/enrolments/tickets', machine, setTicket)}
          >
            {words('ticketNow')}
          </PressButton>
          <span className={styles.second}>{words('ticketAbout')}</span>
        </div>
      </form>
      {failure !== null && (
        <div role="status">
          <FailureNote failure={failure} />
        </div>
      )}
      {claimed !== null && (
        <Notice tone="done" isSpoken>
          {words('claimed', { kiosk: claimed })}
        </Notice>
      )}
      {ticket !== null && (
        <Notice tone="information" isSpoken>
          <p>{words('ticketIs')}</p>
          <p className={styles.ticket}>{ticket.code}</p>
          <p>{words('ticketUntil', { time: formats.time(ticket.expiresAt) })}</p>
        </Notice>
      )}
    </Panel>
  );
}
