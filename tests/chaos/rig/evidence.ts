import type { Sql } from '../../../hub/database/pool.ts';
import type { ChaosKiosk } from './chaos-kiosk.ts';

/** One message in a kiosk's own queue, read from its file after everything is over. */
export interface KioskMessage {
  readonly kiosk: number;
  readonly id: string;
  readonly seq: number;
  readonly topic: string;
  readonly state: string;
  readonly verdict: string | null;
  readonly receiptNo: string | null;
  /** By its state: the table itself lets no acked row have a body, and none go without one but a reissued row, whose body goes on under another id. */
  readonly hasBody: boolean;
}

/** What the kiosks hold and what hub and departments hold, side by side. */
export interface Evidence {
  readonly messages: readonly KioskMessage[];
  readonly ingest: readonly {
    readonly id: string;
    readonly kiosk: number;
    readonly seq: number;
    readonly orderKey: string;
    readonly state: string;
    readonly receivedMs: number;
  }[];
  /** Every time a message changed its state, in order. */
  readonly steps: readonly { readonly n: number; readonly id: string; readonly state: string }[];
  readonly caseSteps: readonly { readonly receiptNo: string; readonly state: string }[];
  readonly cases: readonly { readonly receiptNo: string; readonly messageId: string; readonly state: string }[];
  readonly applications: readonly { readonly receiptNo: string; readonly act: string }[];
  readonly sms: readonly { readonly receiptNo: string; readonly text: string; readonly count: number }[];
  readonly cursors: readonly {
    readonly kiosk: number;
    readonly upTo: number;
    readonly ranges: readonly (readonly [number, number])[];
  }[];
  readonly prints: readonly { readonly actId: string; readonly count: number }[];
  readonly orders: readonly {
    readonly id: string;
    readonly kiosk: number;
    readonly state: string;
    readonly isUsed: boolean;
    readonly refunds: number;
  }[];
  readonly documents: readonly {
    readonly id: string;
    readonly kiosk: number;
    readonly state: string;
    readonly isPrinted: boolean;
  }[];
  readonly bookings: readonly { readonly kiosk: number }[];
  readonly reservations: readonly { readonly receiptNo: string; readonly kiosk: number; readonly state: string }[];
  readonly cards: readonly { readonly cardId: string; readonly state: string }[];
}

export async function gather(sql: Sql, kiosks: readonly ChaosKiosk[]): Promise<Evidence> {
  const devices = kiosks.map(({ identity }) => identity.deviceId);
  const number = (deviceId: string) => devices.indexOf(deviceId);
  const messages = kiosks.flatMap((kiosk, n) => {
    const store = kiosk.life?.store;
    if (store === undefined) throw new Error('a kiosk is off when it is looked into');
    return store.outbox.list().map(({ id, seq, topic, state, verdict, receiptNo }) => ({
      kiosk: n,
      id,
      seq,
      topic,
      state,
      verdict,
      receiptNo,
      hasBody: state !== 'acked',
    }));
  });
  const [
    ingest,
    steps,
    caseSteps,
    cases,
    applications,
    sms,
    cursors,
    prints,
    orders,
    documents,
    bookings,
    reservations,
    cards,
  ] = await Promise.all([
    sql<{ id: string; device: string; seq: string; orderKey: string; state: string; receivedMs: string }[]>`
        select id, device_id as device, seq, order_key as "orderKey", state, received_ms as "receivedMs" from ingest where device_id = any(${devices}::text[])`,
    sql<{ n: string; id: string; state: string }[]>`
        select n, message_id as id, state from chaos_message where message_id in (select id from ingest where device_id = any(${devices}::text[])) order by n`,
    sql<{ receiptNo: string; state: string }[]>`
        select receipt_no as "receiptNo", state from chaos_case
        where receipt_no in (select receipt_no from case_file where device_id = any(${devices}::text[])) order by n`,
    sql<{ receiptNo: string; messageId: string; state: string }[]>`
        select receipt_no as "receiptNo", message_id as "messageId", state from case_file where device_id = any(${devices}::text[])`,
    sql<{ receiptNo: string; act: string }[]>`
        select receipt_no as "receiptNo", answers->>'act' as act from dept_application where device_id = any(${devices}::text[])`,
    sql<{ receiptNo: string; text: string; count: string }[]>`
        select receipt_no as "receiptNo", text, count(*) as count from dept_sms
        where receipt_no in (select receipt_no from case_file where device_id = any(${devices}::text[])) group by 1, 2`,
    sql<{ device: string; upTo: string; ranges: [number, number][] }[]>`
        select device_id as device, up_to as "upTo", ranges from device_cursor where device_id = any(${devices}::text[])`,
    sql<{ actId: string; count: string }[]>`
        select act_id as "actId", count(*) as count from act_print where device_id = any(${devices}::text[]) group by 1`,
    sql<{ id: string; device: string; state: string; isUsed: boolean; refunds: string }[]>`
        select id, device_id as device, state, used_ms is not null as "isUsed",
          (select count(*) from pay_refund where order_id = id) as refunds from pay_order where device_id = any(${devices}::text[])`,
    sql<{ id: string; device: string; state: string; isPrinted: boolean }[]>`
        select id, device_id as device, state, printed_ms is not null as "isPrinted" from document where device_id = any(${devices}::text[])`,
    sql<{ device: string }[]>`select device_id as device from booking where device_id = any(${devices}::text[])`,
    sql<{ receiptNo: string; device: string; state: string }[]>`
        select receipt_no as "receiptNo", device_id as device, state from card_reservation where device_id = any(${devices}::text[])`,
    sql<{ cardId: string; state: string }[]>`select card_id as "cardId", state from dept_ss_card
        where card_id in (select 'card-' || receipt_no from case_file where device_id = any(${devices}::text[]))`,
  ]);
  return {
    messages,
    ingest: ingest.map(({ device, seq, receivedMs, ...row }) => ({
      ...row,
      kiosk: number(device),
      seq: Number(seq),
      receivedMs: Number(receivedMs),
    })),
    steps: steps.map(({ n, ...row }) => ({ ...row, n: Number(n) })),
    caseSteps,
    cases,
    applications,
    sms: sms.map(({ count, ...row }) => ({ ...row, count: Number(count) })),
    cursors: cursors.map(({ device, upTo, ranges }) => ({ kiosk: number(device), upTo: Number(upTo), ranges })),
    prints: prints.map(({ count, ...row }) => ({ ...row, count: Number(count) })),
    orders: orders.map(({ device, refunds, ...row }) => ({ ...row, kiosk: number(device), refunds: Number(refunds) })),
    documents: documents.map(({ device, ...row }) => ({ ...row, kiosk: number(device) })),
    bookings: bookings.map(({ device }) => ({ kiosk: number(device) })),
    reservations: reservations.map(({ device, ...row }) => ({ ...row, kiosk: number(device) })),
    cards,
  };
}
