import type { CaseView } from '../../contract/pulls/cases.ts';
import type { PullData } from '../../contract/pulls/pulls.ts';
import { cityDay } from '../../contract/working-days.ts';
import { listCases, viewCase } from '../cases/case-view.ts';
import { cityCalendar } from '../city/reference.ts';
import { activeBookings, bookedBySlot } from '../services/bookings/bookings.ts';
import { blanksHere } from '../services/cards/blanks.ts';
import { listDrafts } from '../services/drafts/list-drafts.ts';
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
  /** See `CaseView.subject`. */
  readonly asksForSubject: boolean;
}

/** What pulls need of the hub's own tables (cases, drafts, bookings, machines). The departments know nothing of those. */
export interface Lookups {
  /** Cases of which this person is subject or actor, newest first, as `detail`. */
  cases(deps: PullDeps, asker: Pick<CaseViewer, 'asksForSubject'> & Asker): Promise<readonly CaseView[]>;
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

/** Joined to the hub's own tables here and nowhere else. */
export const lookups: Lookups = {
  cases: (deps, asker) => listCases({ ...deps, calendar: cityCalendar }, asker),
  case: (deps, number, viewer) => viewCase({ ...deps, calendar: cityCalendar }, number, viewer),
  drafts: ({ sql, keys, clock }, { idNumber }) => listDrafts(sql, keys.store, idNumber, Math.round(clock.wallMs())),
  bookings: ({ sql, keys, clock }, { idNumber }) =>
    activeBookings(sql, keys.store, idNumber, cityDay(Math.round(clock.wallMs()))),
  booked: ({ sql }, at) => bookedBySlot(sql, at),
  async pendingCard({ sql }, { idNumber }) {
    const [row] = await sql<{ receipt_no: string }[]>`select receipt_no from dept_application
      where id_number = ${idNumber} and item_id in ('ss.card.apply', 'ss.card.replace') and is_live
        and coalesce(answers ->> 'fulfil', '') <> 'A' and coalesce(answers ->> 'applicantType', '') <> 'guardian' order by taken_ms limit 1`;
    return row?.receipt_no ?? null;
  },
  blanks: ({ sql, clock }, deviceId) => blanksHere(sql, deviceId, Math.round(clock.wallMs())),
};
