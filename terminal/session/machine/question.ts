import { readReceiptCode } from '../../../contract/receipt-code.ts';
import type { SessionContext } from '../context.ts';
import { type AskedField, verified } from '../rules/field-types.ts';
import { forgedScan, invalidScan } from '../session-ports.ts';
import {
  type AnswerMove,
  afterAnswer,
  afterLookup,
  backInside,
  knownPeople,
  onChoose,
  onCodeGood,
  onFieldCard,
  onFrame,
  onPress,
  onType,
} from './answering.ts';
import { askedNow } from './asked.ts';
import { cardFailed, notAsked } from './identify.ts';
import { kit, limited, on, set, to } from './kit.ts';
import { keepPull, searching, turning } from './lists.ts';
import { patch, visitOf } from './moves.ts';
import { back } from './presses.ts';

/** D2: one question, whatever its type; the moves themselves are in `answering.ts`. */

/** Both outcomes of a touch: a page that is finished, and one that stays with a choice made or an error. */
const answeredBy = (move: (context: SessionContext, event: never) => AnswerMove) => {
  const of = move as (context: SessionContext, event: unknown) => AnswerMove;
  const change = kit.assign(({ context, event }) => of(context, event).change);
  return [
    {
      guard: ({ context, event }: { context: SessionContext; event: unknown }) => of(context, event).isDone,
      target: '.answered' as const,
      actions: change,
    },
    {
      guard: ({ context, event }: { context: SessionContext; event: unknown }) => of(context, event).looks,
      target: '.looking' as const,
      actions: change,
    },
    { actions: [change, 'page' as const] },
  ];
};

const isTap = (context: SessionContext): boolean => askedNow(context)?.part === 'tap';
const isCode = (context: SessionContext): boolean => askedNow(context)?.field.type === 'sms6';
/** Whether the open field may be scanned instead of typed. */
const mayScan = (context: SessionContext): boolean =>
  askedNow(context)?.field.scan === true && context.devices.qrScanner.availability !== 'unavailable';

/** Number inside a receipt's QR (`terminal/receipt/receipt-qr.ts`), or a number printed alone; the city's own number only where the field takes such. Null = not a receipt of ours. */
function scannedNumber({ type }: AskedField, text: string): string | null {
  const match = /^(?:YTJ1:)?([A-Z]{2}\d{4}-\d{6}-\d{4}-\d)(?::|$)/.exec(text.trim());
  return match?.[1] ?? (type === 'receiptNo' ? null : (readReceiptCode(text.trim())?.receiptNo ?? null));
}

/** What was read and is no receipt of ours, where the field takes such; null = it is no answer. */
const otherScan = ({ type }: AskedField, text: string): string | null =>
  type === 'receiptNo' || text === invalidScan || text.startsWith('YTJ1:') ? null : text.slice(0, 200);

/** A receipt whose signature does not hold is no receipt of this city; anything else is only not readable, and can be typed. */
const scanError = (text: string): string => (text === forgedScan ? 'progress.badSignature' : 'progress.unreadable');

const typing = ['text', 'name', 'idno', 'uscc', 'mobile', 'digits', 'bankacct', 'money', 'percent', 'sms6'];
/** How long the open question may stand: what names a person, and be it the spouse, stands as short as every page with personal data. */
function limitOf(context: SessionContext): Partial<SessionContext> {
  const asked = askedNow(context);
  if (asked === null) return {};
  if (typing.includes(asked.field.type)) return limited(context, 'typing');
  const namesSomebody =
    asked.field.type === 'person' ? asked.part !== 'tap' || knownPeople(asked).length > 0 : isPersonal(asked.field);
  return limited(context, namesSomebody ? 'personal' : 'question');
}
const isPersonal = (field: AskedField): boolean => field.options?.personal === true;

const leavesSection = (context: SessionContext): boolean => {
  const change = backInside(context);
  return change !== null && askedNow({ ...context, ...change }) === null;
};

export const questionState = kit.createStateConfig({
  initial: 'entering',
  on: {
    CHOOSE: answeredBy((context, event: { readonly name: string; readonly option: string }) =>
      onChoose(context, event.name, event.option),
    ),
    TYPE: answeredBy((context, event: { readonly name: string; readonly value: string }) =>
      onType(context, event.name, event.value),
    ),
    FRAME: [
      {
        guard: ({ context, event }) => onFrame(context, event.name).change.visit !== undefined,
        actions: [
          { type: 'frame', params: ({ context, event }) => ({ visit: visitOf(context), jpeg: event.jpeg }) },
          on('FRAME', (context, event) => onFrame(context, event.name).change),
          'page',
        ],
      },
    ],
    SEARCH: searching,
    SCANNED: [
      // F-13: what is held there by whoever was asked who they are is no answer to the page below.
      { guard: ({ context }) => context.doubted },
      ...answeredBy((context, event: { readonly text: string }) => {
        const asked = askedNow(context);
        if (asked === null || !mayScan(context)) return { change: {}, isDone: false, looks: false };
        const text = scannedNumber(asked.field, event.text) ?? otherScan(asked.field, event.text);
        if (text !== null) {
          const read = event.text.startsWith('YTJ1:') ? event.text : null;
          return onType({ ...context, ...patch(context, { scanned: read }) }, asked.field.key, text);
        }
        return { change: patch(context, { fieldError: scanError(event.text) }), isDone: false, looks: false };
      }),
    ],
    PRESS: [
      turning,
      {
        // Before the first question of a part stands the list of parts.
        guard: ({ context, event }) => event.id === 'back' && leavesSection(context),
        target: to.route,
        actions: set((context) => backInside(context) ?? {}),
      },
      {
        guard: ({ context, event }) => event.id === 'back' && backInside(context) !== null,
        target: '.entering',
        actions: set((context) => backInside(context) ?? {}),
      },
      back,
      {
        guard: ({ context, event }) => onPress(context, event.id, event.at).change.notice != null,
        target: to.notice,
        actions: on('PRESS', (context, event) => onPress(context, event.id, event.at).change),
      },
      {
        guard: ({ context, event }) => onPress(context, event.id, event.at).isDone,
        target: '.answered',
        actions: on('PRESS', (context, event) => onPress(context, event.id, event.at).change),
      },
      {
        guard: ({ context, event }) => onPress(context, event.id, event.at).looks,
        target: '.looking',
        actions: on('PRESS', (context, event) => onPress(context, event.id, event.at).change),
      },
      {
        guard: ({ context, event }) => onPress(context, event.id, event.at).change.visit !== undefined,
        target: '.entering',
        actions: on('PRESS', (context, event) => onPress(context, event.id, event.at).change),
      },
    ],
  },
  states: {
    entering: {
      entry: [set(limitOf), 'page'],
      always: [
        { guard: ({ context }) => isTap(context), target: 'tap' },
        { guard: ({ context }) => isCode(context), target: 'code' },
        { guard: ({ context }) => mayScan(context), target: 'scanning' },
        { target: 'plain' },
      ],
    },
    plain: { always: { guard: ({ context }) => isTap(context), target: 'tap' } },
    /** The city is asked about the answer: a name that must be free, a phrase that must exist. */
    looking: {
      entry: 'page',
      invoke: { src: 'pull', input: ({ context }) => visitOf(context) },
      on: {
        PULLED: { actions: keepPull },
        PULLS_DONE: [
          {
            guard: ({ context }) => afterLookup(context).isDone,
            target: 'answered',
            actions: set((context) => afterLookup(context).change),
          },
          { target: 'entering', actions: set((context) => afterLookup(context).change) },
        ],
        CHOOSE: {},
        TYPE: {},
      },
    },
    scanning: { invoke: { src: 'scan', input: ({ context }) => visitOf(context) } },
    /** Somebody's card answers the question. */
    tap: {
      entry: [
        set((context) =>
          patch(context, {
            identify: { ...visitOf(context).identify, who: 'field', field: askedNow(context)?.field.key ?? null },
          }),
        ),
        'page',
      ],
      invoke: { src: 'readCard', input: ({ context }) => visitOf(context) },
      exit: set((context) =>
        context.visit === null
          ? {}
          : patch(context, { identify: { ...context.visit.identify, who: 'actor', field: null } }),
      ),
      on: {
        CARD_READ: [
          notAsked('tap'),
          {
            guard: ({ context, event }) => event.verdict === 'good' && onFieldCard(context, event.card).isDone,
            target: 'answered',
            actions: on('CARD_READ', (context, event) => onFieldCard(context, event.card).change),
          },
          {
            // Read anew: the next card may be the right one.
            target: 'tap',
            reenter: true,
            actions: on('CARD_READ', (context, event) => {
              if (event.verdict === 'expired') return patch(context, { fieldError: 'id.expired' });
              if (event.verdict === 'damaged') return patch(context, { fieldError: 'id.data' });
              return onFieldCard(context, event.card).change;
            }),
          },
        ],
        ...cardFailed.on,
      },
    },
    /** Six digits that the hub sent: it also says whether they are right. */
    code: {
      entry: [
        set((context) =>
          patch(context, {
            identify: {
              ...visitOf(context).identify,
              who: 'field',
              field: askedNow(context)?.field.key ?? null,
              sms: null,
            },
            fieldError: null,
          }),
        ),
        'page',
      ],
      invoke: { src: 'verifySms', input: ({ context }) => visitOf(context) },
      exit: set((context) =>
        context.visit === null
          ? {}
          : patch(context, { identify: { ...context.visit.identify, who: 'actor', field: null, sms: null } }),
      ),
      on: {
        SMS_SENT: {
          actions: [
            on('SMS_SENT', (context, event) =>
              patch(context, {
                identify: { ...visitOf(context).identify, sms: { codeId: event.codeId, to: event.to } },
                fieldError: event.isEarlier === true ? 'verify.sms.earlier' : null,
              }),
            ),
            'page',
          ],
        },
        TYPE: [
          {
            guard: ({ context, event }) =>
              askedNow(context)?.field.key === event.name && /^\d{6}$/.test(event.value.trim()),
            actions: {
              type: 'typed',
              params: ({ context, event }) => ({ visit: visitOf(context), value: event.value.trim() }),
            },
          },
          { actions: [set((context) => patch(context, { fieldError: 'error.sms6' })), 'page'] },
        ],
        VERIFIED: {
          guard: ({ context }) => onCodeGood(context, verified).isDone,
          target: 'answered',
          actions: set((context) => onCodeGood(context, verified).change),
        },
        NOT_VERIFIED: {
          actions: [
            on('NOT_VERIFIED', (context, event) =>
              patch(context, { fieldError: event.why === 'retry' ? 'error.sms6' : `verify.sms.${event.why}` }),
            ),
            'page',
          ],
        },
        PRESS: { guard: { type: 'pressed', params: 'resend' }, target: 'code', reenter: true },
      },
    },
    answered: { always: { target: to.route, actions: set(afterAnswer) } },
  },
});
