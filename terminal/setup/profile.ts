import type { Wish } from '../config/config-desk.ts';
import { type Progress, setupRoles } from './progress.ts';

/**
 * What the machine layer of the configuration shall say after the set-up: model, hub, and of each role driver, port and speed. Settings of single units are left as they are; a role without a
 * port is not fitted. Pure.
 */
export function profileWishes({
  panel,
  hubUrl,
  assigned,
}: Pick<Progress, 'panel' | 'hubUrl' | 'assigned'>): readonly Wish[] {
  const devices = setupRoles.flatMap((role): readonly Wish[] => {
    const at = `/devices/${role}`;
    const given = assigned[role];
    if (given === undefined) return [{ path: `${at}/port`, value: '' }];
    const { driver, port, baud } = given;
    return [
      { path: `${at}/driver`, value: driver },
      { path: `${at}/port`, value: port },
      ...(baud === null ? [{ path: `${at}/baud` }] : [{ path: `${at}/baud`, value: baud }]),
    ];
  });
  return [
    ...(panel.model === null ? [] : [{ path: '/model', value: panel.model }]),
    ...(hubUrl === null ? [] : [{ path: '/hub/url', value: hubUrl }]),
    ...devices,
  ];
}
