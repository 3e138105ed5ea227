import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Condition, Format, Line, Ref } from './condition.ts';
import { FieldKey, ItemId, TextKey } from './schema-kit.ts';

/** Identity levels (docs/domain/catalogue.md §1.2). `L2` always offers its equal alternatives on the same page. */
export const identityLevels = ['L0', 'L1', 'L2', 'L3'] as const;
export type IdentityLevel = (typeof identityLevels)[number];
export const verifyMethods = ['face', 'cardPin', 'sms', 'video'] as const;
export type VerifyMethod = (typeof verifyMethods)[number];

/** One row of facts. `hidden`: a tile that covers amounts, health, family until 显示 is pressed (10 s). */
const FactLine = Type.Object(
  {
    label: TextKey,
    value: Line,
    when: Type.Optional(Condition),
    hidden: Type.Optional(Type.Boolean()),
    emphasis: Type.Optional(Type.Boolean()),
  },
  strict,
);

/** What the city knows, one sheet with its source and date. With `list` every entry becomes rows of its own (`row/…`). */
export const FactSection = Type.Object(
  {
    title: TextKey,
    pull: Type.String({ maxLength: 48 }),
    list: Type.Optional(Ref),
    /** With `list`: entries for which this does not hold are left out. */
    where: Type.Optional(Condition),
    /** With `list`: a last row with the total of one number (`row/…`) over the entries that stand there. */
    sum: Type.Optional(
      Type.Object({ label: TextKey, of: Ref, format: Format, hidden: Type.Optional(Type.Boolean()) }, strict),
    ),
    /** `view` pages: stands also on the slip. Tables never do. */
    slip: Type.Optional(Type.Boolean()),
    /** With `list`: label of one entry, drawn as one row with `value`; or several rows below a title. */
    entry: Type.Optional(
      Type.Object(
        { label: Line, value: Line, hidden: Type.Optional(Type.Boolean()), emphasis: Type.Optional(Type.Boolean()) },
        strict,
      ),
    ),
    rows: Type.Optional(Type.Array(FactLine, { maxItems: 24 })),
    /** Records: a table with pages of 12 rows. */
    columns: Type.Optional(
      Type.Array(Type.Object({ label: TextKey, value: Line, hidden: Type.Optional(Type.Boolean()) }, strict), {
        maxItems: 6,
      }),
    ),
    /** Text where the pull found nothing. */
    empty: Type.Optional(TextKey),
    when: Type.Optional(Condition),
  },
  strict,
);

/** Why a visit cannot go on from here, and what to do instead. `link`: another item that helps, started with the same identity. */
export const Block = Type.Object(
  {
    when: Condition,
    /** Text keys `<notice>`, `<notice>.lead`. Name of the page: `N1-<notice>`. */
    notice: TextKey,
    /** Values for the places of both texts. */
    with: Type.Optional(Type.Record(Type.String({ maxLength: 24 }), Type.Object({ ref: Ref, format: Format }, strict))),
    /** False: may go on all the same (a warning). Default true. */
    stops: Type.Optional(Type.Boolean()),
    link: Type.Optional(Type.Object({ item: ItemId, label: TextKey }, strict)),
  },
  strict,
);

/** Leads to another item in the same visit; identity and what was found stay, answers are carried by `carry`. */
export const ItemLink = Type.Object(
  {
    item: ItemId,
    label: TextKey,
    when: Type.Optional(Condition),
    carry: Type.Optional(
      Type.Record(FieldKey, Type.Union([Type.String({ maxLength: 64 }), Type.Object({ ref: Ref }, strict)])),
    ),
  },
  strict,
);

const when = Type.Optional(Condition);

/** One part of a task list (biz.open). `needs`: ids of sections that must be complete before. */
const TaskSection = Type.Object(
  {
    id: FieldKey,
    title: TextKey,
    fields: Type.Array(FieldKey, { minItems: 1 }),
    needs: Type.Array(FieldKey),
    when,
    recommended: Type.Optional(Type.Boolean()),
  },
  strict,
);

export const ItemStep = Type.Union([
  /** B1 办事须知: minutes, materials, visits, fee, promise, what is fetched, devices. All from the item itself. */
  Type.Object({ page: Type.Literal('intro'), when }, strict),
  /** B2: notice of the item. */
  Type.Object(
    { page: Type.Literal('consent'), notice: TextKey, textVersion: Type.Integer({ minimum: 1 }), when },
    strict,
  ),
  /** C1, and C2 for L2 and L3. `proxy`: 替别人办 is offered; the second card is the subject, with relation from `relation`. */
  Type.Object(
    {
      page: Type.Literal('identify'),
      level: oneOf(identityLevels),
      proxy: Type.Optional(
        Type.Object(
          {
            kind: oneOf(['guardian', 'family', 'any'] as const),
            relation: Type.Optional(Type.String({ maxLength: 48 })),
          },
          strict,
        ),
      ),
      when,
    },
    strict,
  ),
  /** D1: pulls in parallel, facts with source and date; `offlineNotice` explains where nothing could be fetched (QUEUE items). */
  Type.Object(
    {
      page: Type.Literal('found'),
      pulls: Type.Array(Type.String({ maxLength: 48 }), { minItems: 1, maxItems: 12 }),
      /**
       * Parameters of these pulls, by pull and name: references, or `is` for a fixed word. Values are sent as text, a list joined by commas, rows of people as
       * their ID numbers; what leads nowhere is left out. A pull of this step that was asked before with other parameters, or for nobody while somebody is
       * identified now, is asked again when the step is reached.
       */
      params: Type.Optional(
        Type.Record(
          Type.String({ maxLength: 48 }),
          Type.Record(
            Type.String({ maxLength: 32 }),
            Type.Union([Ref, Type.Object({ is: Type.String({ maxLength: 64 }) }, strict)]),
          ),
        ),
      ),
      title: Type.Optional(TextKey),
      sections: Type.Array(FactSection, { maxItems: 12 }),
      blocks: Type.Optional(Type.Array(Block, { maxItems: 12 })),
      offlineNotice: Type.Optional(TextKey),
      /** False: fetched without a page of its own, shown only where something blocks or is away. */
      shown: Type.Optional(Type.Boolean()),
      when,
    },
    strict,
  ),
  /** Eligibility, one line each ✔ ✖ ? with the reason. Goes on where every `must` line holds or is unknown. */
  Type.Object(
    {
      page: Type.Literal('board'),
      title: TextKey,
      lines: Type.Array(
        Type.Object(
          {
            text: Line,
            holds: Condition,
            unknownWhen: Type.Optional(Condition),
            reason: TextKey,
            must: Type.Boolean(),
          },
          strict,
        ),
        { minItems: 1, maxItems: 12 },
      ),
      /** 与我的情况不符: where to go with a line that is wrong. */
      links: Type.Optional(Type.Array(ItemLink, { maxItems: 4 })),
      when,
    },
    strict,
  ),
  /** D2: one question. */
  Type.Object({ page: Type.Literal('question'), field: FieldKey, when }, strict),
  /**
   * Task list with sections in any order that their needs allow; the draft is kept at the hub. Where the field `draft` has an answer, it names the draft
   * that is taken up again.
   */
  Type.Object(
    {
      page: Type.Literal('sections'),
      sections: Type.Array(TaskSection, { minItems: 1, maxItems: 12 }),
      draft: Type.Boolean(),
      when,
    },
    strict,
  ),
  /** E0, two equal buttons. Texts `<id>`, `<id>.lead`, `<id>.go`, `<id>.stop`; `points`: further notices with title `<key>.title`. */
  Type.Object(
    {
      page: Type.Literal('interruption'),
      id: TextKey,
      with: Type.Optional(
        Type.Record(Type.String({ maxLength: 24 }), Type.Object({ ref: Ref, format: Format }, strict)),
      ),
      points: Type.Array(
        Type.Object(
          { tone: oneOf(['information', 'attention', 'waiting'] as const), text: Line, title: TextKey, when },
          strict,
        ),
        { maxItems: 4 },
      ),
      hotlines: Type.Boolean(),
      when,
    },
    strict,
  ),
  /** E1: groups 政府已有 / 您填写的; button named after the act. `.offline` of the label is used when nothing could be checked. */
  Type.Object(
    {
      page: Type.Literal('check'),
      submitLabel: TextKey,
      sections: Type.Optional(Type.Array(FactSection, { maxItems: 6 })),
      when,
    },
    strict,
  ),
  /**
   * E2: explicit signing of the summary (L3): re-identification, then the hash of what was shown. `others`: fields of type `records` or `person` whose
   * people sign too; each ID number once, whoever has signed as actor is not asked again.
   */
  Type.Object(
    {
      page: Type.Literal('sign'),
      others: Type.Optional(Type.Union([FieldKey, Type.Array(FieldKey, { minItems: 1, maxItems: 8 })])),
      when,
    },
    strict,
  ),
  /** Payment by QR, before anything irreversible. The hub owns the order. */
  Type.Object({ page: Type.Literal('pay'), when }, strict),
  /** F1: commits the application and follows it; everything behind it happens with a receipt number. */
  Type.Object(
    {
      page: Type.Literal('submit'),
      /** The check page asks for a fresh tap where the identification is older than 3 minutes (H15). Default: items with L2 or L3. */
      irreversible: Type.Optional(Type.Boolean()),
      /**
       * `book`: no application but a booking, made live at `POST …/bookings` with the answers `service` `place` `slot` `date` `mobile`; nothing goes to the
       * outbox. `result/data` then holds `bookingNo` `place` `address` `date` `from` `to` `window`; `full` and `already` are refusals with these reasons.
       * `cancelBooking`: gives back the booking that the answer `bookingNo` names.
       */
      act: Type.Optional(oneOf(['book', 'cancelBooking'] as const)),
      when,
    },
    strict,
  ),
  /** Card on the spot: PIN, reserve, take, write, print, read back, present, taken or captured. */
  Type.Object({ page: Type.Literal('issueCard'), when }, strict),
  /** A4: masked preview with page count, then the hub issues the document for this job and every page is followed. */
  Type.Object(
    {
      page: Type.Literal('printDocument'),
      document: Type.String({ maxLength: 48 }),
      copies: Type.Optional(FieldKey),
      when,
    },
    strict,
  ),
  /** Last page of a query: facts and what can be done with them. `slip`: receipt template stem for an optional slip. */
  Type.Object(
    {
      page: Type.Literal('view'),
      title: TextKey,
      sections: Type.Array(FactSection, { maxItems: 12 }),
      links: Type.Optional(Type.Array(ItemLink, { maxItems: 6 })),
      slip: Type.Optional(Type.String({ maxLength: 64 })),
      /** QR that lives 60 s (e-licences): pull that gives it. */
      qr: Type.Optional(Ref),
      /** The button that leads to the pages behind this one (print), and when it is offered. Without it this is the last page. */
      go: Type.Optional(Type.Object({ label: TextKey, when: Type.Optional(Condition) }, strict)),
      when,
    },
    strict,
  ),
  /**
   * U1: parent bar, lanes of matters, next step; actions 补正 撤回 打印 预约 评价 where the case allows them (rating: item `u.rate` with `receiptNo` carried,
   * booking: `svc.book`). Where pages stand behind it in its item, `go` leads to them (看详情). `slip`: template stem of its paper; a `pickup` slip
   * is printed where something of the case is ready, else the receipt once more.
   */
  Type.Object(
    {
      page: Type.Literal('tracker'),
      case: Ref,
      go: Type.Optional(Type.Object({ label: TextKey, when: Type.Optional(Condition) }, strict)),
      slip: Type.Optional(Type.String({ maxLength: 64 })),
      when,
    },
    strict,
  ),
  /**
   * U2: the five faces of the field `level`, then the other fields of the item `u.rate` whose conditions hold, one page each; at the end the rating is
   * committed. The done page of any item offers the same pages, with the fields of `u.rate` and the receipt number of the visit.
   */
  Type.Object({ page: Type.Literal('rate'), when }, strict),
  /** U3, U4: pages of the utilities. */
  Type.Object({ page: Type.Literal('guide'), when }, strict),
  Type.Object({ page: Type.Literal('help'), when }, strict),
]);
export type ItemStep = Static<typeof ItemStep>;
export type StepPage = ItemStep['page'];
export type StepOf<P extends StepPage> = Extract<ItemStep, { page: P }>;
export type FactSection = Static<typeof FactSection>;
export type ItemLink = Static<typeof ItemLink>;
export type BlockRule = Static<typeof Block>;
