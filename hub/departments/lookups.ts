import type { CaseView } from '../../contract/pulls/cases.ts';
import type { PullData } from '../../contract/pulls/pulls.ts';
import type { PullDeps } from './pull-context.ts';

/** The person who asks, once number and name were found to belong together. */
export interface Asker {
  readonly idNumber: string;
  readonly name: string;
}

/** Who wants to see a case: a person who was identified, or whoever has a code that went to the number of the application. */
export interface CaseViewer {
  readonly idNumber: string | null;
  readonly sms: { readonly deviceId: string; readonly codeId: string } | null;
}

/** What pulls need of the hub's own tables (cases, drafts, bookings, machines). The departments know nothing of those. */
export interface Lookups {
  /** Cases of which this person is subject or actor, newest first, as `detail`. */
  cases(deps: PullDeps, asker: Asker): Promise<readonly CaseView[]>;
  /**
   * One case by its receipt number, or by the number of a project. Whoever is neither its person nor proves its phone number sees only what anybody
   * with the receipt may see (`status`). null = no such case.
   */
  case(deps: PullDeps, number: string, viewer: CaseViewer): Promise<CaseView | null>;
  drafts(deps: PullDeps, asker: Asker): Promise<PullData<'biz.drafts'>['drafts']>;
  bookings(deps: PullDeps, asker: Asker): Promise<PullData<'book.places'>['active']>;
  /** How many have booked each slot already, by slot id. */
  booked(
    deps: PullDeps,
    at: { readonly placeId: string; readonly serviceId: string; readonly date: string },
  ): Promise<ReadonlyMap<string, number>>;
  /** Receipt of an application for a card that is under way; null = none. */
  pendingCard(deps: PullDeps, asker: Asker): Promise<string | null>;
  /** Blank cards in this machine as far as the hub heard; null = it never said. */
  blanks(deps: PullDeps, deviceId: string): Promise<number | null>;
}

/** Joined to the hub's own tables here and nowhere else; what is not joined yet finds nothing. */
export const lookups: Lookups = {
  cases: async () => [],
  case: async () => null,
  drafts: async () => [],
  bookings: async () => [],
  booked: async () => new Map(),
  pendingCard: async () => null,
  blanks: async ({ sql }, deviceId) => {
    const [row] = await sql<{ hopper: number }[]>`
      select hopper from custody_report where device_id = ${deviceId} and hopper is not null order by message_id desc limit 1`;
    return row?.hopper ?? null;
  },
};
