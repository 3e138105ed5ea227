import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { ProofRow } from './machines.ts';
import { Count, District, Iso, Kiosk, pageOf, pageQuery } from './page.ts';

/** `GET /v1/console/queue`: what has not arrived and what has not taken effect. */
export const QueueReply = Type.Object(
  {
    asOf: Iso,
    machines: Type.Object(
      {
        /** Messages that wait at machines, as last heard, and at how many machines. */
        pending: Count,
        withPending: Count,
        oldestAgeMs: nullable(Count),
        /** The oldest waits for more than four hours. */
        withOld: Count,
        dead: Count,
        withDead: Count,
        withGap: Count,
        /** Numbers that have not arrived though a higher one has. */
        missing: Count,
      },
      strict,
    ),
    /** Messages that arrived, by minute, the last 60, oldest first: the drain after an outage. */
    arrivals: Type.Array(Type.Object({ at: Iso, messages: Count }, strict), { maxItems: 60 }),
    /** Steps at the hub: opened and applied for the departments; `lagMs` = how long the oldest due one waits. */
    hub: Type.Object({ waiting: Count, due: Count, lagMs: Count, caseSteps: Count, caseStepsDue: Count }, strict),
  },
  strict,
);
export type QueueReply = Static<typeof QueueReply>;

/** `GET /v1/console/queue/machines`, `….csv`: machines with something in the queue; the worst first. */
export const QueueMachinesQuery = Type.Object(
  {
    /** Default `pending`. */
    kind: Type.Optional(oneOf(['pending', 'old', 'gap', 'dead'] as const)),
    district: Type.Optional(District),
    ...pageQuery,
  },
  strict,
);
export type QueueMachinesQuery = Static<typeof QueueMachinesQuery>;

export const QueueRow = Type.Object(
  {
    kiosk: Kiosk,
    district: District,
    place: Type.String(),
    lastBeat: nullable(Iso),
    pending: Count,
    oldestAgeMs: nullable(Count),
    dead: Count,
    /** Numberings of this machine with something missing. */
    gaps: Type.Array(ProofRow),
  },
  strict,
);
export type QueueRow = Static<typeof QueueRow>;
export const QueuePage = pageOf(QueueRow);
export type QueuePage = Static<typeof QueuePage>;
