import type { Evidence } from './evidence.ts';
import type { CaseRecord, Records, ServiceKind } from './records.ts';

/** A promise that was not kept. */
export interface Violation {
  readonly rule: Rule;
  readonly detail: string;
}

export const rules = [
  /** A message that was committed is not at the hub, or not applied. */
  'lost',
  /** Something took effect more than once. */
  'twice',
  /** The hub has what no kiosk committed. */
  'invented',
  /** After the network healed something stays in a queue, or was set aside. */
  'stuck',
  /** At the end a message is acked, so its body is gone, and its last verdict does not say that the hub has it. Not seen: what was so for a while. */
  'bodyGone',
  /** A receipt number stands for two cases. */
  'receipt',
  /** Later of one case before earlier. */
  'order',
  /** The hub's proof of the sequence has a gap, or is not at the last number. */
  'sequence',
  /** A citizen was told what is not so. */
  'untrue',
] as const;
export type Rule = (typeof rules)[number];

/** Every rule over one schedule that has healed and drained. Pure. */
export function judge(records: Records, evidence: Evidence): readonly Violation[] {
  return [
    ...delivered(evidence),
    ...cases(records, evidence),
    ...inOrder(evidence),
    ...sequences(evidence),
    ...told(records, evidence),
    ...services(records, evidence),
    ...cards(records, evidence),
  ];
}

function delivered({ messages, ingest, steps, prints, sms, caseSteps }: Evidence): readonly Violation[] {
  const found: Violation[] = [];
  const known = new Map(ingest.map((row) => [row.id, row]));
  const applied = countBy(steps, ({ id }) => id);
  for (const { id, seq, topic, state, verdict, hasBody, kiosk } of messages) {
    const about = `kiosk ${kiosk} ${topic} seq ${seq}`;
    const row = known.get(id);
    if (row === undefined || row.seq !== seq || row.kiosk !== kiosk)
      found.push({ rule: 'lost', detail: `${about} is not at the hub` });
    else if (row.state !== 'applied') found.push({ rule: 'lost', detail: `${about} is ${row.state} at the hub` });
    const times = applied.get(id) ?? 0;
    if (times > 1) found.push({ rule: 'twice', detail: `${about} was applied ${times} times` });
    if (state !== 'acked') found.push({ rule: 'stuck', detail: `${about} is ${state} (${verdict ?? 'no verdict'})` });
    if (!hasBody && verdict !== 'accepted' && verdict !== 'duplicate') {
      found.push({ rule: 'bodyGone', detail: `${about}: verdict ${verdict ?? 'none'}` });
    }
  }
  const ours = new Set(messages.map(({ id }) => id));
  for (const { id, kiosk } of ingest)
    if (!ours.has(id)) found.push({ rule: 'invented', detail: `kiosk ${kiosk} never wrote ${id}` });
  for (const { actId, count } of prints)
    if (count > 1) found.push({ rule: 'twice', detail: `print ${actId} is told ${count} times` });
  for (const { receiptNo, count } of sms)
    if (count > 1) found.push({ rule: 'twice', detail: `the phone of ${receiptNo} was told ${count} times` });
  for (const [step, count] of countBy(caseSteps, ({ receiptNo, state }) => `${receiptNo} ${state}`)) {
    if (count > 1) found.push({ rule: 'twice', detail: `case ${step} ${count} times` });
  }
  return found;
}

function cases(records: Records, { messages, cases: files, applications }: Evidence): readonly Violation[] {
  const found: Violation[] = [];
  const submits = messages.filter(({ topic }) => topic === 'case.submit');
  const byReceipt = countBy(submits, ({ receiptNo }) => receiptNo ?? '');
  for (const [receiptNo, count] of byReceipt)
    if (count > 1) found.push({ rule: 'receipt', detail: `${receiptNo} ${count} times` });
  for (const { receiptNo, messageId } of records.cases) {
    const file = files.find((one) => one.receiptNo === receiptNo);
    if (file !== undefined && file.messageId !== messageId)
      found.push({ rule: 'receipt', detail: `${receiptNo} is another message's` });
  }
  const taken = countBy(applications, ({ receiptNo }) => receiptNo);
  for (const { receiptNo } of submits) {
    const times = taken.get(receiptNo ?? '') ?? 0;
    if (times === 0) found.push({ rule: 'lost', detail: `${receiptNo} is not at the department` });
    if (times > 1) found.push({ rule: 'twice', detail: `${receiptNo} is ${times} times at the department` });
  }
  for (const [act, times] of countBy(applications, ({ act }) => act)) {
    if (times > 1)
      found.push({ rule: 'twice', detail: `one wish is ${times} applications at the department (${act})` });
  }
  return found;
}

function inOrder({ ingest, steps }: Evidence): readonly Violation[] {
  const found: Violation[] = [];
  const appliedAt = new Map(steps.map(({ id, n }) => [id, n]));
  const bySeq = [...ingest].sort((a, b) => a.seq - b.seq);
  for (const [key, rows] of groupBy(bySeq, ({ kiosk, orderKey }) => `${kiosk} ${orderKey}`)) {
    rows.reduce((before, row) => {
      const isLate =
        row.receivedMs < before.receivedMs || (appliedAt.get(row.id) ?? 0) < (appliedAt.get(before.id) ?? 0);
      if (isLate) found.push({ rule: 'order', detail: `of ${key} seq ${row.seq} went before ${before.seq}` });
      return row;
    });
  }
  return found;
}

function sequences({ messages, cursors }: Evidence): readonly Violation[] {
  return [...groupBy(messages, ({ kiosk }) => kiosk)].flatMap(([kiosk, rows]): readonly Violation[] => {
    const last = Math.max(...rows.map(({ seq }) => seq));
    if (rows.length !== last)
      return [{ rule: 'sequence', detail: `kiosk ${kiosk} has ${rows.length} messages up to ${last}` }];
    const mine = cursors.filter((cursor) => cursor.kiosk === kiosk);
    const isWhole = mine.length === 1 && mine[0]?.upTo === last && mine[0].ranges.length === 1;
    return isWhole
      ? []
      : [{ rule: 'sequence', detail: `kiosk ${kiosk} wrote up to ${last}, the hub has ${JSON.stringify(mine)}` }];
  });
}

/** Final states do not change any more; a page that showed one must have been right. */
const finalStates = ['done', 'refused'];

function told(records: Records, { ingest, cases: files }: Evidence): readonly Violation[] {
  const there = new Set(ingest.map(({ id }) => id));
  return records.cases.flatMap((record) => [
    ...untrueWords(record, there.has(record.messageId)),
    ...untruePage(record, files),
  ]);
}

function untrueWords({ receiptNo, told: said, wasThere }: CaseRecord, isThere: boolean): readonly Violation[] {
  switch (said) {
    case 'accepted':
    case 'duplicate':
      return wasThere === true && isThere
        ? []
        : [{ rule: 'untrue', detail: `${receiptNo}: told ${said}, the hub did not have it` }];
    case 'pending':
    case 'storedOffline':
      return [];
    case 'rejected':
    case 'conflict':
    case 'tooOld':
      return [
        {
          rule: 'untrue',
          detail: `${receiptNo}: told ${said}, ${isThere ? 'and the hub has it' : 'nothing is wrong with it'}`,
        },
      ];
  }
}

function untruePage({ receiptNo, shown }: CaseRecord, files: Evidence['cases']): readonly Violation[] {
  if (shown === null || !finalStates.includes(shown)) return [];
  const state = files.find((file) => file.receiptNo === receiptNo)?.state;
  return state === shown
    ? []
    : [{ rule: 'untrue', detail: `${receiptNo}: shown as ${shown}, is ${state ?? 'unknown'}` }];
}

function services(records: Records, evidence: Evidence): readonly Violation[] {
  const found: Violation[] = [];
  for (const { kind, kiosk, answers, asked } of records.services) {
    if (answers.size > 1) {
      found.push({
        rule: 'twice',
        detail: `kiosk ${kiosk}: ${kind} asked ${asked} times with one key, answers ${[...answers].join(' | ')}`,
      });
    }
  }
  const made: Readonly<Partial<Record<ServiceKind, readonly { readonly kiosk: number }[]>>> = {
    order: evidence.orders,
    document: evidence.documents,
    booking: evidence.bookings,
    reservation: evidence.reservations,
  };
  const kiosks = new Set(records.services.map(({ kiosk }) => kiosk));
  for (const [kind, rows] of Object.entries(made)) {
    for (const kiosk of kiosks) {
      const wishes = records.services.filter((one) => one.kind === kind && one.kiosk === kiosk);
      const answered = wishes.filter(({ isAnswered }) => isAnswered).length;
      const count = rows.filter((row) => row.kiosk === kiosk).length;
      if (count > wishes.length)
        found.push({ rule: 'twice', detail: `kiosk ${kiosk}: ${wishes.length} wishes, ${count} of ${kind}` });
      if (count < answered)
        found.push({ rule: 'lost', detail: `kiosk ${kiosk}: ${answered} answers, ${count} of ${kind}` });
    }
  }
  for (const orderId of records.refunded) {
    const order = evidence.orders.find(({ id }) => id === orderId);
    if (order?.refunds !== 1) found.push({ rule: 'untrue', detail: `the money of ${orderId} does not go back` });
  }
  return found;
}

function cards(records: Records, { orders, documents, reservations, cards: made }: Evidence): readonly Violation[] {
  const found: Violation[] = [];
  for (const documentId of records.printed) {
    const document = documents.find(({ id }) => id === documentId);
    if (document?.state !== 'issued' || !document.isPrinted) {
      found.push({
        rule: 'lost',
        detail: `the hub does not know that ${documentId} was printed: ${JSON.stringify(document)}`,
      });
    }
  }
  for (const { receiptNo, orderId } of records.taken) {
    const card = made.find(({ cardId }) => cardId === `card-${receiptNo}`);
    const mine = reservations.filter((one) => one.receiptNo === receiptNo);
    const order = orders.find(({ id }) => id === orderId);
    if (mine.length !== 1 || mine[0]?.state !== 'taken')
      found.push({ rule: 'lost', detail: `the card of ${receiptNo}: ${JSON.stringify(mine)}` });
    if (card?.state !== 'inactive')
      found.push({ rule: 'lost', detail: `the card of ${receiptNo} is ${card?.state ?? 'nowhere'}` });
    if (order?.isUsed !== true || order.refunds !== 0) {
      found.push({ rule: 'untrue', detail: `card taken, money ${order?.state ?? 'unknown'}: ${receiptNo}` });
    }
  }
  return found;
}

function groupBy<T, K>(rows: readonly T[], keyOf: (row: T) => K): ReadonlyMap<K, readonly T[]> {
  return Map.groupBy(rows, keyOf);
}

function countBy<T, K>(rows: readonly T[], keyOf: (row: T) => K): ReadonlyMap<K, number> {
  return new Map([...groupBy(rows, keyOf)].map(([key, group]) => [key, group.length]));
}
