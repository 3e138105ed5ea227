/**
 * Whether anybody may have an item done for somebody else. Everything else is refused at the hub (`ownOnly`), so no page of a machine leads there: one rule for both.
 * @param item `audience` as the catalogue has it (item.ts)
 */
export const isForOthers = ({ audience }: { readonly audience: readonly string[] }): boolean =>
  audience.some((who) => who === 'proxy' || who === 'all');
