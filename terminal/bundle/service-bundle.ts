import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveFacts } from '../../contract/checks.ts';
import { err, type Result } from '../../contract/result.ts';
import type { ServiceChecks } from '../checks/service-checks.ts';
import type { ConfigService } from '../config/config-service.ts';
import { systemRandom } from '../crypto/random.ts';
import type { LogRing } from '../log/log-ring.ts';
import { databaseFile } from '../store/open-store.ts';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { version } from '../version.ts';
import { bundleFiles } from './bundle-files.ts';
import { readLogCatalogue } from './log-lines.ts';
import { type SealedBundle, sealBundle } from './seal-bundle.ts';

/** Bytes of the log that go into a bundle. */
const logBytes = 4 * 1024 * 1024;

/**
 * The bundle of `yitiji bundle`, made inside the running service: the same files, blanked and sealed to the hub.
 * Errors: `notEnrolled` = no hub whose key it could be sealed to; `tooLarge`; `failed` = the database or the log cannot be read.
 */
export async function makeServiceBundle(o: {
  readonly store: Pick<Store, 'identity' | 'trustedWallMs'>;
  readonly dataDir: string;
  readonly checks: Pick<ServiceChecks, 'selfTest' | 'daysLeft'>;
  readonly settings: Pick<ConfigService, 'inForce' | 'read'> | undefined;
  readonly recentLog: LogRing['read'];
  live(): LiveFacts;
}): Promise<Result<SealedBundle, 'notEnrolled' | 'tooLarge' | 'failed'>> {
  const identity = o.store.identity();
  if (identity === null) return err('notEnrolled');
  const { lines } = await o.checks.selfTest.run('demand');
  const traces = join(o.dataDir, 'traces');
  const packed = (() => {
    let db: ReturnType<typeof openSqlite> | undefined;
    try {
      db = openSqlite(join(o.dataDir, databaseFile), 'read');
      return bundleFiles({
        ...{ db, checks: lines, forecast: o.checks.daysLeft(), live: o.live() },
        config: o.settings?.inForce ?? null,
        provenance:
          o.settings?.read().settings.map(({ path, layer, line, over }) => ({
            ...{ path, layer, line },
            over: over.map((below) => below.layer),
          })) ?? null,
        log: { lines: o.recentLog(0, logBytes).lines, catalogue: readLogCatalogue() },
        tracesDir: existsSync(traces) ? traces : null,
      });
    } catch {
      return null; // A database that cannot be read is what the page of versions and the self-test say.
    } finally {
      db?.close();
    }
  })();
  if (packed === null) return err('failed');
  const { files, notes } = packed;
  const at = { madeAtMs: o.store.trustedWallMs(), random: systemRandom, notes: { ...notes, version } };
  return await sealBundle(files, identity, at);
}

/** `TH0017-20261128T080000000Z.bundle`, as the command line names it. */
export const bundleName = ({ header }: Pick<SealedBundle, 'header'>): string =>
  `${header.kiosk}-${header.madeAt.replaceAll(/[-:.]/g, '')}.bundle`;
