import { type Static, Type } from 'typebox';
import { roles } from '../accounts.ts';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { AccountName } from './session.ts';

/** `invited`: has no password yet, or was reset; `active`; `ended`: for good, the name is never given again. */
const accountStates = ['invited', 'active', 'ended'] as const;

/** Why an account was not made or changed, besides that there is none; stands in the `detail` of the error as `<fault>: …`. */
export const accountFaults = ['taken', 'oneself', 'ifRoles', 'ended'] as const;
export type AccountFault = (typeof accountFaults)[number];

const accountIdPattern = '^account-[A-Za-z0-9_-]{22}$';
export const AccountId = Type.String({ pattern: accountIdPattern });
const Name = Type.String({ minLength: 1, maxLength: 64 });
const Roles = Type.Array(oneOf(roles), { minItems: 1, maxItems: roles.length, uniqueItems: true });

/** `GET /v1/console/accounts` (permission `account.manage` or `audit.read`): all of them, ended ones last. */
export const AccountRow = Type.Object(
  {
    id: AccountId,
    account: AccountName,
    /** As colleagues call this person. */
    name: Name,
    roles: Roles,
    state: oneOf(accountStates),
    createdAt: Type.String(),
    /** Of the invitation; null = there is none, or it has run out. */
    invitedUntil: nullable(Type.String()),
    lastSignInAt: nullable(Type.String()),
    /** Sessions that are open now. */
    sessions: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type AccountRow = Static<typeof AccountRow>;

/** `POST /v1/operator/accounts`: a new account, answered with its invitation. Refused with `badRequest` when the name was ever taken. */
export const NewAccount = Type.Object({ account: AccountName, name: Name, roles: Roles }, strict);
export type NewAccount = Static<typeof NewAccount>;

/** Also of `POST /v1/operator/accounts/:id/reset`, which makes password, authenticator, recovery codes and sessions void. Shown once. */
export const AccountInvitation = Type.Object(
  { account: AccountRow, invitation: Type.String(), until: Type.String(), hubTime: Type.String() },
  strict,
);
export type AccountInvitation = Static<typeof AccountInvitation>;

/**
 * `POST /v1/operator/accounts/:id`, answered with the `AccountRow`. Nobody changes the roles of himself. `ifRoles` = the roles that were seen: refused with `badRequest` (`ifRoles: …`) where it has
 * others by now, so that nobody gives back unseen what somebody else has just taken away.
 */
export const AccountChange = Type.Object(
  { name: Type.Optional(Name), roles: Type.Optional(Roles), ifRoles: Type.Optional(Roles) },
  strict,
);
export type AccountChange = Static<typeof AccountChange>;

const Reason = Type.String({ minLength: 1, maxLength: 200 });

/** `POST /v1/operator/accounts/:id/end`, for good, answered with the `AccountRow`. Nobody ends himself. */
export const AccountEnd = Type.Object({ reason: Reason }, strict);

/** `POST /v1/operator/accounts/:id/reset` (`AccountInvitation`) and `…/sign-out` (all sessions, `AccountRow`); a reason that is given stands in the audit. */
export const AccountAct = Type.Object({ reason: Type.Optional(Reason) }, strict);
