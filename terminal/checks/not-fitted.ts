import type { KioskConfig } from '../../contract/kiosk-config.ts';

/** Roles that the configuration knows and that have no port. */
export function notFittedRoles({
  devices,
  personaliser,
}: Pick<KioskConfig, 'devices' | 'personaliser'>): readonly string[] {
  const roles = Object.entries(devices).flatMap(([role, { port }]) => (port === '' ? [role] : []));
  return (personaliser?.port ?? '') === '' ? [...roles, 'personaliser'] : roles;
}
