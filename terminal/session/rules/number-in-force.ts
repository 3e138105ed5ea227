import type { Result } from '../context.ts';

/**
 * The one number with which the citizen goes on, on every page and slip. An application that repeats another one ends at the hub with the receipt of the first
 * (H18): its own number is void and is told to nobody; the log and the hub's console name both.
 * @returns null = nothing was sent
 */
export function numberInForce(visit: {
  readonly receiptNo: string | null;
  readonly result: Result | null;
}): string | null {
  return visit.result?.state === 'duplicate' ? visit.result.existingReceipt : visit.receiptNo;
}

/** State for the code of that number. Of the first application it is certain that the hub has it; how far it is, is told to whoever scans the code. */
export const stateInCode = (result: Result): string => (result.state === 'duplicate' ? 'delivered' : result.state);
