import { type Clock, sleep } from '../../contract/clock.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { causeCode } from '../log.ts';
import { type CaseTask, claimTask } from './case-clock.ts';
import { doTask } from './decide.ts';
import { backOffMs, claimWork, doWorkStep, type WorkItem } from './work-step.ts';

export interface Worker {
  /** Resolves when the step in hand is done and no further one will start. */
  stop(): Promise<void>;
}

/** Messages that one instance works on at a time: most of a step is waiting for PostgreSQL. The pool has twelve connections, and requests need theirs. */
const lanes = 3;

/** Longest sleep without a hint: a lost hint costs this much, and no more. */
const idleMs = 2000;

/**
 * Works off the list until stopped, beginning with what an earlier life left. Any number of instances may work on one database, and each has lanes that know
 * as little of each other: a row is locked by whoever takes it, and nothing is taken while something earlier of its case waits.
 * @param beforeCommit tests throw here to see that a step which fails has no effect
 */
export function startWorker(deps: HubDeps, beforeCommit: (item: WorkItem) => void = () => undefined): Worker {
  const stopping = new AbortController();
  const ears = new Set<AbortController>();
  const off = deps.signals.on('work', () => {
    for (const ear of ears) ear.abort();
  });
  const running = Promise.all(Array.from({ length: lanes }, loop));
  return {
    async stop() {
      stopping.abort();
      off();
      await running;
    },
  };

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      // A fresh ear before looking: a hint that comes while we work makes the next sleep end at once.
      const ear = new AbortController();
      ears.add(ear);
      const pauseMs = await runOne(deps, beforeCommit);
      if (pauseMs > 0) await sleep(deps.clock, pauseMs, AbortSignal.any([ear.signal, stopping.signal]));
      ears.delete(ear);
    }
  }
}

/** @returns milliseconds to rest before looking again; 0 = there may be more at once */
async function runOne(deps: HubDeps, beforeCommit: (item: WorkItem) => void): Promise<number> {
  let item: WorkItem | null = null;
  try {
    const report = await transaction(deps.sql, async (tx) => {
      const nowMs = Math.round(deps.clock.wallMs());
      item = await claimWork(tx, nowMs);
      if (item !== null) {
        const step = await doWorkStep(tx, deps, item);
        beforeCommit(item);
        return step;
      }
      const task = await claimTask(tx, nowMs);
      if (task === null) return null;
      item = taskItem(task);
      const step = await doTask(tx, deps, task, nowMs);
      beforeCommit(item);
      return step;
    });
    report?.();
    return item === null ? await untilNextMs(deps.sql, deps.clock) : 0;
  } catch (cause) {
    return await putBack(deps, item, cause);
  }
}

/** A step that failed has changed nothing; it is tried again later, and meanwhile others go on. */
async function putBack(deps: HubDeps, item: WorkItem | null, cause: unknown): Promise<number> {
  const attempts = item === null ? 0 : item.attempts;
  deps.log('hub.work.failed', { messageId: item?.message_id ?? '', attempts, cause: causeCode(cause) });
  if (item === null) return idleMs;
  try {
    const nextMs = Math.round(deps.clock.wallMs()) + backOffMs(attempts);
    if (item.step !== 'task') {
      await deps.sql`update work set attempts = attempts + 1, next_ms = ${nextMs} where message_id = ${item.message_id}`;
      return 0;
    }
    const [receiptNo = '', step = '', matterId = ''] = item.message_id.split(' ');
    await deps.sql`update case_task set attempts = attempts + 1, next_ms = ${nextMs}
      where receipt_no = ${receiptNo} and step = ${step} and matter_id = ${matterId}`;
    return 0;
  } catch {
    // The database is away, so the row is as it was; rest before asking again.
    return idleMs;
  }
}

/** A task of a case in the form of a work item; its name says which, for the way back after a failure. */
function taskItem(task: CaseTask): WorkItem {
  return { message_id: `${task.receiptNo} ${task.step} ${task.matterId}`, step: 'task', attempts: task.attempts };
}

/**
 * Milliseconds to rest where nothing can be claimed. A message behind an earlier one of its case is due with that one: its own time has come long before, and looking for it until then would keep
 * every lane awake.
 */
export async function untilNextMs(sql: Sql | Tx, clock: Pick<Clock, 'wallMs'>): Promise<number> {
  const [next] = await sql<{ ms: string | null }[]>`
    select least((select min(next_ms) from work w where not exists (
      select 1 from work earlier where earlier.device_id = w.device_id and earlier.store_epoch = w.store_epoch
        and earlier.order_key = w.order_key and earlier.seq < w.seq)), (select min(next_ms) from case_task)) as ms`;
  if (next?.ms === undefined || next.ms === null) return idleMs;
  // At least a moment: what is due but claimed by another worker must not make us spin.
  return Math.min(idleMs, Math.max(25, Number(next.ms) - clock.wallMs()));
}
