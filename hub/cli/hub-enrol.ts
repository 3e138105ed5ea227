import QRCode from 'qrcode';
import { type Command, UsageError } from '../../contract/command.ts';
import type { TicketReply } from '../../contract/hub-api.ts';
import { ticketQr } from '../../contract/technician/ticket.ts';
import { callOperator, operatorOptions } from './operator-call.ts';

/** A code for a technician to take along to a new machine. */
export const hubEnrol: Command = {
  name: 'hub enrol',
  summary: 'Makes a one-time code, as text and QR, that a new machine takes in its set-up: valid for 15 minutes, once.',
  options: {
    ...operatorOptions,
    kiosk: { type: 'string', required: true, help: 'kiosk code that the machine will carry, for example TH0017' },
    place: { type: 'string', required: true, help: 'where it stands, as citizens read it' },
    phone: { type: 'string', required: true, help: 'phone of the keeper, as citizens read it' },
  },
  run: async ({ options }) => {
    const kiosk = String(options.kiosk);
    if (!/^[A-Z]{2}[0-9]{4}$/.test(kiosk)) throw new UsageError('--kiosk is two letters and four digits');
    const body = { kiosk, place: String(options.place), keeperPhone: String(options.phone) };
    const answer = await callOperator(options, 'POST', 'enrolments/tickets', body);
    if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
    const { code, expiresAt } = answer.value as TicketReply;
    const qr = ticketQr(code);
    const picture = await QRCode.toString(qr, { type: 'utf8', errorCorrectionLevel: 'M' });
    return {
      exit: 0,
      json: { kiosk, code, qr, expiresAt },
      text: `${picture}\n${code.slice(0, 4)} ${code.slice(4)}  (${kiosk}, until ${expiresAt}, once)`,
    };
  },
};
