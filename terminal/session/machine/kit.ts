import { fromCallback, raise, setup } from 'xstate';
import type { ServiceItem, Theme } from '../../../contract/catalogue/item.ts';
import type { StepPage } from '../../../contract/catalogue/step.ts';
import type { SpeechEquipment } from '../../../contract/speech/settings.ts';
import { canStart } from '../availability.ts';
import type { Identity, SessionContext, TimeLimit, Visit } from '../context.ts';
import {
  cardLeftNeutralMs,
  cardUnseenMs,
  clearedMs,
  finishingMs,
  idleDelay,
  maxExtensions,
  modesBackDelay,
  nobodyHereMs,
  personGoneMs,
  rateMs,
  restMs,
  revealMs,
  slowMs,
  tapAgainDelay,
  tapHintMs,
  thanksMs,
  warnDelay,
} from '../delays.ts';
import type { SessionEvent } from '../events.ts';
import { codeMs } from '../rules/view-code.ts';
import { stepAt } from '../rules/visit-steps.ts';
import { canGoBack, linksOf, visitOf } from './moves.ts';

/** The vocabulary of the session machine: its actors, actions, guards and delays by name. States are in the files beside this one. */
export interface SessionInput {
  readonly items: readonly ServiceItem[];
  readonly themes: readonly Theme[];
  readonly identity: Identity | null;
  readonly crashed: boolean;
  /** Pages of a document were on their way when the program ended: some may lie in the tray; left out = none. */
  readonly papersLeft?: boolean | undefined;
  readonly durable: boolean;
  /** What the machine has for speech; left out = every voice, one sound card. */
  readonly equipment?: SpeechEquipment | undefined;
  /** The city's day, `YYYY-MM-DD`. */
  readonly today: string;
  /** See `SessionContext.pace`. */
  readonly pace?: number;
}

type Work = Parameters<Parameters<typeof fromCallback<SessionEvent, Visit>>[0]>[0];
/** Default of every actor: does nothing until the service provides the real one. Tests drive the machine by events. */
const idleActor = () => fromCallback<SessionEvent, Visit>((_work: Work) => undefined);

export type WipeReason = 'done' | 'exit' | 'timeout' | 'windowLost' | 'door' | 'service';

export const kit = setup({
  types: {
    context: {} as SessionContext,
    events: {} as SessionEvent,
    input: {} as SessionInput,
  },
  actors: {
    readCard: idleActor(),
    verifyFace: idleActor(),
    verifySms: idleActor(),
    verifyVideo: idleActor(),
    verifyCardPin: idleActor(),
    pull: idleActor(),
    store: idleActor(),
    confirm: idleActor(),
    pay: idleActor(),
    previewDocument: idleActor(),
    printDocument: idleActor(),
    issueCard: idleActor(),
    followCard: idleActor(),
    saveDraft: idleActor(),
    sign: idleActor(),
    act: idleActor(),
    scan: idleActor(),
  },
  actions: {
    /** Opens the claim and marks the visit as open on disk. */
    openVisit: (_, _params: { visit: Visit }) => undefined,
    /** Starts printing; the answer is PRINT_SETTLED, also when the visit has ended meanwhile. */
    startPrint: (_, _params: { visit: Visit }) => undefined,
    /** Releases devices, drops secrets, replaces the page process. Idempotent. */
    wipe: (_, _params: { reason: WipeReason }) => undefined,
    /** A camera frame for the work that is running. */
    frame: (_, _params: { visit: Visit; jpeg: string }) => undefined,
    /** A typed code for the check that is running. */
    typed: (_, _params: { visit: Visit; value: string }) => undefined,
    page: raise({ type: 'PAGE' }),
  },
  guards: {
    startable: ({ context, event }) =>
      event.type === 'PRESS' && context.items.some((item) => event.id === `tile:${item.id}` && canStart(context, item)),
    pressed: ({ event }, id: string) => event.type === 'PRESS' && event.id === id,
    atPage: ({ context }, page: StepPage) => stepAt(visitOf(context))?.page === page,
    hasResult: ({ context }) => visitOf(context).result !== null,
    changing: ({ context }) => visitOf(context).changing !== null,
    cardLies: ({ context }) => context.pad === 'present' || context.outletCard,
    canGoBack: ({ context, event }) => event.type === 'PRESS' && event.id === 'back' && canGoBack(context),
    canPrintAgain: ({ context, event }) =>
      event.type === 'PRESS' && event.id === 'print' && context.visit !== null && canPrint(context, context.visit),
    linked: ({ context, event }) =>
      event.type === 'PRESS' &&
      context.visit !== null &&
      linksOf(context).some(
        (link) =>
          event.id === `link:${link.item}` &&
          context.items.some((item) => item.id === link.item && canStart(context, item)),
      ),
    limited: ({ context }) => idleDelay(context) !== null,
    maySay: ({ context }) => context.extensions < maxExtensions,
    /** Volume and speed are handled for the whole machine; a region that took them would keep them from it. */
    isSpeaking: ({ event }) => event.type === 'SPEECH' && event.act === 'speaking',
    thisVisit: ({ context, event }) => event.type === 'PRINT_SETTLED' && context.visit?.id === event.visitId,
  },
  delays: {
    idle: ({ context }) => idleDelay(context) ?? 0,
    warn: ({ context }) => warnDelay(context) ?? 0,
    cleared: clearedMs,
    slow: slowMs,
    tapHint: tapHintMs,
    cardLeftNeutral: cardLeftNeutralMs,
    cardUnseen: cardUnseenMs,
    reveal: revealMs,
    code: ({ context }) => codeMs(context),
    rate: rateMs,
    thanks: thanksMs,
    finishing: finishingMs,
    personGone: personGoneMs,
    rest: ({ context }) => Math.round(restMs * context.pace),
    nobodyHere: nobodyHereMs - personGoneMs,
    tapAgain: ({ context }) => tapAgainDelay(context),
    modesBack: ({ context }) => modesBackDelay(context),
  },
});

/** Paper slips: up to two more than the first, while the printer can. One that works with a fault beside (`limited`) prints. */
export function canPrint(context: SessionContext, visit: Visit): boolean {
  const { print } = visit;
  const isFree = print.state === 'none' || (print.state === 'settled' && print.copy < 2);
  const { availability } = context.devices.receiptPrinter;
  return isFree && (availability === 'ready' || availability === 'limited');
}

/** Sets the time limit of the page that is being entered. The first with personal data in a stay says that others may look on; those behind it do not. */
export const limit = (value: TimeLimit) => kit.assign(({ context }) => limited(context, value));

/** Sets the time limit of a page, and the hint at people beside, which is said once when the first personal page appears. */
export function limited({ sideHint }: SessionContext, limit: TimeLimit): Pick<SessionContext, 'limit' | 'sideHint'> {
  const isFirst = limit === 'personal' && sideHint === 'due';
  return { limit, sideHint: isFirst ? 'now' : sideHint === 'now' ? 'said' : sideHint };
}

type EventOf<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;
/** Changes the context by an event of one type; other events change nothing. */
export const on = <T extends SessionEvent['type']>(
  type: T,
  change: (context: SessionContext, event: EventOf<T>) => Partial<SessionContext>,
) => kit.assign(({ context, event }) => (event.type === type ? change(context, event as EventOf<T>) : {}));
/** Changes the context whatever happened. */
export const set = (change: (context: SessionContext) => Partial<SessionContext>) =>
  kit.assign(({ context }) => change(context));
/** Names the notice that is shown next. */
export const say = (notice: string) => kit.assign({ notice, noticeCode: null });

/** Ids of states that other files point to. */
export const to = {
  route: '#session.journey.visit.route',
  leaving: '#session.journey.visit.leaving',
  notice: '#session.journey.visit.notice',
  finished: '#session.journey.visit.finished',
  reidentify: '#session.journey.visit.reidentify',
  cleared: '#session.journey.cleared',
} as const;
