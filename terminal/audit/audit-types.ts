/**
 * What may be recorded, and which fields each type may carry. Class C1 only: never a person. A field that is not listed here does not compile,
 * and is refused at run time too.
 */
const fields = {
  'session.start': ['item'],
  'session.end': ['reason'],
  'id.read': ['ok', 'docType'],
  'id.left': [],
  verify: ['method', 'result'],
  consent: ['kind', 'version', 'result'],
  'hub.pull': ['item', 'sources', 'ms'],
  submit: ['receipt', 'item', 'mode'],
  sync: ['result', 'count', 'delayMs'],
  'sync.dead': ['messageId', 'code'],
  'sync.reissued': ['messageId', 'newId'],
  'sync.missing': ['count', 'firstSeq'],
  'outbox.replayed': ['messageId', 'reason'],
  'outbox.waived': ['messageId', 'reason'],
  'outbox.exported': ['messageId', 'reason'],
  'store.restored': ['before', 'lastSeq', 'backup'],
  print: ['job', 'receipt', 'copy', 'pages', 'pagesOut', 'result', 'by'],
  card: ['serialHash', 'state'],
  pay: ['order', 'state'],
  door: ['state'],
  dispense: ['job', 'kind', 'device', 'custody', 'result', 'by'],
  'act.resolved': ['job', 'kind', 'device', 'result', 'by'],
  custody: ['custody', 'device', 'kind', 'event', 'state', 'by', 'operator'],
  exchange: ['device', 'operator', 'state', 'hopperBefore', 'hopperAfter', 'retainBefore', 'retainAfter'],
  /** Staff by number, never by name. */
  'tech.enter': ['staff', 'role', 'scope', 'how', 'result'],
  'tech.exit': ['staff', 'reason'],
  'store.setAside': ['number', 'act', 'reason'],
  'tech.action': ['staff', 'action', 'device', 'result'],
  'tech.refill': ['unit', 'device', 'staff', 'expected', 'found', 'after', 'reason'],
  /** The chain of commissioning reports: each names the hash of the one before. */
  'tech.commission': ['number', 'staff', 'hash', 'previous', 'failed'],
  'tech.order': ['staff', 'order', 'kind', 'event', 'note', 'verdict'],
  'tech.item': ['staff', 'item', 'what', 'where', 'state', 'to', 'count'],
  /** Of operators, from afar; who sent it stands in the hub's own log. */
  command: ['command', 'kind', 'state', 'code'],
  config: ['what', 'result', 'layer', 'entry', 'by', 'at'],
  update: ['version', 'result'],
  clock: ['offsetMs'],
  /** Rows whose time was over. Of the audit itself: number and hash of the last record that was removed. */
  erase: ['kind', 'count', 'lastSeq', 'lastHash'],
  rating: ['receipt', 'level'],
  selftest: ['result'],
} as const satisfies Record<string, readonly string[]>;

export type AuditType = keyof typeof fields;
export type AuditValue = string | number | boolean | null | readonly string[];
/** Fields of one type; each may be left out. */
export type AuditData<T extends AuditType> = { readonly [K in (typeof fields)[T][number]]?: AuditValue };

/** Names that `type` may not carry; empty = all right. */
export function unlistedFields(type: AuditType, data: Readonly<Record<string, unknown>>): readonly string[] {
  const allowed: readonly string[] = fields[type];
  return Object.keys(data).filter((name) => !allowed.includes(name));
}
