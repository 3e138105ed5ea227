import { Type } from 'typebox';
import { HeartbeatReply, HeartbeatRequest } from '../contract/hub-api.ts';
import { takeBeatNews } from './alerts/take-signs.ts';
import { type CommandNews, commandNews, commandsOf } from './commands/open-commands.ts';
import type { HubDeps } from './deps.ts';
import { type BeatTeller, beatTeller } from './fleet/beat-teller.ts';
import { type Beat, storeBeats } from './fleet/beats.ts';
import { storeVisits } from './fleet/visits.ts';
import { grouped } from './grouped.ts';
import { type App, failures, isoTime } from './http.ts';
import { handOver, keysOfMachine } from './keys/hand-over.ts';
import { type CurrentAssignment, currentAssignments } from './releases/assignments.ts';
import { bundlesOf, updateOf } from './releases/hand-out.ts';
import { rolloutHint } from './rollouts/hint.ts';
import { watchReleases } from './rollouts/watch-releases.ts';
import { noWork } from './services/work-orders/order-list.ts';
import { noteReports, reportedWork } from './services/work-orders/work-orders.ts';

/** What it is to be told. */
interface Told {
  readonly work: string;
  readonly assignments: readonly CurrentAssignment[];
  /** Null = this machine takes no commands. */
  readonly commands: CommandNews | null;
}

/** One row per machine, overwritten: losing a heartbeat costs nothing. Those of a quarter of a second are written together. */
export function heartbeatRoutes(app: App, deps: HubDeps): void {
  const tell = beatTeller(deps);
  const hasNewRelease = watchReleases();
  const note = grouped<Beat, Told>({
    run: async (beats) => {
      const told = await noteBeats(deps, beats, tell);
      if (hasNewRelease(beats)) await deps.signals.send(rolloutHint);
      return told;
    },
    ...{ atMost: 2000, waitingAtMost: 50_000, atOnce: 1, key: ({ deviceId }) => deviceId },
    pause: { clock: deps.clock, ms: deps.heartbeatPauseMs, stop: deps.stop },
  });
  app.post(
    '/v1/devices/:deviceId/heartbeats',
    {
      config: { signer: 'device' },
      schema: {
        params: Type.Object({ deviceId: Type.String({ maxLength: 64 }) }),
        body: HeartbeatRequest,
        response: { 200: HeartbeatReply, ...failures },
      },
    },
    async (request) => {
      const begunMs = deps.clock.monoMs();
      const { work, assignments, commands } = await note({ deviceId: request.signer, beat: request.body });
      const machine = keysOfMachine(request.headers);
      const suite = request.parsedSignature?.suite ?? 'intl-1';
      const keys = handOver(deps.keys, machine, suite);
      const signer = deps.keys.replyFor(machine.reply, suite);
      const { work: known, update, bundles } = request.body;
      const isNews = known !== undefined && known !== work;
      return {
        hubTime: isoTime(deps.clock.wallMs()),
        ...(isNews ? { work } : {}),
        ...(keys === undefined ? {} : { keys }),
        ...(update === undefined ? {} : updateOf(assignments, update, signer)),
        ...(bundles === undefined ? {} : bundlesOf(assignments, bundles, signer)),
        ...(commands === null ? {} : commandsOf(commands, signer, deps.clock.monoMs() - begunMs)),
      };
    },
  );
}

async function noteBeats(deps: HubDeps, beats: readonly Beat[], tell: BeatTeller): Promise<readonly Told[]> {
  const nowMs = Math.round(deps.clock.wallMs());
  const news = await storeBeats(deps.sql, beats, nowMs);
  await storeVisits(deps.sql, beats, nowMs);
  await takeBeatNews(deps.sql, news, nowMs);
  const reports = beats.map(({ deviceId, beat }) => ({ deviceId, work: reportedWork(beat) }));
  const revisions = await noteReports(deps.sql, reports, nowMs);
  const updated = beats
    .filter(({ beat }) => beat.update !== undefined || beat.bundles !== undefined)
    .map(({ deviceId }) => deviceId);
  const assignments = await currentAssignments(deps.sql, updated, nowMs);
  const held = beats.flatMap(({ deviceId, beat }) =>
    beat.commands === undefined ? [] : [{ deviceId, held: beat.commands }],
  );
  const commands = await commandNews(deps, held, nowMs);
  await tell(beats.map(({ deviceId }) => deviceId));
  return beats.map(({ deviceId }) => ({
    work: revisions.get(deviceId) ?? noWork,
    assignments: assignments.get(deviceId) ?? [],
    commands: commands.get(deviceId) ?? null,
  }));
}
