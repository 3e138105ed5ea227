import type { Tx } from '../../database/pool.ts';

export interface SmsMessage {
  readonly mobile: string;
  /** Chinese, with the sender in front, as carriers ask for it. */
  readonly text: string;
  readonly receiptNo: string | null;
}

/**
 * Way to people's phones. `send` is called inside the transaction of the reason for the message: what is rolled back is never sent. A real carrier puts
 * it on a list of its own there and sends after the commit.
 */
export interface SmsPort {
  send(tx: Tx, message: SmsMessage, nowMs: number): Promise<void>;
}

/** The demonstration carrier: keeps messages in `dept_sms`, where the operator reads them (`GET /v1/operator/sms`). */
export function demonstrationSms(): SmsPort {
  return {
    async send(tx, { mobile, text, receiptNo }, nowMs) {
      await tx`insert into dept_sms (mobile, text, receipt_no, sent_ms) values (${mobile}, ${text}, ${receiptNo}, ${nowMs})`;
    },
  };
}
