import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { pageOf, pageQuery } from './page.ts';

/** One act of a person. `act` is `area.verb`; `subject` is `kind:id`; `detail` holds numbers, codes, ids. */
export const AuditRow = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    at: Type.String(),
    actor: Type.Object({ kind: oneOf(['account', 'token'] as const), id: Type.String(), name: Type.String() }, strict),
    act: Type.String(),
    subject: Type.String(),
    detail: Type.Record(Type.String(), Type.Unknown()),
    /** SHA-256 over this entry and the hash before it, hexadecimal. */
    hash: Type.String(),
  },
  strict,
);
export type AuditRow = Static<typeof AuditRow>;

/** Areas of acts, what stands before the dot: all that are ever written. */
export const auditAreas = [
  'rollout',
  'release',
  'command',
  'alert',
  'order',
  'machine',
  'bundle',
  'catalogue',
  'staff',
  'account',
  'session',
  'hubKey',
] as const;

/** What the list and its export are narrowed to; all at once. */
export const AuditFilter = Type.Object(
  {
    /** Id of the account, or `token`. */
    actor: Type.Optional(Type.String({ maxLength: 64 })),
    /** `rollout.paused`, or the area alone: `rollout`. */
    act: Type.Optional(Type.String({ pattern: '^[A-Za-z.]{1,64}$' })),
    /** `rollout:12`, or the kind alone: `rollout`. */
    subject: Type.Optional(Type.String({ maxLength: 200 })),
    /** Wall clock, milliseconds; at or after. */
    fromMs: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Before. */
    toMs: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
);
export type AuditFilter = Static<typeof AuditFilter>;

/** `GET /v1/console/audit` (permission `audit.read`): newest first, an `AuditPage`. `GET /v1/console/audit.csv` takes the same filter. */
export const AuditQuery = Type.Object({ ...AuditFilter.properties, ...pageQuery }, strict);
export type AuditQuery = Static<typeof AuditQuery>;
export const AuditPage = pageOf(AuditRow);
export type AuditPage = Static<typeof AuditPage>;

/**
 * `GET /v1/console/audit/proof?seq=&hash=` (permission `audit.read`): goes along the whole chain. `gap`: the entry behind `upTo` is missing; `changed`: it is not what was written; `cut`: the chain
 * ends before its head; `other`: at the noted place (`seq`, `hash` of the query) stands something else.
 */
const auditFaults = ['gap', 'changed', 'cut', 'other'] as const;
export const AuditProof = Type.Object(
  {
    isWhole: Type.Boolean(),
    fault: nullable(oneOf(auditFaults)),
    /** Entries that fit, from the first on. */
    upTo: Type.Integer({ minimum: 0 }),
    head: Type.Object({ seq: Type.Integer({ minimum: 0 }), hash: Type.String() }, strict),
    hubTime: Type.String(),
  },
  strict,
);
export type AuditProof = Static<typeof AuditProof>;
