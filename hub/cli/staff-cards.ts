import { readFileSync } from 'node:fs';
import { type CommandOption, UsageError } from '../../contract/command.ts';
import type { Options } from '../../contract/command-options.ts';
import { cardContentPattern } from '../../contract/technician/staff.ts';
import { callOperator } from './operator-call.ts';

/** Options of `hub staff` for cards. */
export const cardOptions = {
  card: {
    type: 'string',
    help: 'registers a card by what stands on it; - = one line from standard input, so that no shell keeps it',
  },
  'new-card': { type: 'boolean', help: 'makes the text for a new card and shows it, once, to be printed as a QR code' },
  'lost-card': { type: 'string', help: 'name of a card that counts no more, or all; at once, at every machine' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** What was asked about cards, lost ones first. @param card of `newCardOf` @returns lines to show of what was done, and one sentence where it ended before */
export async function changeCards(
  options: Options,
  staffId: string,
  card: NewCard | null,
): Promise<{ readonly lines: readonly string[]; readonly error: string | null }> {
  const lines: string[] = [];
  const lost = options['lost-card'];
  if (typeof lost === 'string') {
    const body = lost === 'all' ? {} : { cardId: lost };
    const answer = await callOperator(options, 'POST', `staff/${staffId}/cards/revoke`, body);
    if (!answer.ok) return { lines, error: answer.error };
    const { revoked } = answer.value as { readonly revoked: number };
    lines.push(`${staffId}: ${revoked} ${revoked === 1 ? 'card counts' : 'cards count'} no more`);
  }
  if (card !== null) {
    const answer = await callOperator(options, 'POST', `staff/${staffId}/cards`, card);
    if (!answer.ok) return { lines, error: answer.error };
    const { cardId, content } = answer.value as { readonly cardId: string; readonly content: string | null };
    lines.push(`${staffId}: card ${cardId}${content === null ? '' : `, print as a QR code: ${content}`}`);
  }
  return { lines, error: null };
}

/** Body of the registration. Empty = the hub makes the text. */
export interface NewCard {
  readonly content?: string;
}

/** Null = no card is to be registered. To be asked before anything is changed: throws when the options contradict each other or the text is none of a card. */
export function newCardOf(options: Options): NewCard | null {
  const { card } = options;
  const isNew = options['new-card'] === true;
  if (typeof card !== 'string') return isNew ? {} : null;
  if (isNew) throw new UsageError('--card or --new-card, not both');
  const content = (card === '-' ? readFileSync(0, 'utf8') : card).trim();
  if (!new RegExp(cardContentPattern).test(content))
    throw new UsageError('a card says 8 to 200 characters of ASCII that can be printed');
  return { content };
}
