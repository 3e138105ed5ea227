import { tellApplicant } from '../cases/case-store.ts';
import type { Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';

const endWords: Readonly<Record<string, string>> = {
  done: '已办结。',
  ready: '可领取，请带身份证。',
  refused: '不予受理，请扫回执查看原因。',
  needMore: '需要补正，可在任一一体机办理。',
  expired: '已过期，可重新办理。',
  unsigned: '已过期，资料可再次使用。',
  noCard: '新卡没有生效，如已付费将退回，可重新办理。',
  captured: '未取走，已收回并锁定，请带身份证联系一体机管理员。如已付费将退回。',
};

/**
 * Tells the applicant how the case ended, where there are words for it.
 * @param end state of the case; or `captured`: accepted, but what came out was not taken (docs/domain/journeys.md H10); `unsigned`, `noCard`: why it has expired
 */
export async function tellEnd(tx: Tx, deps: HubDeps, receiptNo: string, end: string, nowMs: number): Promise<void> {
  const words = endWords[end];
  if (words !== undefined) await tellApplicant(tx, deps, receiptNo, words, nowMs);
}
