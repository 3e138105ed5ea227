import { type Static, Type } from 'typebox';
import { type AlertCode, alertCodes, alertGroups, alertSeverities } from '../alerts/catalogue.ts';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { District, Iso, Kiosk, pageOf, pageQuery } from './page.ts';

/** What the console reads and does about alerts. Words of a row: `alertWords` (contract/alerts/words.ts). No person but whoever acknowledged or muted. */
const AlertId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Code = Type.Unsafe<AlertCode>({ type: 'string', enum: [...alertCodes] });
const Place = Type.String({ minLength: 1, maxLength: 200 });
const Reason = Type.String({ minLength: 1, maxLength: 200 });

export const MuteRow = Type.Object(
  {
    id: AlertId,
    /** Which machine; null = every machine of `place`, or of all places. */
    kiosk: nullable(Type.String()),
    place: nullable(Type.String()),
    /** Which alert; null = all of them. */
    code: nullable(Code),
    until: Iso,
    reason: Type.String(),
    by: Type.String(),
    madeAt: Iso,
  },
  strict,
);
export type MuteRow = Static<typeof MuteRow>;

export const AlertRow = Type.Object(
  {
    id: AlertId,
    code: Code,
    group: oneOf(alertGroups),
    severity: oneOf(alertSeverities),
    /** Part of the machine, `receiptPrinter.paper`; empty = the machine or the site itself. */
    subject: Type.String({ maxLength: 128 }),
    /** Null = an alert of the site (`siteOffline`). */
    kiosk: nullable(Type.String()),
    place: Type.String(),
    district: Type.String(),
    /** When it was seen first, before it was certain. */
    since: Iso,
    openedAt: Iso,
    /** Null = it stands. */
    resolvedAt: nullable(Iso),
    /** `value`, `limit`, `machines`, as its words want them. */
    numbers: Type.Record(Type.String({ maxLength: 16 }), Type.Number()),
    acknowledged: nullable(Type.Object({ at: Iso, by: Type.String(), note: nullable(Type.String()) }, strict)),
    /** `mute` = somebody muted it; `maintenance` = the machine is being looked after. Null = it is told to people. */
    quiet: nullable(
      Type.Object(
        { why: oneOf(['mute', 'maintenance'] as const), until: nullable(Iso), reason: nullable(Type.String()) },
        strict,
      ),
    ),
  },
  strict,
);
export type AlertRow = Static<typeof AlertRow>;

const alertStates = ['open', 'resolved'] as const;

/** `GET /v1/console/alerts`: open ones most urgent first, then oldest first; resolved ones newest first. */
export const AlertsQuery = Type.Object(
  {
    state: Type.Optional(oneOf(alertStates)),
    district: Type.Optional(District),
    place: Type.Optional(Place),
    kiosk: Type.Optional(Kiosk),
    group: Type.Optional(oneOf(alertGroups)),
    severity: Type.Optional(oneOf(alertSeverities)),
    code: Type.Optional(Code),
    /** true = those that nobody has acknowledged. */
    isNew: Type.Optional(Type.Boolean()),
    /** false = without those that are muted or of a machine under maintenance. Default true: with them. */
    withQuiet: Type.Optional(Type.Boolean()),
    ...pageQuery,
  },
  strict,
);
export type AlertsQuery = Static<typeof AlertsQuery>;

export const AlertsPage = pageOf(AlertRow);
export type AlertsPage = Static<typeof AlertsPage>;

const bySeverity = { stop: Type.Integer(), limit: Type.Integer(), watch: Type.Integer() };

/** `GET /v1/console/alerts/sites?district=…`: open alerts by site, most urgent first; at most 500 sites. `counts` is of all. */
export const AlertSites = Type.Object(
  {
    counts: Type.Object({ ...bySeverity, open: Type.Integer(), isNew: Type.Integer(), quiet: Type.Integer() }, strict),
    sites: Type.Array(
      Type.Object(
        {
          ...bySeverity,
          place: Type.String(),
          district: Type.String(),
          /** Machines of the site that have an open alert; all of them when the site itself is silent. */
          machines: Type.Integer(),
          open: Type.Integer(),
          isNew: Type.Integer(),
          oldest: Iso,
        },
        strict,
      ),
    ),
  },
  strict,
);
export type AlertSites = Static<typeof AlertSites>;

const alertActs = ['opened', 'acknowledged', 'muted', 'unmuted', 'resolved'] as const;

/** `GET /v1/console/alerts/{id}`. */
export const AlertDetail = Type.Object(
  {
    alert: AlertRow,
    /** Machines that a site alert stands for; at most 100. */
    kiosks: Type.Array(Type.String()),
    /** What happened with it, oldest first. */
    events: Type.Array(
      Type.Object(
        { at: Iso, what: oneOf(alertActs), by: nullable(Type.String()), note: nullable(Type.String()) },
        strict,
      ),
    ),
    /** Who was told, by port and change. */
    deliveries: Type.Array(
      Type.Object(
        {
          port: Type.String(),
          change: oneOf(['opened', 'resolved'] as const),
          state: oneOf(['waiting', 'sent', 'failed'] as const),
          attempts: Type.Integer(),
          sentAt: nullable(Iso),
          cause: nullable(Type.String()),
        },
        strict,
      ),
    ),
    /** How often the same alert stood at this machine or site in the last 30 days, this one included. */
    timesIn30Days: Type.Integer(),
  },
  strict,
);
export type AlertDetail = Static<typeof AlertDetail>;

/** `GET /v1/console/runbooks/{code}`: Markdown, one text for each language. */
export const Runbook = Type.Object({ code: Code, zh: Type.String(), en: Type.String() }, strict);
export type Runbook = Static<typeof Runbook>;

/** Alerts that are taken up by one request at most. */
export const maxAcknowledged = 500;

/** `POST /v1/operator/alerts/acknowledge`: somebody has taken it up. It ends by itself, not by this. */
export const AcknowledgeRequest = Type.Object(
  { ids: Type.Array(AlertId, { minItems: 1, maxItems: maxAcknowledged }), note: Type.Optional(Reason) },
  strict,
);
/** How many of them were open and not acknowledged yet. */
export const AcknowledgeReply = Type.Object({ acknowledged: Type.Integer() }, strict);

/** `POST /v1/operator/alerts/mutes`: nobody is told of these until then; they still stand in the list. One of `kiosk`, `place` or `code` at least. */
export const MuteRequest = Type.Object(
  {
    kiosk: Type.Optional(Kiosk),
    place: Type.Optional(Place),
    code: Type.Optional(Code),
    until: Iso,
    reason: Reason,
  },
  strict,
);
export type MuteRequest = Static<typeof MuteRequest>;

/** `GET /v1/console/alerts/mutes`: those in force, newest first. `POST /v1/operator/alerts/mutes/{id}/end` ends one. */
export const MuteList = Type.Array(MuteRow);
