import type { VerifyMethod } from '../../../contract/catalogue/step.ts';
import { noticeForReaderFault } from '../availability.ts';
import type { SessionContext, Visit } from '../context.ts';
import { hadLink } from '../rules/condition.ts';
import { stepOf } from '../rules/visit-steps.ts';
import { kit, limit, on, say, set, to } from './kit.ts';
import {
  type Change,
  identified,
  isActorsCard,
  needsVerification,
  patch,
  recordConsent,
  scopeOfVisit,
  visitOf,
} from './moves.ts';

/** C1 and C2: whose card, and for L2 which of the equal ways of verification. */

/** Version of the biometric notice (`verify.face.notice`). */
export const biometricVersion = 1;
/** After this many pictures that did not fit, the other ways stand first, without blame. */
export const maxFaceFailures = 3;

const identify = (context: SessionContext, change: Partial<Visit['identify']>): Change =>
  patch(context, { identify: { ...visitOf(context).identify, ...change } });

export function mayProxy(visit: Visit): boolean {
  return stepOf(visit, 'identify')?.proxy !== undefined && !visit.identify.proxy;
}

/** A visit that nobody could verify now may still be taken in where the hub checks the person later (docs/domain/catalogue.md §1.2). */
export function mayBePending(context: SessionContext): boolean {
  const visit = visitOf(context);
  return visit.item.offline === 'QUEUE' && !hadLink(scopeOfVisit(context)) && !visit.identify.proxy;
}

/** Ways that this machine has now. Order is that of the page; children see the ways without a camera first. */
export function verifyWays(
  context: SessionContext,
): readonly { readonly method: VerifyMethod; readonly why: string | null }[] {
  const { devices, online } = context;
  const has = (capability: keyof typeof devices) => devices[capability].availability !== 'unavailable';
  const failures = visitOf(context).identify.faceFailures;
  const face = failures >= maxFaceFailures ? 'verify.why.faceFailed' : has('camera') ? null : 'verify.why.camera';
  const pin = has('pinPad') && has('ssCardReader') ? null : 'verify.why.pinPad';
  const link = online ? null : 'verify.why.offline';
  return [
    { method: 'face', why: face },
    { method: 'cardPin', why: pin },
    { method: 'sms', why: link },
    { method: 'video', why: link },
  ];
}

const isWay = (context: SessionContext, id: string): boolean =>
  verifyWays(context).some((way) => id === `method:${way.method}` && way.why === null);

const readerPhases = {
  initial: 'waiting',
  states: {
    waiting: { entry: 'page', after: { tapHint: 'hinting' } },
    hinting: { entry: 'page' },
    lift: { entry: 'page' },
    reading: { entry: 'page' },
  },
} as const;

/** Reading one card, whoever's it is. The targets of the phases are relative to the state that reads. */
const phases = [
  { guard: ({ event }: { event: { phase: string } }) => event.phase === 'reading', target: '.reading' },
  { guard: ({ event }: { event: { phase: string } }) => event.phase === 'liftAndPlaceAgain', target: '.lift' },
  { target: '.waiting' },
] as const;

/** What ends the reading of any card without a person. */
const badCard = [
  {
    guard: ({ event }: { event: { verdict: string } }) => event.verdict === 'expired',
    target: to.notice,
    actions: say('id.expired'),
  },
  {
    guard: ({ event }: { event: { verdict: string } }) => event.verdict === 'damaged',
    target: to.notice,
    actions: kit.assign({ notice: 'id.data', noticeCode: 'E_DATA_BAD' }),
  },
] as const;

export const cardFailed = kit.createStateConfig({
  on: {
    CARD_FAILED: {
      target: to.notice,
      actions: on('CARD_FAILED', (_, event) => ({ notice: noticeForReaderFault(event.code), noticeCode: event.code })),
    },
  },
});

const backToChoice = { guard: { type: 'pressed', params: 'back' }, target: 'choose' } as const;

/** Verification ends one of these ways, whichever method is running. */
const verdicts = {
  VERIFIED: {
    target: 'verified',
    actions: on('VERIFIED', (context, event) => {
      const { method, assurance, at } = event;
      const { actor } = visitOf(context);
      return actor === null
        ? {}
        : patch(context, { actor: { ...actor, level: 'L2', verified: { method, assurance, at } } });
    }),
  },
} as const;

export const identifyState = kit.createStateConfig({
  initial: 'entering',
  states: {
    entering: {
      always: [
        {
          guard: ({ context }) => {
            const { actor, identify: open } = visitOf(context);
            return actor === null && open.who === 'actor';
          },
          target: 'card',
        },
        { guard: ({ context }) => needsVerification(visitOf(context)), target: 'choose' },
        {
          guard: ({ context }) => visitOf(context).identify.proxy && visitOf(context).subject === null,
          target: 'remove',
        },
        { target: to.route },
      ],
    },
    card: {
      ...readerPhases,
      entry: limit('tap'),
      invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
      on: {
        READER_PHASE: phases,
        CARD_READ: [
          ...badCard,
          {
            target: 'entering',
            actions: on('CARD_READ', (context, event) => identified(context, event.card, event.at)),
          },
        ],
        ...cardFailed.on,
        PRESS: [
          { guard: { type: 'pressed', params: 'end' }, target: to.leaving },
          {
            guard: ({ context, event }) => event.id === 'proxy' && mayProxy(visitOf(context)),
            actions: [set((context) => identify(context, { proxy: true })), 'page'],
          },
          {
            guard: { type: 'pressed', params: 'myself' },
            actions: [set((context) => identify(context, { proxy: false })), 'page'],
          },
        ],
      },
    },
    /** C2: every way on one page, of one size. */
    choose: {
      entry: [limit('question'), set((context) => identify(context, { method: null, sms: null, pin: 0 })), 'page'],
      on: {
        PRESS: [
          {
            guard: ({ context, event }) => event.id === 'method:face' && isWay(context, event.id),
            target: 'faceConsent',
          },
          { guard: ({ context, event }) => event.id === 'method:sms' && isWay(context, event.id), target: 'sms' },
          { guard: ({ context, event }) => event.id === 'method:video' && isWay(context, event.id), target: 'video' },
          {
            guard: ({ context, event }) => event.id === 'method:cardPin' && isWay(context, event.id),
            target: 'cardPin',
          },
          {
            guard: ({ context, event }) => event.id === 'pending' && mayBePending(context),
            target: 'verified',
            actions: set((context) => patch(context, { identityPending: true })),
          },
          {
            guard: ({ context, event }) => event.id === 'proxy' && mayProxy(visitOf(context)),
            actions: [set((context) => identify(context, { proxy: true })), 'page'],
          },
          {
            guard: { type: 'pressed', params: 'myself' },
            target: 'entering',
            actions: set((context) => identify(context, { proxy: false })),
          },
          { guard: { type: 'pressed', params: 'end' }, target: to.leaving },
        ],
      },
    },
    /** A notice and an agreement of its own before the camera opens; not agreeing costs nothing. */
    faceConsent: {
      entry: [limit('question'), 'page'],
      on: {
        PRESS: [
          {
            guard: { type: 'pressed', params: 'agree' },
            target: 'face',
            actions: on('PRESS', (context, event) => recordConsent(context, 'biometric', biometricVersion, event.at)),
          },
          { guard: { type: 'pressed', params: 'disagree' }, target: 'choose' },
        ],
      },
    },
    face: {
      entry: [limit('tap'), set((context) => identify(context, { method: 'face', error: null })), 'page'],
      invoke: { src: 'verifyFace', input: ({ context }) => visitOf(context) },
      on: {
        ...verdicts,
        FRAME: {
          guard: ({ event }) => event.name === 'face',
          actions: { type: 'frame', params: ({ context, event }) => ({ visit: visitOf(context), jpeg: event.jpeg }) },
        },
        NOT_VERIFIED: [
          {
            guard: ({ context, event }) =>
              event.why === 'retry' && visitOf(context).identify.faceFailures + 1 < maxFaceFailures,
            actions: [
              set((context) =>
                identify(context, {
                  faceFailures: visitOf(context).identify.faceFailures + 1,
                  error: 'verify.face.again',
                }),
              ),
              'page',
            ],
          },
          {
            guard: ({ event }) => event.why === 'away',
            target: 'choose',
            actions: set((context) => identify(context, { error: 'verify.face.away' })),
          },
          {
            target: 'choose',
            actions: set((context) =>
              identify(context, { faceFailures: maxFaceFailures, error: 'verify.why.faceFailed' }),
            ),
          },
        ],
        PRESS: backToChoice,
      },
    },
    sms: {
      entry: [limit('typing'), set((context) => identify(context, { method: 'sms', error: null })), 'page'],
      invoke: { src: 'verifySms', input: ({ context }) => visitOf(context) },
      on: {
        ...verdicts,
        SMS_SENT: {
          actions: [
            on('SMS_SENT', (context, event) =>
              identify(context, { sms: { codeId: event.codeId, to: event.to }, error: null }),
            ),
            'page',
          ],
        },
        TYPE: [
          {
            guard: ({ event }) => event.name === 'smsCode' && /^\d{6}$/.test(event.value),
            actions: {
              type: 'typed',
              params: ({ context, event }) => ({ visit: visitOf(context), value: event.value }),
            },
          },
          { actions: [set((context) => identify(context, { error: 'error.sms6' })), 'page'] },
        ],
        NOT_VERIFIED: [
          {
            guard: ({ event }) => event.why === 'retry',
            actions: [set((context) => identify(context, { error: 'error.sms6' })), 'page'],
          },
          {
            target: 'choose',
            actions: on('NOT_VERIFIED', (context, event) => identify(context, { error: `verify.sms.${event.why}` })),
          },
        ],
        PRESS: backToChoice,
      },
    },
    video: {
      entry: [limit('none'), set((context) => identify(context, { method: 'video', error: null })), 'page'],
      invoke: { src: 'verifyVideo', input: ({ context }) => visitOf(context) },
      on: {
        ...verdicts,
        NOT_VERIFIED: {
          target: 'choose',
          actions: on('NOT_VERIFIED', (context, event) =>
            identify(context, { error: event.why === 'away' ? 'verify.video.away' : 'verify.video.failed' }),
          ),
        },
        PRESS: backToChoice,
      },
    },
    cardPin: {
      entry: [limit('typing'), set((context) => identify(context, { method: 'cardPin', pin: 0, error: null })), 'page'],
      invoke: { src: 'verifyCardPin', input: ({ context }) => visitOf(context) },
      on: {
        ...verdicts,
        PIN_DIGITS: {
          actions: [on('PIN_DIGITS', (context, event) => identify(context, { pin: event.entered })), 'page'],
        },
        NOT_VERIFIED: [
          {
            guard: ({ event }) => event.why === 'retry',
            actions: [set((context) => identify(context, { pin: 0, error: 'verify.cardPin.again' })), 'page'],
          },
          {
            target: 'choose',
            actions: on('NOT_VERIFIED', (context, event) =>
              identify(context, { error: event.why === 'away' ? 'verify.cardPin.away' : 'verify.cardPin.failed' }),
            ),
          },
        ],
        PRESS: backToChoice,
      },
    },
    verified: { always: 'entering' },
    /** Two cards are never on the pad together: the first goes before the second is asked for. */
    remove: {
      entry: [limit('tap'), set((context) => identify(context, { who: 'subject' })), 'page'],
      always: { guard: ({ context }) => context.pad === 'absent', target: 'second' },
      on: { PRESS: { guard: { type: 'pressed', params: 'end' }, target: to.leaving } },
    },
    second: {
      ...readerPhases,
      entry: limit('tap'),
      invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
      on: {
        READER_PHASE: phases,
        CARD_READ: [
          ...badCard,
          { guard: ({ context, event }) => isActorsCard(context, event.card), target: '.lift' },
          {
            target: 'entering',
            actions: on('CARD_READ', (context, event) => identified(context, event.card, event.at)),
          },
        ],
        ...cardFailed.on,
        PRESS: { guard: { type: 'pressed', params: 'end' }, target: to.leaving },
      },
    },
  },
});

/** A fresh tap of the same card before what cannot be undone (H15); another card changes nothing. */
export const reidentifyState = kit.createStateConfig({
  ...readerPhases,
  entry: [limit('tap'), set((context) => identify(context, { who: 'actor' }))],
  invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
  on: {
    READER_PHASE: phases,
    CARD_READ: [
      ...badCard,
      {
        guard: ({ context, event }) => !isActorsCard(context, event.card),
        target: to.notice,
        actions: say('id.other'),
      },
      {
        target: to.route,
        actions: on('CARD_READ', (context, event) => {
          const next = identified(context, event.card, event.at);
          const visit = visitOf({ ...context, ...next });
          return { visit: { ...visit, step: visit.step + 1 } };
        }),
      },
    ],
    ...cardFailed.on,
    PRESS: [
      { guard: { type: 'pressed', params: 'back' }, target: to.route },
      { guard: { type: 'pressed', params: 'end' }, target: to.leaving },
    ],
  },
});
