import { lookup } from 'node:dns';
import { connect, type Socket } from 'node:net';
import postgres from 'postgres';
import { readDatabaseUrl } from './database-url.ts';

export type Sql = postgres.Sql;
/** Inside a transaction. */
export type Tx = postgres.TransactionSql;

/**
 * The connection pool. Statements are bounded, so that a stuck one cannot hold a request for ever; notices are silent (they would go to the
 * console and may quote values).
 * @throws Error when the address cannot be read; whoever takes it from outside asks `readDatabaseUrl` before
 */
export function openPool(databaseUrl: string, max = 12): Sql {
  const address = readDatabaseUrl(databaseUrl);
  if (!address.ok) throw new Error(address.error);
  const { url, ssl } = address.value;
  return postgres(url, {
    max,
    ssl,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: 'yitiji-hub', statement_timeout: 15_000, synchronous_commit: 'on' },
    // Default grows to minutes; a hub whose database restarts should be back within a second or two.
    backoff: (attempt: number) => Math.min(1, 0.05 * 2 ** attempt),
    ...promptSockets(),
  });
}

/**
 * Sockets that send at once. With Nagle's algorithm the short end of a copy waits for the acknowledgement of what went before, which PostgreSQL's side delays
 * by 40 ms. The driver has no setting for it; given a socket, it treats it as its own, so it takes the hosts of the address in turn here.
 *
 * The driver hands its first bytes to a given socket one turn later, whether it is connected or not, and cannot cope with one that was refused before that
 * (postgres.js 3.4.9: the bytes stay behind and the next connection never sends any). So the address is looked up only after that turn.
 */
function promptSockets() {
  let turn = 0;
  return {
    socket({ host, port, path }: { host: string[]; port: number[]; path: string | false | undefined }): Socket {
      if (path) return connect(path);
      const at = turn % Math.max(1, host.length);
      turn += 1;
      const address = host[at] ?? 'localhost';
      const socket = connect({
        // A name and no number: only names are looked up.
        host: `database.${turn}`,
        port: port[at] ?? 5432,
        lookup: (_name, options, found) => setImmediate(() => setImmediate(() => lookup(address, options, found))),
      });
      socket.once('end', () => {
        if (!socket.writableEnded) socket.destroy(connectionClosed(address));
      });
      // The name that a certificate is checked against.
      return Object.assign(socket.setNoDelay(true), { host: address });
    },
  };
}

/**
 * What a connection ends with that the server has ended: an error, so that the driver lets go of the query for which it connects. By itself it goes on connecting for that query, without
 * a pause and until the server takes it, where the connection before was cut in the middle of another (postgres.js 3.4.9: `query` of its connection.js outlives the connection, and the
 * refusal of a server that starts up counts as an answer to it). Nobody was told anything meanwhile, neither machine nor balancer.
 */
const connectionClosed = (address: string): Error =>
  Object.assign(new Error(`CONNECTION_CLOSED ${address}`), { code: 'CONNECTION_CLOSED' });

/**
 * To be called once the first query has been answered. Before the first query of *every* connection postgres.js 3.4.9 asks the server for its array types and waits
 * for the answer in a promise that nobody can catch (`fetchArrayTypes` of its connection.js): a server that goes away at that moment would take the hub with it.
 * What the first connection has learned serves all of this pool.
 */
export function askTypesNoMore(sql: Sql): void {
  sql.options.fetch_types = false;
}

/**
 * True for errors that say "the database is away", so the caller answers 503 and the machine tries again.
 * Class 57P = operator intervention (shutdown, crash, starting up), 53 = out of resources, 08 = connection.
 * Source: PostgreSQL manual, appendix A.
 */
export function isDatabaseAway(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return false;
  return /^(57P|53|08)|^(CONNECTION_|CONNECT_|ECONN|EPIPE|ETIMEDOUT)/.test(cause.code) || cause.code === '57014';
}

/**
 * A transaction that survives the loss of its connection: it rejects, and the process lives on.
 *
 * postgres.js 3.4.9 answers a failed callback with ROLLBACK on the same connection, and a write to a connection that is gone throws inside a timer,
 * where nobody can catch it (porsager/postgres issues 1066, 1154, 1208). So once the connection is lost nothing more is sent on it: the callback
 * is left pending, and `begin` rejects through the driver's own close event. PostgreSQL has rolled back by then.
 */
export async function transaction<T>(sql: Sql, fn: (tx: Tx) => Promise<T>): Promise<T> {
  let isOver = false;
  const pending = new Promise<never>(() => undefined);
  try {
    const result = await sql.begin(async (tx) => {
      try {
        const value = await fn(refuseWhen(tx, () => isOver));
        // The driver would send COMMIT now, or ROLLBACK below, on a connection that went while the callback was busy with something else.
        return isOver ? await pending : value;
      } catch (cause) {
        if (isOver || isConnectionLost(cause)) return await pending;
        throw cause;
      }
    });
    return result as T;
  } finally {
    isOver = true;
  }
}

class TransactionOver extends Error {}

/** CONNECTION_*: the driver noticed; 57P01 to 57P03: the server says that it goes away (PostgreSQL manual, appendix A). */
function isConnectionLost(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && /^(CONNECTION_|57P0[123]$|ECONN|EPIPE)/.test(String(cause.code));
}

/** The same transaction, refusing to send once it is over: the connection may have died while the callback was busy with something else. */
function refuseWhen(tx: Tx, isOver: () => boolean): Tx {
  return new Proxy(tx, {
    apply(target, self, args) {
      if (isOver()) throw new TransactionOver('the transaction is over');
      return Reflect.apply(target, self, args);
    },
    get(target, name, receiver) {
      if (isOver()) throw new TransactionOver('the transaction is over');
      return Reflect.get(target, name, receiver);
    },
  });
}
