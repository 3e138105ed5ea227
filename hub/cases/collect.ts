import type { Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import type { StepReport } from '../worker/decide.ts';
import { cardCollected } from '../worker/items/cards.ts';
import { type CaseRow, changeCase, readApplication } from './case-store.ts';

/**
 * What was ready was handed to the citizen at its pick-up place: a word of the operator, because no machine sees it. The case is done, a card that was made for it
 * is in the holder's hand; what has been collected once stays so.
 * @returns null = it is not ready
 */
export async function collect(tx: Tx, deps: HubDeps, known: CaseRow, nowMs: number): Promise<StepReport | null> {
  if (known.state !== 'ready') return null;
  const { receiptNo } = known;
  await tx`update case_matter set state = 'done', pickup = null where receipt_no = ${receiptNo} and state = 'ready'`;
  const application = await readApplication(tx, receiptNo);
  if (application !== null) await cardCollected(tx, application);
  await changeCase(tx, deps, known, { state: 'done' }, nowMs);
  return () => deps.log('hub.case.settled', { receiptNo, state: 'done', reason: '' });
}
