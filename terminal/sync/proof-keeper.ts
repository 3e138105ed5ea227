import type { Clock } from '../../contract/clock.ts';
import type { BatchReply, BatchRequest } from '../../contract/hub-api.ts';
import type { Log } from '../../contract/log.ts';
import type { Store } from '../store/store.ts';

/** What a batch carries beside its messages. */
export type Told = Pick<BatchRequest, 'tombstones' | 'previousEpoch' | 'audit'>;

/** Tombstones in one batch; the contract allows 200. */
const tombstonesAtOnce = 200;

/** Keeps machine and hub of one mind about what has arrived: tells tombstones, the epoch before and the audit chain, and compares every reply with what is acknowledged here. */
export interface ProofKeeper {
  /** An epoch of which there is something to tell although no message waits; null = none, or it was put off. */
  epochToTell(): string | null;
  tell(epoch: string, options: { readonly withTombstones: boolean }): Told;
  /** Call after the verdicts of the same reply are settled. */
  heard(epoch: string, told: Told, reply: BatchReply): void;
  /** What is told alone waits so long, milliseconds. */
  putOff(ms: number): void;
}

/** Compares what every reply proves that the hub holds with what it has acknowledged: what is missing there is told, and so are tombstones that it does not have. Nothing can be sent anew. */
export function makeProofKeeper({ store, clock, log }: { store: Store; clock: Clock; log: Log }): ProofKeeper {
  /** Until it was told once in this boot. */
  let isPreviousDue = store.previousEpoch !== null;
  let isCutReported = false;
  let notBeforeMs = 0;

  function hearTombstones({ tombstones = [] }: Told, { verdicts }: BatchReply): void {
    if (tombstones.length === 0) return;
    const said = new Map(verdicts.map(({ id, verdict }) => [id, verdict]));
    const told = tombstones.flatMap(({ id }) => {
      const verdict = said.get(id);
      return verdict === 'accepted' || verdict === 'duplicate' ? [{ id, isHeld: verdict === 'duplicate' }] : [];
    });
    // A hub that does not answer to tombstones must not be asked as fast as we can.
    if (told.length < tombstones.length) notBeforeMs = clock.monoMs() + 60_000;
    const done = store.outbox.tellTombstones(told);
    if (!done.ok) notBeforeMs = clock.monoMs() + 60_000;
  }

  function compare(epoch: string, { highest, gaps }: BatchReply): void {
    const compared = store.outbox.compare(epoch, { highest, gaps });
    if (!compared.ok) return;
    const { lost, found } = compared.value;
    const [firstSeq] = lost;
    if (firstSeq !== undefined) {
      log('sync.sequence.missing', { epoch, count: lost.length, firstSeq, lastSeq: lost.at(-1) ?? firstSeq });
    }
    if (found.length > 0) log('sync.sequence.found', { epoch, count: found.length });
  }

  return {
    epochToTell: () => {
      if (clock.monoMs() < notBeforeMs) return null;
      return isPreviousDue ? store.epoch : store.outbox.epochOfTombstones();
    },
    tell: (epoch, { withTombstones }) => {
      const isDue = withTombstones && clock.monoMs() >= notBeforeMs;
      const tombstones = isDue ? store.outbox.tombstones(epoch, tombstonesAtOnce) : [];
      const audit = epoch === store.epoch ? store.auditHead() : null;
      return {
        ...(tombstones.length === 0 ? {} : { tombstones: [...tombstones] }),
        ...(epoch === store.epoch && isPreviousDue && store.previousEpoch != null
          ? { previousEpoch: store.previousEpoch }
          : {}),
        ...(audit === null ? {} : { audit }),
      };
    },
    heard: (epoch, told, reply) => {
      if (told.previousEpoch !== undefined) isPreviousDue = false;
      hearTombstones(told, reply);
      compare(epoch, reply);
      if (isCutReported || epoch !== store.epoch || reply.audit === undefined) return;
      if (store.holdsCheckpoint(reply.audit)) return;
      isCutReported = true;
      log('audit.chain.cut', { knownSeq: reply.audit.seq, headSeq: store.auditHead()?.seq ?? 0 });
    },
    putOff: (ms) => {
      notBeforeMs = clock.monoMs() + ms;
    },
  };
}
