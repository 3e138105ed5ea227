import type { CommandSend } from '../../../contract/console/commands.ts';

/** What the address of the page asks for, in `?send=`. */
type ChosenOrder =
  | { readonly state: 'none' | 'asking' | 'gone' }
  | { readonly state: 'shown'; readonly send: CommandSend };

/**
 * The order that the address names: among the newest, or the one that the hub was asked for by its id. Pure.
 * @param chosen its id; '' = none is named
 * @param newest null = not read yet
 * @param byId what the hub has under this id; null = not read yet, or not asked
 */
export function chosenOrder(
  chosen: string,
  newest: readonly CommandSend[] | null,
  byId: readonly CommandSend[] | null,
): ChosenOrder {
  if (chosen === '') return { state: 'none' };
  const send = [...(newest ?? []), ...(byId ?? [])].find(({ sendId }) => sendId === chosen);
  if (send !== undefined) return { state: 'shown', send };
  return { state: newest === null || byId === null ? 'asking' : 'gone' };
}
