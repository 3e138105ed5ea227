import { type Static, Type } from 'typebox';
import { permissions, roles } from '../accounts.ts';
import { nullable, oneOf, strict } from '../closed-shapes.ts';

/**
 * Who sits at the console. The session is a cookie that scripts cannot read; every request that changes something carries `csrf` of the session in the header
 * `yitiji-csrf`. A request that the page makes by itself (after an event, by a timer) carries `yitiji-live: 1` and does not count as somebody being there; neither does
 * opening the event stream, which a browser does again and again by itself.
 */
export const csrfHeader = 'yitiji-csrf';
export const liveHeader = 'yitiji-live';

/** Lower-case letters, digits, dot and hyphen; what a person types to sign in. */
export const accountPattern = '^[a-z][a-z0-9.-]{1,31}$';
export const AccountName = Type.String({ pattern: accountPattern });
/** Six digits of the authenticator, or a recovery code. */
const Code = Type.String({ minLength: 6, maxLength: 20 });
const Password = Type.String({ minLength: 1, maxLength: 256 });

const ConsoleActor = Type.Object(
  {
    kind: oneOf(['account', 'token'] as const),
    id: Type.String(),
    name: Type.String(),
    roles: Type.Array(oneOf(roles)),
  },
  strict,
);
export type ConsoleActor = Static<typeof ConsoleActor>;

export const ConsoleSession = Type.Object(
  {
    actor: ConsoleActor,
    permissions: Type.Array(oneOf(permissions)),
    csrf: Type.String(),
    /** Ends by itself then unless somebody does something. */
    idleUntil: Type.String(),
    /** Ends then whatever happens. */
    until: Type.String(),
    /** Dangerous acts (`stepUpPermissions` of accounts.ts) are open until then without a fresh code; null = they ask for one. */
    steppedUpUntil: nullable(Type.String()),
    /** Recovery codes left; null for the operator token, which has none. */
    recoveryCodes: nullable(Type.Integer({ minimum: 0 })),
    /** Changes of the account that nobody has read in this browser (`OwnAccount` of own-account.ts). */
    unreadNotices: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type ConsoleSession = Static<typeof ConsoleSession>;

/** `GET /v1/console/session`, and the reply of signing in, stepping up and out. Null = nobody is signed in. */
export const SessionReply = Type.Object({ session: nullable(ConsoleSession), hubTime: Type.String() }, strict);
export type SessionReply = Static<typeof SessionReply>;

/**
 * `POST /v1/console/session`. Refused with `signInWrong` (401) whatever was wrong, `rateLimited` (429) after too many tries. The second form is for a demonstration and the
 * first set-up: whoever holds the operator token.
 */
export const SignInRequest = Type.Union([
  Type.Object({ account: Type.String({ minLength: 1, maxLength: 64 }), password: Password, code: Code }, strict),
  Type.Object({ token: Type.String({ minLength: 1, maxLength: 256 }) }, strict),
]);
export type SignInRequest = Static<typeof SignInRequest>;

/** `POST /v1/console/session/step-up`: answered with a `SessionReply`, refused as signing in. A recovery code does not serve here. */
export const StepUpRequest = Type.Object({ code: Code }, strict);
export type StepUpRequest = Static<typeof StepUpRequest>;

/** `POST /v1/console/session/end` ends this session; with `everywhere` all of this account's. */
export const EndSessionRequest = Type.Object({ everywhere: Type.Boolean() }, strict);
export type EndSessionRequest = Static<typeof EndSessionRequest>;

/**
 * `POST /v1/console/session/invitation`: somebody new, or whose account was reset, opens the invitation that an administrator gave. Wrong, used and run out look alike
 * (`signInWrong`). The secret goes into an authenticator (as text, or `uri` as a QR code); nothing is set before `…/set-up`.
 */
export const InvitationRequest = Type.Object(
  { account: Type.String({ minLength: 1, maxLength: 64 }), invitation: Type.String({ minLength: 1, maxLength: 64 }) },
  strict,
);
export type InvitationRequest = Static<typeof InvitationRequest>;
export const InvitationOpened = Type.Object(
  {
    name: Type.String(),
    /** Base32. */
    secret: Type.String(),
    /** `otpauth://totp/…` */
    uri: Type.String(),
    hubTime: Type.String(),
  },
  strict,
);
export type InvitationOpened = Static<typeof InvitationOpened>;

/** What is wrong with a new password; words of each are the console's. */
export const passwordFaults = ['tooShort', 'tooLong', 'tooPlain', 'holdsAccount'] as const;
export type PasswordFault = (typeof passwordFaults)[number];
/** Signs (code points) of a password. */
export const passwordLength = { least: 12, most: 128 } as const;

/**
 * `POST /v1/console/session/set-up`: sets password and authenticator and signs in. `badRequest` with detail `password: <PasswordFault>` when the password is too weak; `signInWrong` when
 * the code does not fit the secret, or the invitation is not good any more.
 */
export const SetUpRequest = Type.Object(
  { ...InvitationRequest.properties, password: Password, code: Type.String({ pattern: '^[0-9]{6}$' }) },
  strict,
);
export type SetUpRequest = Static<typeof SetUpRequest>;

/** Shown once. Each opens the account one time in place of the authenticator's code. */
export const RecoveryCodes = Type.Object(
  { recoveryCodes: Type.Array(Type.String()), session: ConsoleSession, hubTime: Type.String() },
  strict,
);
export type RecoveryCodes = Static<typeof RecoveryCodes>;

/** `POST /v1/console/session/password`: changes one's own; ends all other sessions of the account. Answered with a `SessionReply`. */
export const PasswordChange = Type.Object({ password: Password, newPassword: Password, code: Code }, strict);
export type PasswordChange = Static<typeof PasswordChange>;
