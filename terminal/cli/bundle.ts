import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkMethods, RecentLog } from '../../contract/checks.ts';
import { type Command, UsageError } from '../../contract/command.ts';
import { textOption } from '../../contract/command-options.ts';
import { writeDurably } from '../../contract/durable-file.ts';
import { bundleFiles } from '../bundle/bundle-files.ts';
import { readLogCatalogue } from '../bundle/log-lines.ts';
import { sealBundle } from '../bundle/seal-bundle.ts';
import { bundleName } from '../bundle/service-bundle.ts';
import { forecastAll } from '../checks/forecast.ts';
import { judge } from '../checks/judge.ts';
import { systemRandom } from '../crypto/random.ts';
import { callService } from '../local-channel/call-service.ts';
import { identityIn } from '../store/meta.ts';
import { databaseFile } from '../store/open-store.ts';
import { type Db, openSqlite } from '../store/sqlite.ts';
import { version } from '../version.ts';
import { gatherHere } from './gather-here.ts';
import { givenOr, shippedDirOf } from './machine-options.ts';

/** Where recordings of the wire are looked for below the data folder. */
const tracesFolder = 'traces';

/**
 * Everything that helps to mend a machine from afar, and nothing of a person, in one file that only the hub can open. Runs beside a running service. Exit 1 = there
 * is no hub yet whose key it could be sealed to, or it became too large.
 */
export const bundle: Command = {
  name: 'bundle',
  summary:
    'Packs log, counters, checks, recordings and configuration, without anything of a person, sealed to the hub.',
  options: {
    data: { type: 'string', help: 'data folder of the terminal service; default: YITIJI_DATA' },
    out: { type: 'string', required: true, help: 'folder for the file, for example that of a USB stick' },
    config: { type: 'string', help: "the machine's own configuration file; default: YITIJI_CONFIG" },
    shipped: {
      type: 'string',
      help: 'folder kiosk-config of the release; default: YITIJI_SHIPPED, or the one of this program',
    },
    logs: {
      type: 'string',
      help: 'log file instead of the last lines of the running service, for example from the journal of the system',
    },
    traces: { type: 'string', help: `folder of recordings (--trace); default: ${tracesFolder} in the data folder` },
  },
  run: async ({ options }, io) => {
    const out = textOption(options, 'out');
    const dataDir = givenOr(options, 'data', 'YITIJI_DATA');
    if (dataDir === null) throw new UsageError('--data or YITIJI_DATA is needed');
    const path = join(dataDir, databaseFile);
    if (!existsSync(path)) throw new UsageError(`no database at ${path}: --data takes the data folder of the machine`);
    const logs = options.logs === undefined ? null : textOption(options, 'logs');
    if (logs !== null && !isFile(logs)) throw new UsageError(`--logs: there is no file ${logs}`);
    const traces = options.traces === undefined ? join(dataDir, tracesFolder) : textOption(options, 'traces');
    if (options.traces !== undefined && !existsSync(traces))
      throw new UsageError(`--traces: there is no folder ${traces}`);

    const gathered = await gatherHere({
      ...{ dataDir, shippedDir: shippedDirOf(options), signal: io.signal },
      configFile: givenOr(options, 'config', 'YITIJI_CONFIG'),
      ...{ pageDir: null, opensDevices: false },
    });
    let db: Db | undefined;
    try {
      db = openSqlite(path, 'read');
      const identity = identityIn(db);
      if (identity === null) {
        const message = 'no hub has this machine enrolled: there is no key that only it could open';
        return { exit: 1, json: { error: 'notEnrolled', message }, text: message };
      }
      const { files, notes } = bundleFiles({
        ...{
          db,
          checks: judge(gathered.facts),
          live: gathered.live,
          config: gathered.config,
          provenance: gathered.provenance,
        },
        forecast: gathered.supplies === null ? [] : forecastAll(gathered.supplies, gathered.nowMs),
        log: {
          lines: logs === null ? await recentLog(dataDir) : readFileSync(logs, 'utf8').split('\n'),
          catalogue: readLogCatalogue(),
        },
        tracesDir: existsSync(traces) ? traces : null,
      });
      const at = { madeAtMs: gathered.nowMs, random: systemRandom, notes: { ...notes, version } };
      const sealed = await sealBundle(files, identity, at);
      if (!sealed.ok)
        return { exit: 1, json: { error: sealed.error }, text: 'too large: give fewer recordings or a shorter log' };
      const { header, bytes, files: packed } = sealed.value;
      mkdirSync(out, { recursive: true });
      const file = join(out, bundleName(sealed.value));
      writeDurably(file, bytes, 0o600);
      return {
        exit: 0,
        json: { file, bundleId: header.bundleId, kid: header.kid, bytes: bytes.byteLength, files: packed, ...notes },
        text: [
          `${file}: ${bytes.byteLength} bytes, sealed to ${header.kid}`,
          ...packed.map((one) => `  ${one.name}  ${one.bytes}`),
        ].join('\n'),
      };
    } finally {
      db?.close();
    }
  },
};

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Empty without a running service. */
async function recentLog(dataDir: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let after = 0; ; ) {
    const read = await callService(dataDir, { method: checkMethods.log, input: { after }, output: RecentLog });
    if (!read.ok || read.value.lines.length === 0) return lines;
    lines.push(...read.value.lines);
    after = read.value.last;
  }
}
