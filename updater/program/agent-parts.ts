import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import type { ReleaseManifest } from '../../contract/release/manifest.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import type { FetchLimits } from '../files/fetch-file.ts';
import type { FileStore } from '../files/file-store.ts';
import type { HealthPolicy } from '../health/judge.ts';
import type { Answer, LocalClient } from '../local-client.ts';
import type { Trust } from '../metadata/trust.ts';
import type { Fraction } from './back-off.ts';

/** Everything outside of the agent. */
export interface AgentParts {
  /** Folder of the installation. */
  readonly root: string;
  /** The release that runs, which is this program's own. */
  readonly release: ReleaseId;
  /** Its manifest. */
  readonly manifest: ReleaseManifest;
  readonly clock: Clock;
  readonly random: Fraction;
  readonly log: Log;
  /** A new connection to the terminal service. */
  readonly connect: () => Answer<LocalClient>;
  readonly trust: Trust;
  readonly store: FileStore;
  readonly limits: FetchLimits;
  /** What must stay free on the disk for citizens' applications, bytes. */
  readonly keepFreeBytes: number;
  readonly healthPolicy: Omit<HealthPolicy, 'release'>;
  readonly fetch?: typeof fetch;
  /** Ends this process; the launcher goes on by the record. */
  exit(): void;
}
