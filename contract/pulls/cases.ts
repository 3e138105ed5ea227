import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Day, Id, list, Place, Words } from './parts.ts';

/** One vocabulary of case states everywhere (docs/domain/catalogue.md §5). `unknown` is a word of the machine only and never comes from the hub. */
export const caseStates = [
  'delivered',
  'accepted',
  'inProgress',
  'needMore',
  'waitSpouse',
  'waitSign',
  'ready',
  'done',
  'refused',
  'withdrawn',
  'expired',
] as const;
export type CaseState = (typeof caseStates)[number];
/** Whether the department has nothing left to do in this case. */
export const isFinalCase = (state: CaseState): boolean =>
  ['ready', 'done', 'refused', 'withdrawn', 'expired'].includes(state);

/** One matter of a joint application: a lane of the tracker. Days are working days of the city's calendar. */
export const Matter = Type.Object(
  {
    matterId: Id,
    titleZh: Words,
    titleEn: Words,
    department: Type.String({ maxLength: 24 }),
    state: oneOf(['waiting', ...caseStates] as const),
    daysUsed: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    daysAllowed: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    startedAt: Type.Union([Words, Type.Null()]),
    /** While the department works: its promise. `needMore`: until when the citizen has to mend. */
    dueAt: Type.Union([Words, Type.Null()]),
    /** Day on which it ended, whatever the end. */
    settledAt: Type.Union([Day, Type.Null()]),
    /** What it issues: licence, seals, permit; null = nothing is handed out. */
    documentZh: Type.Union([Words, Type.Null()]),
    documentEn: Type.Union([Words, Type.Null()]),
    reason: Type.Union([Words, Type.Null()]),
    /** Section of the form that must be mended (补正). */
    section: Type.Union([Id, Type.Null()]),
    pickup: Type.Union([Words, Type.Null()]),
  },
  strict,
);
export type Matter = Static<typeof Matter>;

/** What a check page shows of an application, label and value a row, in each language: whoever signs later and elsewhere sees the same. */
const SummaryRows = Type.Array(
  Type.Object({ label: Type.String({ maxLength: 200 }), value: Type.String({ maxLength: 2000 }) }, strict),
  { maxItems: 100 },
);
export const SignedSummary = Type.Object({ 'zh-CN': SummaryRows, 'zh-HK': SummaryRows, en: SummaryRows }, strict);
export type SignedSummary = Static<typeof SignedSummary>;

/** What a signer who has not signed yet would sign, as the one who filled it in saw it. */
export const Signing = Type.Object(
  {
    draftId: Id,
    version: Type.Integer(),
    until: Words,
    summary: SignedSummary,
  },
  strict,
);
export type Signing = Static<typeof Signing>;

/** Enough to tell the card of the right person. */
const CaseSubject = Type.Object({ name: Words, idLast4: Type.String({ maxLength: 4 }) }, strict);
export type CaseSubject = Static<typeof CaseSubject>;

/** `status`: what anybody with the receipt may see. `detail`: after identification. */
export const CaseView = Type.Object(
  {
    receiptNo: Type.String({ maxLength: 32 }),
    itemId: Id,
    level: oneOf(['status', 'detail'] as const),
    state: oneOf(caseStates),
    /** joint applications: ready or done matters, and all. */
    matters: list(Matter, 12),
    done: Type.Integer({ minimum: 0 }),
    of: Type.Integer({ minimum: 0 }),
    submittedOn: Day,
    dueOn: Type.Union([Day, Type.Null()]),
    settledAt: Type.Union([Words, Type.Null()]),
    nextZh: Words,
    nextEn: Words,
    reason: Type.Union([Words, Type.Null()]),
    signers: Type.Object({ signed: Type.Integer(), of: Type.Integer() }, strict),
    may: list(oneOf(['supplement', 'withdraw', 'print', 'book', 'rate', 'sign'] as const), 6),
    /** Only for a named signer whose signature is missing. */
    signing: Type.Optional(Signing),
    /** Name and number fit the person who asked. */
    mine: Type.Boolean(),
    /** A person has rated it; what they said is told to nobody. */
    rated: Type.Boolean(),
    /**
     * For whom it is, masked, where the one who looks has applied for somebody else; null: for the one who looks. Only where the question has the parameter
     * `subject`, since machines of earlier releases refuse a word that they do not know. Left out: not asked, or a hub of an earlier release.
     */
    subject: Type.Optional(Type.Union([CaseSubject, Type.Null()])),
  },
  strict,
);
export type CaseView = Static<typeof CaseView>;
/** Parameter `subject`. */
export const caseList = Type.Object({ cases: list(CaseView, 50) }, strict);
/** Parameters `receiptNo` or `caseNo`, and `subject`; without an identified person only `status` comes back. */
export const caseDetail = Type.Object({ case: CaseView }, strict);
export const bookPlaces = Type.Object(
  {
    services: list(Type.Object({ serviceId: Id, nameZh: Words, nameEn: Words, words: Words }, strict), 60),
    places: list(Place, 40),
    active: list(
      Type.Object(
        { bookingNo: Words, serviceId: Id, nameZh: Words, nameEn: Words, place: Words, date: Day, slot: Words },
        strict,
      ),
      10,
    ),
  },
  strict,
);
/** Parameters `placeId`, `serviceId`, `date`. */
export const bookSlots = Type.Object(
  { slots: list(Type.Object({ slotId: Id, from: Words, to: Words, left: Type.Integer({ minimum: 0 }) }, strict), 40) },
  strict,
);
