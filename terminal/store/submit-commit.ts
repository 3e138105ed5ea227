import { receiptNumber } from '../../contract/receipt-number.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type AuditEntry, recordBehindProbable, recordIsWritten } from '../audit/audit-chain.ts';
import type { AuditData, AuditType } from '../audit/audit-types.ts';
import type { LedgerContext } from './card-commit.ts';
import { nextReceiptSeq, receiptDay, takeReceiptSeq } from './receipt-counter.ts';
import { type Probably, sealAndCommit } from './sealed-commit.ts';
import { prepared } from './sqlite.ts';
import type { SubmitInput, SubmittedCase } from './store.ts';
import type { StoreError } from './store-error.ts';
import { writeSubmission } from './submission-statement.ts';

export interface SubmitContext extends Pick<LedgerContext, 'db' | 'commit' | 'audit'> {
  /** The record of now, which nothing is written for. */
  auditEntry<T extends AuditType>(type: T, data: AuditData<T>, session: string | null): AuditEntry;
}

/** Takes one application: receipt number, case row, message and audit record, all or nothing. Errors: those of a write, and `receiptsExhausted` after 9,999 on one day. */
export async function commitSubmission(
  { db, commit, audit, auditEntry }: SubmitContext,
  input: SubmitInput,
): Promise<Result<SubmittedCase, StoreError>> {
  const { itemId, itemVersion, offline, session, prio } = input;
  let receiptNo = '';
  let next: Probably['receipt'] = null;
  const placed = await sealAndCommit(commit, () => {
    const day = receiptDay(commit.trustedWallMs());
    const { receipt } = commit.probably;
    const receiptSeq = receipt?.day === day ? receipt.seq : nextReceiptSeq(db, day);
    if (receiptSeq > 9999) return err({ code: 'receiptsExhausted', detail: `9,999 receipts on ${day}` });
    receiptNo = receiptNumber(input.kiosk, day, receiptSeq);
    next = { day, seq: receiptSeq + 1 };
    const told = { item: itemId, mode: offline ? 'offline' : 'online', receipt: receiptNo } as const;
    return ok({
      ...{ topic: 'case.submit', prio, orderKey: receiptNo, receiptNo, itemId },
      body: () => input.body(receiptNo),
      atOnce: (createdWallMs) => {
        // The first number of a day makes a row of its own, and what else becomes true needs a transaction around it.
        if (receiptSeq === 1 || input.alongside !== undefined) return null;
        const record = recordBehindProbable(db, auditEntry('submit', told, session));
        if (record === null) return null;
        return (message) => {
          if (!writeSubmission(db, { message, itemVersion, offline, createdWallMs, day, receiptSeq, record }))
            return false;
          recordIsWritten(db, record);
          return true;
        };
      },
      commit: (place, wallMs) => {
        if (!takeReceiptSeq(db, day, receiptSeq)) return false;
        prepared(
          db,
          `INSERT INTO case_row (receipt_no, item_id, item_version, message_id, state, created_wall_ms, offline)
           VALUES (?, ?, ?, ?, 'stored', ?, ?)`,
        ).run(receiptNo, itemId, itemVersion, place.id, wallMs, offline ? 1 : 0);
        audit('submit', told, session);
        input.alongside?.();
        return true;
      },
    });
  });
  if (!placed.ok) return placed;
  commit.probably.receipt = next;
  return ok({ receiptNo, messageId: placed.value.id, seq: placed.value.seq });
}
