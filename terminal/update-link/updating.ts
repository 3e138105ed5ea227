import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { assignedRelease, assignmentMark } from '../../contract/release/assignment.ts';
import type { LookOutput } from '../../contract/update-gate.ts';
import type { UpdateStanding } from '../../contract/update-standing.ts';

/** What this service sees of an update from where it stands. */
export interface UpdatingFacts {
  /** The newest assignment of an application, as the hub has signed it. */
  readonly assignment: string | null;
  /** What the agent of updates says of the release that runs; null = there is no agent. */
  readonly standing: UpdateStanding | null;
  readonly gate: Pick<LookOutput, 'held' | 'waiting'>;
}

/**
 * What is under way with the assignment, for the heartbeat. The agent tells this service nothing of its steps, but what it asks for shows them: it asks for the machine once everything is fetched and
 * built, and holds it while it switches. `staged` is therefore never told: it ends as soon as it begins.
 * @returns null = nothing is under way; undefined = nobody can say
 */
export function updatingOf({ assignment, standing, gate }: UpdatingFacts): HeartbeatRequest['updating'] {
  if (standing === null) return undefined;
  const mark = assignment === null ? null : assignmentMark(assignment);
  const release = assignment === null ? null : assignedRelease(assignment);
  if (mark === null || release === null) return null;
  const { counter } = mark;
  if (standing.release === release) return standing.state === 'tried' ? { counter, phase: 'probation' } : null;
  // It went back, or was refused. A second try of a pardoned release shows only when it runs.
  if (standing.last?.release === release && standing.last.outcome !== 'succeeded') return null;
  if (gate.held !== null) return { counter, phase: 'activating' };
  return { counter, phase: gate.waiting > 0 ? 'waitingIdle' : 'downloading' };
}
