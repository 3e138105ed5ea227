import { type Static, Type } from 'typebox';
import { canonicalJson, type Json } from '../canonical-json.ts';
import { CheckLine, LaterCheckLine } from '../checks.ts';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { publicKeyPattern } from '../public-key.ts';
import { StaffId } from './staff.ts';
import { workCauses, workSeverities } from './work-causes.ts';

/** Work orders between hub and machine (docs/domain/technician-and-operations.md §7). Class C1: staff by number, nothing of a citizen. */
export const workStates = [
  'new',
  'assigned',
  'onSite',
  'waitingPart',
  'fixed',
  'verified',
  'closed',
  'reopened',
] as const;
export type WorkState = (typeof workStates)[number];

const Iso = Type.String({ maxLength: 40 });
const Kind = Type.String({ pattern: '^[A-Za-z0-9:._-]{1,120}$' });
const OrderId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** One open order as its machine hears of it. */
export const WorkOrder = Type.Object(
  {
    id: OrderId,
    kind: Kind,
    state: oneOf(workStates),
    openedAt: Iso,
    /** Until when, by the city's calendar; null = at the next visit. */
    due: nullable(Iso),
    /** Number of whoever was sent. */
    assignedTo: nullable(StaffId),
  },
  strict,
);
export type WorkOrder = Static<typeof WorkOrder>;

/** Most orders that one machine is told of; one that has more is not mended by a list. */
export const maxOrders = 100;

/** Count and newest change of the open orders of a machine: a heartbeat's answer says it, and a machine that has another one asks. */
export const workRevisionPattern = '^[0-9]{1,6}\\.[0-9]{1,18}$';

/** `GET /v1/devices/{deviceId}/work-orders`: all open ones, oldest first. */
export const WorkOrdersReply = Type.Object(
  {
    revision: Type.String({ pattern: workRevisionPattern }),
    orders: Type.Array(WorkOrder, { maxItems: maxOrders }),
    /** Replenishments with a difference of cards that an operator has accepted; the newest 50. */
    accepted: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 }),
    hubTime: Type.String(),
  },
  strict,
);
export type WorkOrdersReply = Static<typeof WorkOrdersReply>;

/** What was measured at the part of an order, by the machine itself. */
export const WorkEvidence = Type.Object(
  {
    at: Iso,
    /** State of the device; null = the part is no device, or it is not fitted. */
    device: nullable(
      Type.Object(
        {
          link: Type.String({ maxLength: 16 }),
          condition: Type.String({ maxLength: 16 }),
          faults: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 8 }),
          supplies: Type.Record(Type.String({ maxLength: 32 }), Type.String({ maxLength: 16 })),
          bins: Type.Record(Type.String({ maxLength: 32 }), nullable(Type.Integer({ minimum: 0 }))),
        },
        strict,
      ),
    ),
    /** Acts of this device in the journal, by kind and outcome: `print.done`. */
    counters: Type.Record(Type.String({ maxLength: 64 }), Type.Integer({ minimum: 0 })),
    /** Lines of the self-test for this part. */
    lines: Type.Array(CheckLine, { maxItems: 16 }),
    /** What they say together; unknown = nothing here measures it. */
    verdict: oneOf(['pass', 'fail', 'unknown'] as const),
  },
  strict,
);
export type WorkEvidence = Static<typeof WorkEvidence>;

/** Why an order waits, from the list. */
export const waitingNotes = ['part', 'tool', 'otherTrade', 'access', 'operator', 'unclear'] as const;
export type WaitingNote = (typeof waitingNotes)[number];

const workEvents = ['onSite', 'waitingPart', 'closed'] as const;

/** A word of a closed list as a later release may say it: one that this one does not know is kept, and moves nothing. */
const laterWord = <T extends string>() => Type.Unsafe<T>({ type: 'string', pattern: '^[A-Za-z]{1,32}$' });

const LaterEvidence = Type.Object(
  {
    ...WorkEvidence.properties,
    lines: Type.Array(LaterCheckLine, { maxItems: 16 }),
    verdict: laterWord<WorkEvidence['verdict']>(),
  },
  strict,
);

const recordFields = {
  format: Type.Literal('yitiji-work/1'),
  /** Of this record; a second one with it changes nothing. */
  id: Type.String({ maxLength: 64 }),
  orderId: OrderId,
  kind: Kind,
  event: laterWord<(typeof workEvents)[number]>(),
  staff: StaffId,
  note: nullable(laterWord<WaitingNote>()),
  /** Steps of the cause that were ticked off, by their names. */
  steps: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 24 }),
  before: nullable(LaterEvidence),
  after: nullable(LaterEvidence),
  at: Iso,
};

/** Plain body of topic `tech.work`: what was done for an order, signed with the key of the machine. `closed` has an `after` that passed. */
export const WorkRecord = Type.Object(
  {
    ...recordFields,
    /** Public key of the machine; the signature is over `workRecordText`, base64. */
    publicKey: Type.String({ pattern: publicKeyPattern }),
    signature: Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' }),
  },
  strict,
);
export type WorkRecord = Static<typeof WorkRecord>;

/** What the signature covers: everything but itself, RFC 8785. */
export function workRecordText({ signature: _, ...rest }: Omit<WorkRecord, 'signature'> & { signature?: string }) {
  return canonicalJson(rest as unknown as Json);
}

// ——— operators ———

/** `GET /v1/operator/work-orders?kiosk=…&state=open|closed`, oldest open ones first, newest closed ones first. */
export const WorkOrderRow = Type.Object(
  {
    ...WorkOrder.properties,
    kiosk: Type.String(),
    place: Type.String(),
    cause: oneOf(workCauses),
    severity: oneOf(workSeverities),
    closedAt: nullable(Iso),
    /** By the record of a machine whose after-test passed; false = by what the machine reported later, or by an operator. */
    isVerified: Type.Boolean(),
  },
  strict,
);
export type WorkOrderRow = Static<typeof WorkOrderRow>;

/** `GET /v1/operator/work-orders/{id}`. */
export const WorkOrderDetail = Type.Object(
  {
    order: WorkOrderRow,
    /** Oldest first. */
    records: Type.Array(
      Type.Object({ record: WorkRecord, isSigned: Type.Boolean(), receivedAt: Type.String() }, strict),
    ),
  },
  strict,
);
export type WorkOrderDetail = Static<typeof WorkOrderDetail>;

/** `POST /v1/operator/work-orders/{id}/assign`: sends somebody; null = nobody any more. */
export const AssignRequest = Type.Object(
  {
    staffId: nullable(StaffId),
    /** Whom the page showed as sent when somebody decided; where it is somebody else by now, nothing is done. Left out: whatever came in between. */
    ifAssignedTo: Type.Optional(nullable(StaffId)),
  },
  strict,
);
export const AssignReply = Type.Object(
  {
    id: Type.Integer(),
    /** Null = done. Else nothing was done: this is who was sent meanwhile, null inside = taken back. */
    meanwhile: nullable(Type.Object({ assignedTo: nullable(StaffId) }, strict)),
  },
  strict,
);
export type AssignReply = Static<typeof AssignReply>;
/** What a QR of an order says: the page of the hub, at this order. */
export const orderUrl = (hub: string, orderId: number): string => `${hub.replace(/\/+$/, '')}/#order-${orderId}`;
