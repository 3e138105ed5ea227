import { lookup } from 'node:dns';
import { connect, type Socket } from 'node:net';
import tls from 'node:tls';
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
  /** Connections that have failed one after the other; the driver counts them by what `close` says, and is told nothing by it (`endsInOrder`). */
  let failed = 0;
  return {
    // Default grows to minutes; a hub whose database restarts should be back within a second or two.
    backoff: (attempt: number) => Math.min(1, 0.05 * 2 ** Math.max(attempt, failed)),
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
      endsInOrder(socket, address);
      socket.once('data', () => {
        failed = 0;
      });
      socket.once('error', () => {
        failed += 1;
      });
      // The name that a certificate is checked against.
      return Object.assign(socket.setNoDelay(true), { host: address });
    },
  };
}

/**
 * Two ways in which postgres.js 3.4.9 holds whoever asks (`closed` of its connection.js), ended from the side of the socket:
 *
 * - Where a connection was cut in the middle of a query, a server that starts up refuses the next connection, and the driver takes that for an answer to the query before: it goes on connecting for
 *   the query that waits, without a pause, until the server takes it. So the end of a connection is told as an error, which lets go of that query.
 * - What is asked between an error and `close` is refused at `close` only where no error closed the connection, else never. So `close` never says that one did.
 */
function endsInOrder(socket: Socket, address: string): void {
  socket.once('end', () => {
    const closed = Object.assign(new Error(`CONNECTION_CLOSED ${address}`), { code: 'CONNECTION_CLOSED' });
    if (!socket.writableEnded) socket.emit('error', closed);
  });
  // Only from the error on: every piece of data is an event, too.
  socket.once('error', () => {
    const emit = socket.emit.bind(socket);
    socket.emit = (event: string | symbol, ...about: unknown[]) =>
      event === 'close' ? emit(event, false) : emit(event, ...about);
  });
  promptly.set(socket, address);
}

/** Sockets that were made here, with the host of each. */
const promptly = new WeakMap<object, string>();

// The driver makes the encrypted one out of it itself (`secure` of its connection.js), and has no setting through which it could be reached.
const connectTls = tls.connect;
Object.assign(tls, {
  connect(...given: Parameters<typeof connectTls>): tls.TLSSocket {
    const made = connectTls(...given);
    const [about] = given as readonly unknown[];
    const { socket } = typeof about === 'object' && about !== null ? (about as tls.ConnectionOptions) : {};
    const address = socket === undefined ? undefined : promptly.get(socket);
    if (address !== undefined) endsInOrder(made, address);
    return made;
  },
});

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
