import { err, ok, type Result } from '../../contract/result.ts';
import type { ConfigRefusal, Wish } from '../config/config-desk.ts';
import type { ConfigService } from '../config/config-service.ts';
import { problemLine } from '../config/resolve.ts';
import { type Progress, setupRoles } from './progress.ts';

/**
 * What the machine layer of the configuration shall say after the set-up: model, hub, and of each role driver, port, speed and how its switches are set. Other settings of single units are left as they are; a role without a
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
    const { driver, port, baud, settings = {} } = given;
    return [
      { path: `${at}/driver`, value: driver },
      { path: `${at}/port`, value: port },
      ...(baud === null ? [{ path: `${at}/baud` }] : [{ path: `${at}/baud`, value: baud }]),
      ...Object.entries(settings).map(([key, value]) => ({ path: `${at}/settings/${key}`, value })),
    ];
  });
  return [
    ...(panel.model === null ? [] : [{ path: '/model', value: panel.model }]),
    ...(hubUrl === null ? [] : [{ path: '/hub/url', value: hubUrl }]),
    ...devices,
  ];
}

/**
 * Writes the machine layer: judged as a whole, in the history with its undo, power-cut safe. Said already = nothing to do.
 * Error: lines for a technician, each with its place.
 */
export function writeProfile(
  settings: Pick<ConfigService, 'propose' | 'apply'>,
  progress: Pick<Progress, 'panel' | 'hubUrl' | 'assigned' | 'by'>,
): Result<void, readonly string[]> {
  const proposed = settings.propose('machine', profileWishes(progress));
  if (!proposed.ok) return proposed.error.code === 'nothing' ? ok(undefined) : err(refusalLines(proposed.error));
  const done = settings.apply(proposed.value, progress.by ?? 'set-up');
  return done.ok ? ok(undefined) : err(refusalLines(done.error));
}

function refusalLines(refusal: ConfigRefusal): readonly string[] {
  switch (refusal.code) {
    case 'invalid':
      return refusal.problems.map(problemLine);
    case 'conflict':
      return refusal.paths;
    case 'io':
      return [`io: ${refusal.detail}`];
    default:
      return [refusal.code];
  }
}
