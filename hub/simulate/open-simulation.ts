import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Suite } from '../../contract/envelope.ts';
import type { AssignmentKey } from '../../contract/release/assignment.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { openPool, type Sql } from '../database/pool.ts';
import { offeredKeys } from '../keys/offered-keys.ts';
import { type HubProcess, processorSeconds, startHubProcess } from './hub-process.ts';
import { openSender, type SimSender } from './signed-sender.ts';
import { enrolSimulated, goOnWithReceipts, makeKiosks, retireSimulated, type SimKiosk } from './sim-kiosks.ts';
import type { SealingKey, SimPerson } from './sim-messages.ts';

export interface SimulationOptions {
  readonly kiosks: number;
  readonly seed: string;
  /** A hub that runs already; needs `databaseUrl`. Default: a hub of its own, in a process of its own. */
  readonly hubUrl?: string;
  /** Process of that hub, when it runs on this machine: its processor time is then told. */
  readonly hubPid?: number;
  /** Database of the hub; default: an embedded one in a folder that is removed afterwards. */
  readonly databaseUrl?: string;
  /** False = the hub only takes in; nobody opens and decides. */
  readonly isWorking: boolean;
  readonly connections: number;
  /** True = a demonstration: also in a database with other machines, and a fleet that lived there before under this seed goes on. */
  readonly isBeside?: boolean;
  /** Of the machines' keys; default `intl-1`. */
  readonly suite?: Suite;
  /** Right time, that signatures bear; default the real one. */
  readonly wallMs?: () => number;
}

export interface Simulation {
  readonly hubUrl: string;
  readonly sql: Sql;
  readonly sender: SimSender;
  readonly kiosks: readonly SimKiosk[];
  readonly sealing: SealingKey;
  /** Signs replies and assignments. */
  readonly replyKey: AssignmentKey;
  /** Processor seconds of hub and PostgreSQL since the start; null = they cannot be seen from here. */
  seconds(): { readonly hub: number; readonly database: number } | null;
  /** Of the simulated city, for bodies that a department can decide on. */
  people(): Promise<readonly SimPerson[]>;
  /** Revokes the keys of all simulated machines and stops what was started. */
  close(): Promise<void>;
}

/** Starts or finds a hub and enrols the machines in its database. Error: one sentence. */
export async function openSimulation(options: SimulationOptions): Promise<Result<Simulation, string>> {
  if (options.hubUrl !== undefined && options.databaseUrl === undefined) {
    return err('the database of that hub is needed: machines are enrolled there, since no route of a hub does it');
  }
  const { isBeside = false, wallMs = Date.now } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'yitiji-simulate-'));
  let hub: HubProcess | null = null;
  const undo = async () => {
    await hub?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    if (options.hubUrl === undefined) {
      const { databaseUrl, isWorking } = options;
      hub = await startHubProcess({
        ...{ dataDir, isWorking, decisionDelayMs: 1000 },
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
      });
    }
  } catch (cause) {
    await undo();
    return err(cause instanceof Error ? cause.message : String(cause));
  }
  const hubUrl = (options.hubUrl ?? hub?.url ?? '').replace(/\/$/, '');
  const sql = openPool(hub?.databaseUrl ?? options.databaseUrl ?? '', 2);
  const close = async () => {
    await sql.end({ timeout: 2 });
    await undo();
  };
  try {
    const suite = options.suite ?? 'intl-1';
    const start = isBeside ? `-${randomBytes(4).toString('hex')}` : '';
    const kiosks = makeKiosks(options.kiosks, options.seed, start, suite);
    const enrolled = await enrolSimulated(sql, kiosks, {
      nowMs: Math.round(wallMs()),
      isBeside: options.isBeside === true,
    });
    if (!enrolled.ok) {
      await close();
      return enrolled;
    }
    if (isBeside) await goOnWithReceipts(sql, kiosks);
    const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const pid = hub?.pid ?? options.hubPid ?? 0;
    const { sealing, reply } = await keysFor(sql, suite, { hubUrl, kiosks, wallMs });
    const sender = openSender(hubUrl, reply, options.connections, wallMs);
    return ok({
      ...{ hubUrl, sql, sender, kiosks, sealing },
      replyKey: { kid: reply.kid, publicKey: reply.publicKey },
      seconds: () => (pid === 0 ? null : processorSeconds(pid, backend?.pid ?? 0)),
      async people() {
        const rows = await sql<
          { id_number: string; name: string }[]
        >`select id_number, name from dept_person limit 2000`;
        return rows.map((row) => ({ idNumber: row.id_number, name: row.name }));
      },
      async close() {
        sender.close();
        await retireSimulated(sql, Math.round(wallMs()));
        await close();
      },
    });
  } catch (cause) {
    await close();
    return err(
      `the database does not answer as a hub's does: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

/** A hub makes the reply key of a suite when the first machine of that suite comes: here it is one that says nothing which counts. */
async function keysFor(
  sql: Sql,
  suite: Suite,
  { hubUrl, kiosks, wallMs }: Pick<Simulation, 'hubUrl' | 'kiosks'> & { wallMs(): number },
) {
  const before = await offeredKeys(sql, suite, Math.round(wallMs()));
  const other = await offeredKeys(sql, 'intl-1', Math.round(wallMs()));
  const [first] = kiosks;
  if (before.reply === null && other.reply !== null && first !== undefined) {
    const sender = openSender(hubUrl, other.reply, 1, wallMs);
    await sender.post(first, 'heartbeats', {});
    sender.close();
  }
  const { sealing, reply } = before.reply === null ? await offeredKeys(sql, suite, Math.round(wallMs())) : before;
  if (reply === null) throw new Error(`the hub has no key of ${suite} for its replies`);
  return { sealing, reply };
}
