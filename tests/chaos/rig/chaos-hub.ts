import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { newSigningKeyPem, signingKeyFromPem } from '../../../contract/signing.ts';
import type { Sql } from '../../../hub/database/pool.ts';
import { type HubKeys, loadHubKeys } from '../../../hub/keys/hub-keys.ts';
import { type WrappingKeys, wrappingKeyFileName, wrappingKeysIn } from '../../../hub/keys/wrapping-keys.ts';
import { silentHubLog } from '../../../hub/log.ts';
import { type HubOptions, type RunningHub, startHub } from '../../../hub/main.ts';
import { operatorToken, personasFile } from '../../../hub/testing/hub-fixture.ts';
import { layReadyCluster } from '../../../hub/testing/ready-cluster.ts';
import { testDatabase } from '../../../hub/testing/test-database.ts';
import { type DeviceKey, deviceKey } from '../../../terminal/crypto/device-key.ts';
import type { Identity } from '../../../terminal/store/store.ts';
import { makeInstance, type SecondInstance } from './second-instance.ts';
import { installWitness } from './witness.ts';

/** A synthetic citizen with a social security card in use, and insured, so that there is something to certify. */
export interface Citizen {
  readonly idNumber: string;
  readonly name: string;
  readonly card: string;
}

/** A real hub on a real PostgreSQL, with its worker and the simulated departments, for any number of schedules. */
export interface ChaosHub {
  readonly port: number;
  readonly sql: Sql;
  readonly keys: HubKeys;
  readonly wrapping: WrappingKeys;
  /** A machine as an operator's claim leaves it. */
  enrol(): Promise<{ readonly identity: Identity; readonly key: DeviceKey }>;
  /** Citizens whom no other schedule uses meanwhile. */
  lend(count: number): Promise<readonly Citizen[]>;
  /** Their cards, bookings and applications are as if nothing had been. */
  giveBack(citizens: readonly Citizen[], deviceIds: readonly string[]): Promise<void>;
  /** The phone that scans the code of an order pays it. */
  pay(orderId: string): Promise<void>;
  /** Resolves when the hub has done all that these machines have brought. */
  untilDone(deviceIds: readonly string[]): Promise<void>;
  /** Ends every connection of every instance to the database; the look of these tests into it goes on. */
  cutDatabase(): Promise<void>;
  /** The instance that may be killed. */
  readonly second: SecondInstance;
  close(): Promise<void>;
}

const populationSize = 400;
/** Two for each visit of the schedules that run at a time. */
const fewestCitizens = 80;

/** What every instance of these tests is told; a child gets it as JSON. */
function hubOptions(dataDir: string, wrappingKeyFile: string, databaseUrl?: string): HubOptions {
  return {
    port: 0,
    dataDir,
    wrappingKeyFile,
    operatorToken,
    personasFile,
    populationSize,
    decisionDelayMs: 40,
    // On the real clock, while every kiosk's time stands still.
    heartbeatPauseMs: 0,
    noncePauseMs: 0,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  };
}

/** On an embedded PostgreSQL, or in a database of its own on the server that `DATABASE_URL` names. */
export async function startChaosHub(): Promise<ChaosHub> {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-chaos-'));
  // PostgreSQL runs under an account of its own and must be able to pass through.
  chmodSync(dir, 0o711);
  const own = await testDatabase();
  if (own === null) await layReadyCluster(join(dir, 'hub'));
  const wrapping = wrappingKeysIn(join(dir, wrappingKeyFileName));
  const started = await startHub({ ...hubOptions(join(dir, 'hub'), wrapping.where, own?.url), log: silentHubLog });
  if (!started.ok) throw new Error(`hub: ${started.error}`);
  const hub: RunningHub = started.value;
  const sql = postgres(hub.databaseUrl, {
    max: 6,
    onnotice: () => undefined,
    connection: { application_name: 'yitiji-chaos' },
  });
  await installWitness(sql);
  const loaded = await loadHubKeys({ sql, wrapping }, { nowMs: Date.now, log: silentHubLog });
  if (!loaded.ok) throw new Error(loaded.error);
  const keys = loaded.value;
  const hints = new Set<() => void>();
  await sql.listen('chaos_work', () => {
    for (const wake of [...hints]) wake();
  });
  const free = (
    await sql<Citizen[]>`select p.id_number as "idNumber", p.name, min(c.card_id) as card
    from dept_person p join dept_ss_card c on c.id_number = p.id_number
    where p.id_number not in (select id_number from dept_ss_card where state <> 'normal')
      and exists (select 1 from jsonb_array_elements(p.doc->'work') w where w->>'to' is null and jsonb_array_length(w->'types') > 0)
    group by 1, 2 having count(*) = 1 order by 1`
  ).map((row) => ({ ...row }));
  if (free.length < fewestCitizens) throw new Error(`the city has only ${free.length} citizens for these tests`);
  const waiting: (() => void)[] = [];
  let kiosks = 0;
  const second = makeInstance(hubOptions(join(dir, 'second'), wrapping.where, hub.databaseUrl));

  return {
    ...{ keys, wrapping },
    port: Number(new URL(hub.url).port),
    sql,
    second,
    enrol: async () => {
      const n = kiosks;
      kiosks += 1;
      const kiosk = `C${String.fromCharCode(65 + Math.floor(n / 10_000))}${String(n % 10_000).padStart(4, '0')}`;
      const deviceId = `dev_chaos_${n}`;
      const key = deviceKey(signingKeyFromPem(newSigningKeyPem()));
      await sql`insert into device (id, kiosk, place, keeper_phone, model, claimed_ms)
        values (${deviceId}, ${kiosk}, '示例街道政务服务站', '020-00000000', 'test', ${Date.now()})`;
      await sql`insert into device_key (public_key, device_id, created_ms) values (${key.publicKey}, ${deviceId}, ${Date.now()})`;
      const { suite, kid, publicKey } = keys.sealing;
      const reply = keys.replyOf(key.suite);
      const identity: Identity = {
        deviceId,
        kiosk,
        place: '示例街道政务服务站',
        keeperPhone: '020-00000000',
        sealing: { suite, kid, publicKey },
        replyKey: { kid: reply.kid, publicKey: reply.publicKey },
      };
      return { identity, key };
    },
    lend: async (count) => {
      while (free.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return free.splice(0, count);
    },
    giveBack: async (citizens, deviceIds) => {
      while (!(await asBefore(sql, citizens, deviceIds)));
      free.push(...citizens);
      for (const wake of waiting.splice(0)) wake();
    },
    pay: async (orderId) => {
      for (;;) {
        const reply = await fetch(`${hub.url}/v1/operator/orders/${orderId}/pay`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${operatorToken}` },
          body: JSON.stringify({ outcome: 'paid' }),
        });
        if (reply.ok) return;
        // The database may be cut at this moment for somebody else's sake.
        if (reply.status < 500) throw new Error(`pay: ${reply.status} ${await reply.text()}`);
      }
    },
    cutDatabase: async () => {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'yitiji-hub'`;
    },
    untilDone: async (deviceIds) => {
      for (;;) {
        let wake: () => void = () => undefined;
        const hint = new Promise<void>((resolve) => {
          wake = resolve;
        });
        hints.add(wake);
        try {
          const [row] = await sql<{ count: string }[]>`
            select count(*) as count from work where device_id = any(${[...deviceIds]}::text[])`;
          if (row?.count === '0') return;
          await hint;
        } finally {
          hints.delete(wake);
        }
      }
    },
    close: async () => {
      await second.close();
      await sql.end({ timeout: 1 });
      await hub.close();
      await own?.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** False = PostgreSQL chose this transaction to end a deadlock with a worker that still works for other citizens. */
async function asBefore(sql: Sql, citizens: readonly Citizen[], deviceIds: readonly string[]): Promise<boolean> {
  const numbers = citizens.map(({ idNumber }) => idNumber);
  const cards = citizens.map(({ card }) => card);
  const devices = [...deviceIds];
  try {
    await sql.begin(async (tx) => {
      await tx`delete from dept_ss_card where id_number = any(${numbers}::text[]) and not card_id = any(${cards}::text[])`;
      await tx`update dept_ss_card set state = 'normal', lost_ms = null, receipt_no = null, replaced = false
        where card_id = any(${cards}::text[])`;
      await tx`update dept_application set is_live = false where id_number = any(${numbers}::text[])`;
      await tx`update booking set state = 'past' where device_id = any(${devices}::text[])`;
      await tx`update pay_order set used_ms = coalesce(used_ms, 0) where device_id = any(${devices}::text[])`;
    });
    return true;
  } catch (cause) {
    if (cause instanceof postgres.PostgresError && cause.code === '40P01') return false;
    throw cause;
  }
}
