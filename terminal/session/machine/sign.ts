import type { SessionContext, Visit } from '../context.ts';
import { draftKept, draftNotice } from '../rules/draft.ts';
import { stepOf } from '../rules/visit-steps.ts';
import { cardFailed, notAsked, phases, readerPhases } from './identify.ts';
import { canPrint, kit, limit, on, say, set, to } from './kit.ts';
import { advance, type Change, caseOf, isActorsCard, newSlip, partyOf, patch, visitOf } from './moves.ts';
import { end } from './presses.ts';
import { printPress } from './send.ts';
import { c2States, identify } from './verify.ts';

/** E2: signing one's own application, beside others, and later what somebody else filled in. */

const back = { guard: { type: 'pressed', params: 'back' }, target: to.route } as const;

/** Signers of a joint application who have not signed yet. */
export const unsigned = (visit: Visit) => (visit.draft?.signers ?? []).filter((signer) => !signer.signed);
const othersSign = (visit: Visit): boolean => stepOf(visit, 'sign')?.others !== undefined && unsigned(visit).length > 0;

const keepDraft = on('DRAFT', (context, event) => patch(context, { draft: event.draft ?? visitOf(context).draft }));
/** A card that cannot sign, whoever's it is: said as what it is, and laid down once more. */
const unfitCard = [
  {
    guard: ({ event }: { event: { verdict: string } }) => event.verdict === 'expired',
    target: to.notice,
    actions: say('sign.expired'),
  },
  {
    guard: ({ event }: { event: { verdict: string } }) => event.verdict === 'damaged',
    target: to.notice,
    actions: say('sign.unreadable'),
  },
] as const;

/**
 * What was not kept cannot be signed. Where the hub holds a newer one, that is fetched by the list of parts, where everybody sees it before it is signed.
 */
function notKept(context: SessionContext, event: { readonly draft: Visit['draft']; readonly state: string }): Change {
  const visit = visitOf(context);
  const isBehind = event.state === 'saved' || event.state === 'conflict';
  const list = visit.item.steps.findIndex((step) => step.page === 'sections');
  const known = event.draft ?? visit.draft;
  const draft = isBehind && known !== null ? { ...known, isBehind } : known;
  return {
    ...patch(context, { draft, ...(isBehind && list >= 0 ? { step: list, signature: null } : {}) }),
    notice: isBehind ? 'draft.conflict' : draftNotice(visit, event.state),
    noticeCode: null,
  };
}

/** Somebody lays the own card to sign; whoever it must be, and what follows, is the page's. */
const signerTap = kit.createStateConfig({
  ...readerPhases,
  entry: [
    limit('tap'),
    set((context) => identify(context, { who: 'signer', method: null, faceFailures: 0, sms: null, error: null })),
  ],
  invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
  // The next card is that of the one who acts here again.
  exit: set((context) => (context.visit === null ? {} : identify(context, { who: 'actor' }))),
  on: { READER_PHASE: phases, ...cardFailed.on },
});
const keepSigner = on('CARD_READ', (context, event) => patch(context, { signer: partyOf(event) }));

/** A card alone signs nothing (L3): who signs is verified by one of the equal ways, too. */
const signerVerify = (parent: string, backTo: string) =>
  kit.createStateConfig({
    initial: 'choose',
    states: {
      ...c2States,
      choose: {
        ...c2States.choose,
        on: {
          PRESS: [
            ...c2States.choose.on.PRESS,
            { guard: { type: 'pressed', params: 'back' }, target: `${parent}.${backTo}` },
          ],
        },
      },
      verified: { always: `${parent}.signing` },
    },
  });

/** E2: the person sees what is signed, lays the own card fresh, and only then the digest of what was shown is signed. */
export const signState = kit.createStateConfig({
  initial: 'entering',
  states: {
    entering: {
      // Behind the own signature nothing can be changed any more.
      always: [
        {
          guard: ({ context }) => draftKept(visitOf(context).item) && visitOf(context).signature === null,
          target: 'saving',
        },
        { target: 'asking' },
      ],
    },
    /** What was changed on the check page is kept before it is signed: a signature is of the version that the hub holds. */
    saving: {
      entry: [limit('none'), 'page'],
      invoke: { src: 'saveDraft', input: ({ context }) => visitOf(context) },
      on: {
        DRAFT: [
          {
            guard: ({ event }) => event.state === 'saved' && event.answers === undefined,
            target: 'asking',
            actions: keepDraft,
          },
          { target: to.notice, actions: on('DRAFT', notKept) },
        ],
      },
    },
    asking: {
      entry: [limit('personal'), set((context) => patch(context, { signer: null })), 'page'],
      always: {
        guard: ({ context }) => visitOf(context).signature !== null && othersSign(visitOf(context)),
        target: 'others',
      },
      on: { PRESS: [{ guard: { type: 'pressed', params: 'sign' }, target: 'tap' }, end] },
    },
    tap: {
      ...readerPhases,
      entry: limit('tap'),
      invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
      on: {
        READER_PHASE: phases,
        CARD_READ: [
          notAsked('tap'),
          ...unfitCard,
          {
            guard: ({ context, event }) => isActorsCard(context, event.card),
            target: 'signing',
            actions: on('CARD_READ', (context, event) => {
              const { actor } = visitOf(context);
              return actor === null ? {} : patch(context, { actor: { ...actor, at: event.at }, signer: null });
            }),
          },
          { target: to.notice, actions: say('id.other') },
        ],
        ...cardFailed.on,
        PRESS: [back, end],
      },
    },
    signing: {
      entry: [limit('none'), 'page'],
      invoke: { src: 'sign', input: ({ context }) => visitOf(context) },
      on: {
        DRAFT: { actions: keepDraft },
        SIGNED: [
          {
            guard: ({ context }) => visitOf(context).signer !== null || othersSign(visitOf(context)),
            target: 'others',
            actions: on('SIGNED', (context, event) =>
              visitOf(context).signer !== null
                ? patch(context, { signer: null })
                : patch(context, { signature: { digest: event.digest, at: event.at } }),
            ),
          },
          {
            target: to.route,
            actions: on('SIGNED', (context, event) => ({
              ...advance({ ...context, ...patch(context, { signature: { digest: event.digest, at: event.at } }) }),
            })),
          },
        ],
        NOT_VERIFIED: [
          { guard: ({ event }) => event.why === 'away', target: to.notice, actions: say('sign.unknown') },
          { target: to.notice, actions: say('sign.failed') },
        ],
      },
    },
    /** The others: who is here lays the own card, who is not signs on the phone. Nobody has to wait here for them. */
    others: {
      entry: [limit('personal'), set((context) => patch(context, { signer: null })), 'page'],
      on: {
        DRAFT: { actions: [keepDraft, 'page'] },
        PRESS: [
          { guard: { type: 'pressed', params: 'sign' }, target: 'otherTap' },
          {
            // One slip for each who is not here, with the code to sign by phone.
            ...printPress,
            guard: ({ context, event }) =>
              event.id === 'print' && unsigned(visitOf(context)).length > 0 && canPrint(context, visitOf(context)),
          },
          {
            guard: ({ context, event }) => event.id === 'continue' && visitOf(context).print.state !== 'printing',
            target: to.route,
            actions: [set(advance), set((context) => patch(context, newSlip(visitOf(context))))],
          },
          end,
        ],
      },
    },
    otherTap: {
      ...signerTap,
      on: {
        ...signerTap.on,
        CARD_READ: [
          notAsked('otherTap'),
          ...unfitCard,
          {
            guard: ({ context, event }) =>
              !isActorsCard(context, event.card) &&
              unsigned(visitOf(context)).some((signer) => event.card.number.endsWith(signer.idLast4)),
            target: 'verifying',
            actions: keepSigner,
          },
          { target: to.notice, actions: say('sign.notSigner') },
        ],
        PRESS: [{ guard: { type: 'pressed', params: 'back' }, target: 'others' }, end],
      },
    },
    verifying: signerVerify('#session.journey.visit.sign', 'others'),
  },
});

/** What this case waits for from the one who looks at it. */
export const signingOf = (context: SessionContext) => caseOf(context)?.signing ?? null;

const startCosign = set((context) => {
  const signing = signingOf(context);
  if (signing === null) return {};
  const { draftId, version, until } = signing;
  return patch(context, {
    act: 'sign',
    signer: null,
    draft: { draftId, version, until, signers: [], parts: 0, isBehind: false },
  });
});

/**
 * U1: somebody else's application waits for the signature of the one who looks at it. The same order as beside the one who filled it in: see what is signed, lay
 * the own card fresh, be verified.
 */
export const cosignStates = {
  toSign: kit.createStateConfig({
    entry: [limit('personal'), startCosign, 'page'],
    on: {
      PRESS: [
        { guard: { type: 'pressed', params: 'sign' }, target: 'signTap' },
        {
          guard: { type: 'pressed', params: 'back' },
          target: 'shown',
          actions: set((context) => patch(context, { act: null, draft: null })),
        },
      ],
    },
  }),
  signTap: kit.createStateConfig({
    ...signerTap,
    on: {
      ...signerTap.on,
      CARD_READ: [
        notAsked('signTap'),
        ...unfitCard,
        {
          guard: ({ context, event }) => isActorsCard(context, event.card),
          target: 'signVerify',
          actions: keepSigner,
        },
        { target: to.notice, actions: say('id.other') },
      ],
      PRESS: { guard: { type: 'pressed', params: 'back' }, target: 'toSign' },
    },
  }),
  signVerify: signerVerify('#session.journey.visit.tracker', 'toSign'),
  signing: kit.createStateConfig({
    entry: [limit('none'), 'page'],
    invoke: { src: 'sign', input: ({ context }) => visitOf(context) },
    on: {
      DRAFT: { actions: keepDraft },
      SIGNED: { target: 'told', actions: set((context) => patch(context, { signer: null })) },
      NOT_VERIFIED: {
        target: 'refused',
        actions: on('NOT_VERIFIED', (context, event) => ({
          ...patch(context, { signer: null }),
          notice:
            event.why === 'away' ? 'act.sign.away' : event.why === 'retry' ? 'sign.failed.lead' : 'act.sign.changed',
        })),
      },
    },
  }),
} as const;
