import type { WaitingNote, WorkEvidence, WorkRecord } from '../../../contract/technician/work-orders.ts';

/**
 * What somebody at this machine has done for one order, from arriving to the signed record. Pure. A person says that it is mended; whether it is, the machine's own test says,
 * and nothing but a passed one closes (docs/domain/technician-and-operations.md §7).
 */
export type WorkStage = 'onSite' | 'waitingPart' | 'fixed' | 'verified' | 'closed';

export interface OrderWork {
  readonly orderId: number;
  readonly kind: string;
  readonly stage: WorkStage;
  readonly staff: string;
  /** Steps that were ticked off, by name. */
  readonly steps: readonly string[];
  /** As it was found. Never changes. */
  readonly before: WorkEvidence;
  /** Of the last test after the work; null = none since it was begun or taken up again. */
  readonly after: WorkEvidence | null;
  readonly note: WaitingNote | null;
}

export type WorkEvent =
  | {
      readonly type: 'begin';
      readonly orderId: number;
      readonly kind: string;
      readonly staff: string;
      readonly before: WorkEvidence;
    }
  | { readonly type: 'tick'; readonly step: string }
  | { readonly type: 'wait'; readonly note: WaitingNote }
  | { readonly type: 'resume'; readonly staff: string }
  | { readonly type: 'fixed' }
  | { readonly type: 'tested'; readonly after: WorkEvidence }
  /** The signed record is on disk. */
  | { readonly type: 'closed' }
  /** Whoever worked has left the machine: what a test said then says nothing of later. */
  | { readonly type: 'left' };

/** What does not fit the stage changes nothing. */
export function stepWork(work: OrderWork | null, event: WorkEvent): OrderWork | null {
  if (event.type === 'begin') {
    if (work !== null) return work;
    const { orderId, kind, staff, before } = event;
    return { orderId, kind, stage: 'onSite', staff, steps: [], before, after: null, note: null };
  }
  if (work === null) return null;
  switch (event.type) {
    case 'tick': {
      if (work.stage !== 'onSite') return work;
      const isTicked = work.steps.includes(event.step);
      return {
        ...work,
        steps: isTicked ? work.steps.filter((one) => one !== event.step) : [...work.steps, event.step],
      };
    }
    case 'wait':
      return work.stage === 'onSite' ? { ...work, stage: 'waitingPart', note: event.note } : work;
    case 'resume':
      return work.stage === 'waitingPart'
        ? { ...work, stage: 'onSite', staff: event.staff, note: null, after: null }
        : work;
    case 'fixed':
      return work.stage === 'onSite' ? { ...work, stage: 'fixed', after: null } : work;
    case 'tested': {
      if (work.stage !== 'fixed') return work;
      const isMended = event.after.verdict === 'pass';
      return { ...work, stage: isMended ? 'verified' : 'onSite', after: event.after };
    }
    case 'closed':
      return work.stage === 'verified' ? { ...work, stage: 'closed' } : work;
    case 'left':
      return work.stage === 'fixed' || work.stage === 'verified' ? { ...work, stage: 'onSite', after: null } : work;
  }
}

/** Whether the order may be closed: its test has passed after the work. */
export const mayClose = (work: OrderWork | null): work is OrderWork & { readonly after: WorkEvidence } =>
  work !== null && work.stage === 'verified' && work.after?.verdict === 'pass';

/** What is signed; signature and key are put in by whoever holds the key. */
export function recordOfWork(
  work: OrderWork,
  event: WorkRecord['event'],
  at: { readonly id: string; readonly at: string; readonly publicKey: string },
): Omit<WorkRecord, 'signature'> {
  const { orderId, kind, staff, note, steps, before, after } = work;
  return {
    ...{ format: 'yitiji-work/1', id: at.id, orderId, kind, event, staff, note, steps: [...steps], before },
    // A test that failed is told too where it is what the order waits for.
    ...{ after: event === 'onSite' ? null : after, at: at.at, publicKey: at.publicKey },
  };
}
