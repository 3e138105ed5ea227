import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundlePath, fleetFile } from '../../contract/bundle-link.ts';
import { systemClock } from '../../contract/clock.ts';
import { newSigningKey, readPrivateKey } from '../../contract/ed25519.ts';
import { noLog } from '../../contract/log.ts';
import { signAssignment } from '../../contract/release/assignment.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { ok } from '../../contract/result.ts';
import { type Assigned, updateLinkMethods } from '../../contract/update-link.ts';
import { parse } from '../../contract/validate.ts';
import type { OpenedBuild } from '../../release/build/build-file.ts';
import { metadataOf } from '../../release/metadata/shapes.ts';
import { publish } from '../../release/repository/publish.ts';
import { delegating, firstRoot, must, naming, onlineKeys, TestFolder } from '../../release/testing/ceremony.ts';
import { ConfigDesk } from '../../terminal/config/config-desk.ts';
import { ConfigService } from '../../terminal/config/config-service.ts';
import { type LocalServer, startLocalServer } from '../../terminal/local-channel/local-server.ts';
import { unavailableBecause } from '../../terminal/session/availability.ts';
import { startTerminal, type Terminal } from '../../terminal/terminal.ts';
import { usualLimits } from '../../updater/files/fetch-file.ts';
import { healthPolicy } from '../../updater/health/judge.ts';
import { type Answer, connectLocal, type LocalClient } from '../../updater/local-client.ts';
import { openTrust } from '../../updater/metadata/trust.ts';
import { UpdateAgent } from '../../updater/program/agent.ts';
import { installMachine, storeOf, testRelease } from '../../updater/testing/test-release.ts';
import { root as project } from '../support/hub-rig.ts';

const nowMs = Date.now();
const application = testRelease(1);
const hubKey = newSigningKey();
const shippedDir = join(project, 'kiosk-config');

let made: TestFolder;
let builds: readonly OpenedBuild[];
let server: Server;
let baseUrl = '';
let root = '';
let dataDir = '';
let running: { readonly terminal: Terminal; readonly local: LocalServer } | null = null;
let agent: UpdateAgent | null = null;
let lines: string[] = [];
let look: () => void = () => undefined;
let counter = 0;

beforeEach(async () => {
  made = new TestFolder();
  const build = (version: string, fleet: object) =>
    made.build(made.write(`c${version}`, { [fleetFile]: JSON.stringify(fleet) }), `build-${version}`, {
      ...{ kind: 'config', scope: 'gz', version },
    });
  builds = [
    build('1', { closedItems: ['ss.card.loss'], cityHotline: '12329' }),
    build('2', { hub: { url: 'https://elsewhere.example' } }),
    build('3', { cityHotline: '12333' }),
  ];
  const repository = made.at('repository');
  const config = naming('config-gz', builds, { keys: ['ops-1'], version: 1, nowMs });
  must(
    publish({
      ...{ dir: repository, builds, keys: onlineKeys(), nowMs },
      incoming: {
        root: firstRoot(nowMs),
        targets: delegating({ app: [['app-1', 'app-2', 'app-3'], 2], 'config-gz': [['ops-1'], 1] }, 1, nowMs),
        roles: new Map([['config-gz', config]]),
      },
    }),
  );
  server = createServer((request, reply) => {
    const path = join(repository, (request.url ?? '').replace(/^\/releases\//, ''));
    if (!existsSync(path) || !statSync(path).isFile()) reply.writeHead(404).end('none');
    else reply.end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/releases/`;
  root = mkdtempSync(join(tmpdir(), 'yitiji-fleet-run-'));
  dataDir = join(root, 'data');
  mkdirSync(dataDir);
  writeFileSync(
    join(root, 'site.json'),
    JSON.stringify({ hub: { url: 'http://127.0.0.1:1' }, store: { ballastMiB: 0 } }),
  );
  installMachine(root, application);
  [lines, counter] = [[], 0];
  reported.length = 0;
});
afterEach(async () => {
  agent?.stop();
  await stopService();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(root, { recursive: true, force: true });
  made.remove();
});

/** A real terminal service with its socket, without devices and a window. */
async function startService(): Promise<Terminal> {
  const places = { shippedDir, dataDir, machineFile: null, siteFile: join(root, 'site.json') };
  const settings = ConfigService.start({
    desk: new ConfigDesk({ ...places, fleetFile: join(root, bundlePath('config'), fleetFile) }, systemClock.wallMs),
    ...{ clock: systemClock, log: noLog },
  });
  const { inForce } = must(settings);
  const options = { dataDir, shippedDir, config: inForce, clock: systemClock, log: noLog, post: () => undefined };
  const terminal = must(startTerminal({ ...options, settings: must(settings) }));
  const local = must(await startLocalServer({ dataDir, log: noLog, serve: (post) => terminal.connect(post) }));
  running = { terminal, local };
  return terminal;
}

async function stopService(): Promise<void> {
  const before = running;
  running = null;
  await before?.local.close();
  await before?.terminal.stop('test');
}

/** The real socket; what the hub assigns to this machine, which is enrolled nowhere, is put in. */
const reported: UpdateOutcome[] = [];
let assigned: Assigned;
const connect = async (): Answer<LocalClient> => {
  const connected = await connectLocal(dataDir);
  if (!connected.ok) return connected;
  const { value: client } = connected;
  const call: LocalClient['call'] = (method, input, output) => {
    if (method === updateLinkMethods.report) {
      reported.push((input as { readonly outcome: UpdateOutcome }).outcome);
      look();
    }
    if (method !== updateLinkMethods.assigned) return client.call(method, input, output);
    const read = parse(output, assigned);
    return Promise.resolve(read.ok ? ok(read.value) : { ok: false, error: { code: 'malformed', message: '' } });
  };
  const { closed, close, onNews } = client;
  return ok({ call, closed, close, onNews, isClosed: false });
};

/** The agent begins anew with this assignment, as after a start of the machine. */
function assign(version: '1' | '2' | '3'): void {
  counter += 1;
  const build = builds.find((one) => one.manifest.version === version)?.build;
  if (build === undefined) throw new Error(version);
  const text = signAssignment(
    {
      ...{ format: 'yitiji-assignment/1', device: 'd', target: build.target, sha256: build.sha256, counter },
      expiresAt: new Date(nowMs + 86_400_000).toISOString(),
    },
    { kid: 'k', key: readPrivateKey(hubKey.privateKey) },
  );
  assigned = {
    ...{ assignment: null, bundles: [text], device: 'd', repository: baseUrl, hubNowMs: nowMs, hubVersion: '0.1.0' },
    ...{ hubKeys: [{ kid: 'k', publicKey: hubKey.publicKey }], storeSchema: 1 },
  };
  agent?.stop();
  lines = [];
  agent = new UpdateAgent({
    ...{
      root,
      release: application.id,
      manifest: application.manifest,
      clock: systemClock,
      random: () => 0.5,
      connect,
    },
    trust: openTrust({ root, shippedRoot: Buffer.from(metadataOf(firstRoot(nowMs))), clock: systemClock }),
    ...{
      store: storeOf(root),
      limits: { ...usualLimits, capBytesPerSecond: null },
      keepFreeBytes: 0,
      healthPolicy: { ...healthPolicy, steadyMs: 20 },
    },
    log: (event, fields) => {
      lines.push(`${event} ${JSON.stringify(fields)}`);
      look();
    },
    exit: () => undefined,
  });
  agent.start();
}

const until = (isSo: () => boolean) =>
  new Promise<void>((resolve) => {
    look = () => void (isSo() && resolve());
    look();
  });
const said = (text: string) => until(() => lines.some((line) => line.includes(text)));

/** Taken by the service, which then stands for long enough. */
async function installed(version: '1' | '3'): Promise<void> {
  assign(version);
  await said('update.bundle.proven');
}

test('a configuration that its fleet signed closes one service on a machine that runs, also without a network; one that names another hub is refused by the machine, and the one before stays', async () => {
  const terminal = await startService();
  const because = (of: Terminal, id: string) => {
    const item = of.context().items.find((one) => one.id === id);
    return item === undefined ? 'no such item' : unavailableBecause(of.context(), item);
  };
  const before = because(terminal, 'ss.card.loss');
  expect(before).not.toBe('tile.off');
  await installed('1');
  expect(because(terminal, 'ss.card.loss')).toBe('tile.off');
  expect(because(terminal, 'ss.card.query')).not.toBe('tile.off');

  assign('2');
  await said('update.release.refused');
  expect(lines.join()).toContain('"cause":"invalid"');
  expect(because(terminal, 'ss.card.loss')).toBe('tile.off');

  // Neither repository nor hub nor agent: what is installed counts from the start on.
  agent?.stop();
  await stopService();
  await new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  expect(because(await startService(), 'ss.card.loss')).toBe('tile.off');
});

test('the next one opens it again, an older one closes it once more, and each is told', async () => {
  const terminal = await startService();
  await installed('1');
  await installed('3');
  expect(terminal.context().closedItems).toEqual([]);
  expect(readFileSync(join(root, bundlePath('config'), fleetFile), 'utf8')).toContain('12333');
  await installed('1');
  expect(terminal.context().closedItems).toEqual(['ss.card.loss']);
  const [one, , three] = builds.map(({ build }) =>
    releaseIdOf(build.target.replace(/^.*\/(.*)\.json$/, '$1'), build.sha256),
  );
  // The same report may come twice: an agent that is stopped has perhaps not heard that it was taken.
  const told = () => [...new Set(reported.map(({ release, from, outcome }) => `${release} ${from} ${outcome}`))];
  await until(() => told().length === 3);
  expect(told()).toEqual([
    `${one} ${application.id} succeeded`,
    `${three} ${one} succeeded`,
    `${one} ${three} succeeded`,
  ]);
});
