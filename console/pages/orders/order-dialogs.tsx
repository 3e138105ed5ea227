import { useState } from 'react';
import { alertLanguages, subjectWords } from '../../../contract/alerts/words.ts';
import type { OrderCard } from '../../../contract/console/tasks.ts';
import type { AssignReply } from '../../../contract/technician/work-orders.ts';
import { postJson } from '../../data/hub-client.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { Notice } from '../../kit/notice.tsx';
import { SelectField } from '../../kit/select-field.tsx';
import { TextField } from '../../kit/text-field.tsx';
import { orderTexts } from '../../texts/order-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';

interface Props {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Sends somebody, by number: names of staff are not the console's to show. */
export function AssignDialog({ order, ...rest }: Props & { readonly order: OrderCard }) {
  const words = useWords(orderTexts);
  const [staff, setStaff] = useState(order.assignedTo ?? '');
  /** Whom whoever decides here has seen as sent. */
  const [seen, setSeen] = useState(order.assignedTo);
  const [isMeanwhile, setMeanwhile] = useState(false);
  const assign = async () => {
    const staffId = staff.trim() === '' ? null : staff.trim();
    const path = `/v1/operator/work-orders/${order.id}/assign`;
    const reply = await postJson<AssignReply>(path, { staffId, ifAssignedTo: seen });
    if (!reply.ok || reply.value.meanwhile === null) return reply;
    setSeen(reply.value.meanwhile.assignedTo);
    setMeanwhile(true);
    return 'stays';
  };
  return (
    <Confirm
      title={words('assignTitle', { id: order.id })}
      act={words(isMeanwhile ? 'assignAnyway' : 'assign')}
      onConfirm={assign}
      {...rest}
    >
      {isMeanwhile && (
        <div role="alert">
          <Notice tone="attention">
            {seen === null ? words('takenBackMeanwhile') : words('assignedMeanwhile', { staff: seen })}
          </Notice>
        </div>
      )}
      <TextField
        label={words('staff')}
        about={words('staffAbout')}
        value={staff}
        onChange={setStaff}
        inputMode="numeric"
        maxLength={6}
        autoFocus
      />
    </Confirm>
  );
}

export function CloseDialog({ order, ...rest }: Props & { readonly order: OrderCard }) {
  const words = useWords(orderTexts);
  return (
    <Confirm
      title={words('closeTitle', { id: order.id })}
      act={words('close')}
      isDangerous
      onConfirm={() => postJson(`/v1/operator/work-orders/${order.id}/close`)}
      {...rest}
    >
      <p>{words('closeAbout')}</p>
      {order.cause === 'cardMismatch' && <p>{words('closeMismatch')}</p>}
    </Confirm>
  );
}

/** Parts that an order may name. */
const parts = [
  'receiptPrinter',
  'documentPrinter',
  'cardDispenser',
  'idReader',
  'scanner',
  'camera',
  'touchPanel',
  'cabinet',
];

export function MakeDialog(props: Props) {
  const words = useWords(orderTexts);
  const { language } = useLanguage();
  const [kiosk, setKiosk] = useState('');
  const [part, setPart] = useState('receiptPrinter');
  const [note, setNote] = useState('');
  const shown = alertLanguages.find((one) => one === language) ?? 'zh-CN';
  return (
    <Confirm
      title={words('make')}
      act={words('make')}
      onConfirm={() =>
        postJson('/v1/operator/work-orders', { kiosk: kiosk.trim().toUpperCase(), part, note: note.trim() })
      }
      {...props}
    >
      <TextField
        label={words('kiosk')}
        value={kiosk}
        onChange={setKiosk}
        placeholder="TH0017"
        maxLength={6}
        isRequired
        autoFocus
      />
      <SelectField
        label={words('part')}
        value={part}
        options={parts.map((id) => ({ id, label: subjectWords(id, shown) }))}
        onChange={setPart}
      />
      <TextField
        label={words('note')}
        about={words('noteAbout')}
        value={note}
        onChange={setNote}
        maxLength={200}
        isLong
        isRequired
      />
    </Confirm>
  );
}
