import type { VerifyMethod } from '../../../contract/catalogue/step.ts';
import type { SessionContext, Visit } from '../context.ts';
import { kit, limit, on, set, to } from './kit.ts';
import { type Change, patch, recordConsent, visitOf } from './moves.ts';

/**
 * C2: the equal ways of verification, as states that several pages use: who identifies (`identify.ts`), who signs beside the actor (`send.ts`), and who is
 * verified once more before what cannot be undone. They end in `verified`, which the page that uses them provides.
 */

/** Version of the biometric notice (`verify.face.notice`). */
const biometricVersion = 1;
/** After this many pictures that did not fit, the other ways stand first, without blame. */
const maxFaceFailures = 3;

/** Changes what is known of the verification. */
export const identify = (context: SessionContext, change: Partial<Visit['identify']>): Change =>
  patch(context, { identify: { ...visitOf(context).identify, ...change } });

/** Ways that this machine has now. Order is that of the page; children see the ways without a camera first. */
export function verifyWays(
  context: SessionContext,
): readonly { readonly method: VerifyMethod; readonly why: string | null }[] {
  const { devices, online } = context;
  const has = (capability: keyof typeof devices) => devices[capability].availability !== 'unavailable';
  const face = whyNoFace(context);
  const pin = has('pinPad') && has('ssCardReader') ? null : 'verify.why.pinPad';
  const link = online ? null : 'verify.why.offline';
  return [
    { method: 'face', why: face },
    { method: 'cardPin', why: pin },
    { method: 'sms', why: link },
    { method: 'video', why: link },
  ];
}

function whyNoFace(context: SessionContext): string | null {
  const { actor, signer } = visitOf(context);
  const { faceFailures, cameraAway } = visitOf(context).identify;
  if (context.devices.camera.availability === 'unavailable') return 'verify.why.camera';
  if (cameraAway) return 'verify.why.cameraAway';
  if ((signer ?? actor)?.noFace === true) return 'verify.why.noPhoto';
  return faceFailures >= maxFaceFailures ? 'verify.why.faceFailed' : null;
}

const isWay = (context: SessionContext, id: string): boolean =>
  verifyWays(context).some((way) => id === `method:${way.method}` && way.why === null);

const backToChoice = { guard: { type: 'pressed', params: 'back' }, target: 'choose' } as const;

/** Verification ends one of these ways, whichever method is running. It is the signer's who stands here to sign, else the actor's. */
const verdicts = {
  VERIFIED: {
    target: 'verified',
    actions: on('VERIFIED', (context, event) => {
      const { method, assurance, at } = event;
      const { actor, signer } = visitOf(context);
      const proof = { level: 'L2', verified: { method, assurance, at } } as const;
      if (signer !== null) return patch(context, { signer: { ...signer, ...proof } });
      return actor === null ? {} : patch(context, { actor: { ...actor, ...proof } });
    }),
  },
} as const;

/** C2: every way on one page, of one size. */
const choose = kit.createStateConfig({
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
      { guard: { type: 'pressed', params: 'end' }, target: to.leaving },
    ],
  },
});

/** A notice and an agreement of its own before the camera opens; not agreeing costs nothing. */
const faceConsent = kit.createStateConfig({
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
});

const face = kit.createStateConfig({
  entry: [limit('tap'), set((context) => identify(context, { method: 'face', error: null })), 'page'],
  invoke: { src: 'verifyFace', input: ({ context }) => visitOf(context) },
  on: {
    ...verdicts,
    FRAME: {
      guard: ({ event }) => event.name === 'face',
      actions: { type: 'frame', params: ({ context, event }) => ({ visit: visitOf(context), jpeg: event.jpeg }) },
    },
    CAMERA_AWAY: {
      guard: ({ event }) => event.name === 'face',
      target: 'choose',
      actions: set((context) => identify(context, { cameraAway: true, error: 'verify.face.camera' })),
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
        actions: set((context) => identify(context, { faceFailures: maxFaceFailures, error: 'verify.why.faceFailed' })),
      },
    ],
    PRESS: backToChoice,
  },
});

/** Answers to a typed code behind which it can be typed again. */
export const codeAgain = [
  {
    guard: ({ event }: { event: { why: string } }) => event.why === 'retry',
    actions: [set((context) => identify(context, { error: 'error.sms6' })), 'page'],
  },
  {
    guard: ({ event }: { event: { why: string } }) => event.why === 'unheard',
    actions: [set((context) => identify(context, { error: 'verify.sms.unheard' })), 'page'],
  },
] as const;

/** A code was sent to a phone and is typed here. What comes of it (`VERIFIED`, `NOT_VERIFIED`) is the page's. */
export const smsTyping = kit.createStateConfig({
  on: {
    SMS_SENT: {
      actions: [
        on('SMS_SENT', (context, event) =>
          identify(context, {
            sms: { codeId: event.codeId, to: event.to },
            error: event.isEarlier === true ? 'verify.sms.earlier' : null,
          }),
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
  },
});

const sms = kit.createStateConfig({
  entry: [limit('typing'), set((context) => identify(context, { method: 'sms', sms: null, error: null })), 'page'],
  invoke: { src: 'verifySms', input: ({ context }) => visitOf(context) },
  on: {
    ...verdicts,
    ...smsTyping.on,
    NOT_VERIFIED: [
      ...codeAgain,
      {
        target: 'choose',
        actions: on('NOT_VERIFIED', (context, event) => identify(context, { error: `verify.sms.${event.why}` })),
      },
    ],
    PRESS: backToChoice,
  },
});

const video = kit.createStateConfig({
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
});

const cardPin = kit.createStateConfig({
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
});

export const c2States = { choose, faceConsent, face, sms, video, cardPin } as const;
