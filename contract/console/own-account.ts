import { type Static, Type } from 'typebox';
import { roles } from '../accounts.ts';
import { nullable, oneOf, strict } from '../closed-shapes.ts';

/** Programs and systems that the hub tells apart by what a browser says of itself; `other` = none of them, or it said nothing. */
export const browserNames = [
  'chrome',
  'edge',
  'firefox',
  'safari',
  'qq',
  '360',
  'uc',
  'wechat',
  'commandLine',
  'other',
] as const;
export type BrowserName = (typeof browserNames)[number];
export const systemNames = ['windows', 'macos', 'linux', 'android', 'ios', 'harmony', 'other'] as const;
export type SystemName = (typeof systemNames)[number];

const Browser = Type.Object({ browser: oneOf(browserNames), system: oneOf(systemNames) }, strict);
/** What a browser says it is; a lie of it is believed. */
export type Browser = Static<typeof Browser>;

/** A session of one's own that is open now. */
const OwnSession = Type.Object(
  {
    /** Names it in `EndOtherSessions`. */
    no: Type.Integer({ minimum: 1 }),
    /** The one that asks. */
    isThis: Type.Boolean(),
    /** Null = not known: it began before the hub kept this. */
    browser: nullable(Browser),
    /** Network address that the sign-in came from, as the hub saw it; null = not known. */
    place: nullable(Type.String()),
    beganAt: Type.String(),
    /** To the minute. */
    lastUsedAt: Type.String(),
  },
  strict,
);
export type OwnSession = Static<typeof OwnSession>;

/** What can be told to somebody about the own account: acts of the audit, and `recoveryUsed` = signed in with a recovery code. */
export const accountNews = [
  'account.setUp',
  'account.reset',
  'account.changed',
  'account.signedOut',
  'account.passwordChanged',
  'account.recoveryRenewed',
  'account.browserAdded',
  'session.codeReused',
  'session.othersEnded',
  'recoveryUsed',
] as const;
export type AccountNews = (typeof accountNews)[number];

const AccountNotice = Type.Object(
  {
    /** Number of the entry in the audit. */
    seq: Type.Integer({ minimum: 1 }),
    at: Type.String(),
    what: oneOf(accountNews),
    /** Who did it; null = the owner of the account. */
    by: nullable(Type.Object({ kind: oneOf(['account', 'token'] as const), name: Type.String() }, strict)),
    /** Nobody has said in this browser that it was read. */
    isNew: Type.Boolean(),
    /** Of `account.changed`: the roles that it has from then on; null = another change. */
    roles: nullable(Type.Array(oneOf(roles))),
    /** Of `account.browserAdded`. */
    browser: nullable(Browser),
  },
  strict,
);
export type AccountNotice = Static<typeof AccountNotice>;

/** Days that a change of the account is told to its owner. */
export const noticeDays = 30;

/** `GET /v1/console/account`: one's own; `forbidden` for the operator token, which has none. */
export const OwnAccount = Type.Object(
  {
    account: Type.String(),
    name: Type.String(),
    roles: Type.Array(oneOf(roles)),
    /** When password and authenticator were set. */
    passwordSince: nullable(Type.String()),
    authenticatorSince: nullable(Type.String()),
    /** That were not used yet. */
    recoveryCodes: Type.Integer({ minimum: 0 }),
    /** This one first, then the last used. */
    sessions: Type.Array(OwnSession),
    /** Of the last `noticeDays` days, newest first, 50 at most. */
    notices: Type.Array(AccountNotice),
    hubTime: Type.String(),
  },
  strict,
);
export type OwnAccount = Static<typeof OwnAccount>;

/**
 * `POST /v1/console/session/end-others`: ends one other session of the own account, or (`no` null) all others; wants a fresh code (`stepUp`). One that is not there any more has ended: no
 * failure. Answered with the number of those that it ended.
 */
export const EndOtherSessions = Type.Object(
  { no: nullable(Type.Integer({ minimum: 1, maximum: 2 ** 53 - 1 })) },
  strict,
);
export type EndOtherSessions = Static<typeof EndOtherSessions>;
export const OthersEnded = Type.Object({ ended: Type.Integer({ minimum: 0 }), hubTime: Type.String() }, strict);

/** `POST /v1/console/session/notices`: notices up to this entry were read in this browser; answered with a `SessionReply`. */
export const NoticesRead = Type.Object({ upTo: Type.Integer({ minimum: 0, maximum: 2 ** 53 - 1 }) }, strict);
export type NoticesRead = Static<typeof NoticesRead>;
