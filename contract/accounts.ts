/**
 * People of the fleet console and what each role may do. Names of the roles are those of the field: an operator watches and sends out, a release manager rolls out (two persons), a content editor
 * switches items and texts, an auditor reads everything and changes nothing, an administrator enrols machines and keeps the accounts. Keepers and technicians are staff of a machine, not of the console
 * (contract/technician/staff.ts).
 */
export const roles = ['operator', 'releaseManager', 'contentEditor', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** What a route may ask for. Reading the fleet is open to everybody who has signed in. */
export const permissions = [
  'fleet.read',
  'audit.read',
  'command.send',
  'alert.act',
  'order.act',
  'rollout.manage',
  'rollout.approve',
  'content.switch',
  'machine.enrol',
  'staff.manage',
  'account.manage',
] as const;
export type Permission = (typeof permissions)[number];

const everybody: readonly Permission[] = ['fleet.read'];

const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  operator: [...everybody, 'command.send', 'alert.act', 'order.act'],
  releaseManager: [...everybody, 'rollout.manage', 'rollout.approve'],
  contentEditor: [...everybody, 'content.switch'],
  auditor: [...everybody, 'audit.read'],
  administrator: [...everybody, 'audit.read', 'machine.enrol', 'staff.manage', 'account.manage', 'order.act'],
};

/** What an account may do only within a few minutes of a fresh code of its authenticator: acts that reach many machines, let machines in, or make people. */
export const stepUpPermissions: readonly Permission[] = ['rollout.approve', 'machine.enrol', 'account.manage'];

/** Who does something at the hub. `token` = whoever holds the operator token: command line, first set-up; may do everything but approve for two. */
export interface Actor {
  readonly kind: 'account' | 'token';
  /** Stable id of the account; `token` for the token. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Whether this actor may do it: a token may do all that its routes offer, a person what one of the roles has. */
export const mayDo = (actor: Actor, permission: Permission): boolean =>
  actor.kind === 'token' || actor.roles.some((role) => permissionsOf[role].includes(permission));
