/**
 * The code on the page of a machine says `<hub>/#order-12` (contract/technician/work-orders.ts), and machines in the field go on saying it. Pure.
 * @returns where that page is now; null = nothing to move
 */
export function moveOldAddress({
  pathname,
  hash,
}: {
  readonly pathname: string;
  readonly hash: string;
}): string | null {
  const order = /^#order-([1-9]\d{0,15})$/.exec(hash)?.[1];
  return pathname === '/' && order !== undefined ? `/orders/${order}` : null;
}
