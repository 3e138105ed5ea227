import type { SessionContext } from '../context.ts';
import { hadLink } from '../rules/condition.ts';
import { stepOf } from '../rules/visit-steps.ts';
import { kit, limit, on, say, set, to } from './kit.ts';
import { advance, type Change, goesOn, nextCopy, pagesToTake, patch, scopeOfVisit, told, visitOf } from './moves.ts';
import { end, wipe } from './presses.ts';

/** Pages of acts that cannot be taken back: P1, F1, F2 and the pages that come out of the machine; the card: `issue-card.ts`. */

const printing = set((context) => patch(context, { print: { state: 'printing', copy: nextCopy(context) } }));
const startPrint = {
  type: 'startPrint',
  params: ({ context }: { context: SessionContext }) => ({ visit: visitOf(context) }),
} as const;
/** 打印: a slip, a receipt, or one more of it. */
export const printPress = { guard: 'canPrintAgain', actions: [printing, startPrint, 'page'] } as const;

/** P1. Only the provider's word `paid` leads on; a payment that arrives when nobody waits is returned by the hub (H9). */
export const payState = kit.createStateConfig({
  initial: 'open',
  states: {
    open: {
      entry: [limit('pay'), set((context) => patch(context, { order: { state: 'opening' } })), 'page'],
      invoke: { src: 'pay', input: ({ context }) => visitOf(context) },
      on: {
        ORDER: [
          {
            guard: ({ event }) => event.order.state === 'paid',
            target: to.route,
            actions: [on('ORDER', (context, event) => patch(context, { order: event.order })), set(advance)],
          },
          { actions: [on('ORDER', (context, event) => patch(context, { order: event.order })), 'page'] },
        ],
        PRESS: [
          {
            // Never while the result of a payment is unknown: nobody pays twice.
            guard: ({ context, event }) =>
              event.id === 'retry' && ['away', 'expired'].includes(visitOf(context).order.state),
            target: 'open',
            reenter: true,
          },
          end,
        ],
      },
    },
  },
});

const keepStored = on('STORED', (context, event) =>
  patch(context, { receiptNo: event.receiptNo, messageId: event.messageId, capturedAt: event.at }),
);
export const wipeAfter = wipe('exit');
export const wipeLost = wipe('windowLost');

/** F1: commits on this machine, then follows the application for 15 s, an automatic review for 30 s. Leaving waits for the commit: a few milliseconds. */
export const submitState = kit.createStateConfig({
  initial: 'entering',
  states: {
    entering: {
      always: [
        { guard: ({ context }) => stepOf(visitOf(context), 'submit')?.act !== undefined, target: 'booking' },
        { target: 'storing' },
      ],
    },
    storing: {
      entry: [limit('none'), set((context) => patch(context, { slow: false })), 'page'],
      invoke: { src: 'store', input: ({ context }) => visitOf(context) },
      initial: 'staying',
      states: {
        staying: { on: { EXIT: 'going', WINDOW_LOST: 'lost' } },
        going: {
          on: { EXIT: {}, STORED: wipeAfter, STORE_FAILED: wipeAfter, STORE_UNKNOWN: wipeAfter, WINDOW_LOST: 'lost' },
        },
        /** The page is gone, the commit goes on: what becomes of it is said on A0. */
        lost: {
          on: {
            EXIT: {},
            WINDOW_LOST: {},
            STORED: { ...wipeLost, actions: [keepStored, ...wipeLost.actions] },
            STORE_FAILED: { ...wipeLost, actions: [say('submit.failed'), ...wipeLost.actions] },
            STORE_UNKNOWN: wipeLost,
          },
        },
      },
      on: {
        STORED: [
          {
            guard: ({ context }) => !context.online && !hadLink(scopeOfVisit(context)),
            target: 'settled',
            actions: [keepStored, set((context) => patch(context, { result: { state: 'stored' } }))],
          },
          { target: 'confirming', actions: keepStored },
        ],
        STORE_FAILED: { target: to.notice, actions: say('submit.failed') },
        STORE_UNKNOWN: { target: to.notice, actions: say('submit.uncertain') },
      },
    },
    confirming: {
      entry: [limit('none'), 'page'],
      invoke: { src: 'confirm', input: ({ context }) => visitOf(context) },
      after: { slow: { actions: [set((context) => patch(context, { slow: true })), 'page'] } },
      on: {
        ASKED_AGAIN: {
          actions: [on('ASKED_AGAIN', (context, event) => patch(context, { attempts: event.attempts })), 'page'],
        },
        DELIVERED: { actions: [set((context) => patch(context, { delivered: true })), 'page'] },
        UNDER_REVIEW: { actions: [set((context) => patch(context, { underReview: true })), 'page'] },
        RESULT: {
          target: 'settled',
          actions: on('RESULT', (context, event) => patch(context, { result: event.result })),
        },
      },
    },
    /** A booking is made live: it is there, or it is not, or no answer came and nobody here knows. */
    booking: {
      entry: [
        limit('none'),
        set((context) => patch(context, { slow: false, act: stepOf(visitOf(context), 'submit')?.act ?? 'book' })),
        'page',
      ],
      invoke: { src: 'act', input: ({ context }) => visitOf(context) },
      after: { slow: { actions: [set((context) => patch(context, { slow: true })), 'page'] } },
      on: { ACT_DONE: { target: 'settled', actions: on('ACT_DONE', booked) } },
    },
    settled: {
      always: [
        { guard: ({ context }) => goesOn(visitOf(context)), target: to.route, actions: set(advance) },
        { target: to.finished },
      ],
    },
  },
});

function booked(
  context: SessionContext,
  event: { readonly ok: boolean; readonly data: Readonly<Record<string, string>>; readonly reason: string },
): Change {
  const { data, ok, reason } = event;
  if (reason === 'unknown') return patch(context, { act: null, result: { state: 'unknown' } });
  if (!ok) return patch(context, { act: null, result: { state: 'refused', reason } });
  return patch(context, {
    act: null,
    receiptNo: data.bookingNo ?? data.receiptNo ?? null,
    result: { state: 'effective', at: data.at ?? '', data },
  });
}

const keepDocument = on('DOCUMENT', (context, event) => patch(context, { document: event.document }));

/** A4 pages: what was printed is counted; a cut job is void and may be printed again free of charge. */
export const printDocumentState = kit.createStateConfig({
  initial: 'preparing',
  states: {
    preparing: {
      entry: [limit('none'), set((context) => patch(context, { document: { state: 'preparing' }, page: 0 })), 'page'],
      invoke: { src: 'previewDocument', input: ({ context }) => visitOf(context) },
      on: {
        DOCUMENT: [
          { guard: ({ event }) => event.document.state === 'preview', target: 'preview', actions: keepDocument },
          {
            guard: ({ event }) => event.document.state === 'refused' || event.document.state === 'away',
            target: 'failed',
            actions: keepDocument,
          },
        ],
      },
    },
    failed: {
      entry: [limit('question'), 'page'],
      on: {
        PRESS: [
          {
            guard: ({ context, event }) => event.id === 'retry' && visitOf(context).document.state === 'away',
            target: 'preparing',
          },
          { guard: { type: 'pressed', params: 'continue' }, target: to.route, actions: set(advance) },
          end,
        ],
      },
    },
    preview: {
      entry: [limit('personal'), 'page'],
      on: {
        PRESS: [
          {
            guard: ({ event }) => event.id.startsWith('page:'),
            actions: [
              on('PRESS', (context, event) => {
                const turn = event.id === 'page:next' ? 1 : -1;
                return patch(context, { page: Math.max(0, visitOf(context).page + turn) });
              }),
              'page',
            ],
          },
          {
            guard: ({ context, event }) =>
              event.id === 'printDocument' && context.devices.a4Printer.availability !== 'unavailable',
            target: 'printing',
          },
          end,
        ],
      },
    },
    printing: {
      entry: [limit('none'), 'page'],
      invoke: { src: 'printDocument', input: ({ context }) => visitOf(context) },
      on: {
        DOCUMENT: [
          { guard: ({ event }) => event.document.state === 'settled', target: 'settled', actions: keepDocument },
          {
            guard: ({ event }) => event.document.state === 'refused' || event.document.state === 'away',
            target: 'failed',
            actions: keepDocument,
          },
          { actions: [keepDocument, 'page'] },
        ],
      },
    },
    settled: {
      entry: [limit('personal'), 'page'],
      on: {
        PRESS: [
          {
            guard: ({ context, event }) => event.id === 'again' && mayPrintAgain(context),
            target: 'printing',
            actions: set(askedAgain),
          },
          { guard: ({ context, event }) => event.id === 'notOut' && isPrinted(context), target: 'askKeeper' },
          { guard: { type: 'pressed', params: 'continue' }, target: to.route, actions: set(advance) },
        ],
      },
    },
    /** The free re-print of this job is used up: somebody has to look at the printer. */
    askKeeper: {
      entry: [limit('personal'), 'page'],
      on: {
        PRESS: [
          { guard: { type: 'pressed', params: 'back' }, target: 'settled' },
          { guard: { type: 'pressed', params: 'continue' }, target: to.route, actions: set(advance) },
        ],
      },
    },
  },
});

const isPrinted = (context: SessionContext): boolean => {
  const { document } = visitOf(context);
  return document.state === 'settled' && document.outcome === 'done';
};

/**
 * One more print without charge: of a job that did not come out whole, as often as it takes; and once a job where the citizen says that nothing came although
 * the printer says so.
 */
export function mayPrintAgain(context: SessionContext): boolean {
  const { document, reprint } = visitOf(context);
  if (document.state !== 'settled' || context.devices.a4Printer.availability === 'unavailable') return false;
  return document.outcome !== 'done' || !reprint.isAsked;
}

/**
 * What the printer called printed and the citizen did not get is named to the hub with the next issue, which voids it (H11). What came out of a job that was cut lies in the
 * tray also when the next one brings nothing.
 */
function askedAgain(context: SessionContext): Change {
  const { document, reprint } = visitOf(context);
  if (document.state !== 'settled') return {};
  if (document.outcome !== 'done') {
    const { whole = reprint.whole } = document;
    return patch(context, { pagesBefore: pagesToTake(visitOf(context)), reprint: { ...reprint, whole } });
  }
  return patch(context, {
    reprint: { isAsked: true, replaces: [...reprint.replaces, ...document.documents], whole: [] },
  });
}

const mustPrint = (context: SessionContext): boolean => {
  const { item, print, receiptNo } = visitOf(context);
  return item.outputs.includes('receipt80') && print.state === 'none' && receiptNo !== null;
};
export const finishedState = kit.createStateConfig({
  initial: 'entering',
  states: {
    entering: {
      always: [
        { guard: ({ context }) => mustPrint(context), target: 'done', actions: [printing, startPrint] },
        { target: 'done' },
      ],
    },
    done: {
      entry: [limit('personal'), set(told), 'page'],
      on: {
        PRESS: [{ guard: { type: 'pressed', params: 'finish' }, target: to.leaving }, printPress],
      },
    },
  },
});
