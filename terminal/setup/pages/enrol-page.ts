import { ticketLength, ticketSigns } from '../../../contract/technician/ticket.ts';
import { qrModules } from '../../receipt/receipt-qr.ts';
import { backTo, onwards, type SetupKit, type SetupPage } from './kit.ts';

/** The machine becomes somebody: its own code is claimed by the operator, or the operator's code is brought here. */
export function enrolPage(kit: SetupKit): SetupPage {
  const { t, value, code, identity, canScan, isScanning } = kit;
  if (identity !== null)
    return {
      heading: t('setup.enrol.done'),
      blocks: [
        {
          type: 'facts',
          rows: [
            { id: 'kiosk', label: t('setup.fact.kiosk'), value: value('kiosk', identity.kiosk), emphasis: true },
            { id: 'place', label: t('setup.fact.place'), value: value('place', identity.place) },
          ],
        },
      ],
      back: backTo(kit),
      main: onwards(kit),
    };
  if (code === null)
    return {
      heading: t('setup.enrol'),
      blocks: [{ type: 'notice', tone: 'waiting', text: t('setup.enrol.asking') }],
      back: backTo(kit),
      waiting: t('setup.enrol.asking'),
    };
  const groups = [code.code.slice(0, 4), code.code.slice(4)];
  return {
    heading: t('setup.enrol'),
    lead: t('setup.enrol.lead'),
    blocks: [
      {
        type: 'enrolCode',
        label: t('setup.enrol.code'),
        groups,
        qr: { ...qrModules(code.code), label: t('setup.enrol.qr') },
        caption: t('setup.enrol.caption'),
        endsAt: code.expiresAt,
      },
      {
        type: 'codePad',
        name: 'ticket',
        label: t('setup.enrol.ticket'),
        why: t('setup.enrol.ticket.why'),
        alphabet: ticketSigns,
        groups: [ticketLength / 2, ticketLength / 2],
        submit: { id: 'ticket', label: t('setup.enrol.ticket.submit') },
      },
    ],
    back: backTo(kit),
    other: canScan && !isScanning ? [{ id: 'scan', label: t('setup.enrol.scan') }] : [],
    waiting: t(isScanning ? 'setup.enrol.scanning' : 'setup.enrol.waiting'),
  };
}
