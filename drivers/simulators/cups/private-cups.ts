import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const systemServerBin = '/usr/lib/cups';
const onceBackend = fileURLToPath(new URL('../../document-printer/cups/yitiji-once.sh', import.meta.url));
const faultBackend = fileURLToPath(new URL('./fault-backend.ts', import.meta.url));

/** Takes a PDF as it is: pdftopdf, then the backend. */
const pdfPpd = fileURLToPath(new URL('./kiosk-test.ppd', import.meta.url));
export const ppds = { pdf: pdfPpd, cupsPdf: '/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd' } as const;

export interface PrivateCupsOptions {
  /** An empty folder of its own; its path stays below 80 characters, for the sockets in it. */
  readonly dir: string;
  /** Also listens on this port of 127.0.0.1. */
  readonly tcpPort?: number;
}

/** Programs that the rig needs and this machine lacks; empty = it can run. cupsd must be root to start its backends. */
export function cupsRigLacks(): readonly string[] {
  const missing = ['/usr/sbin/cupsd', '/usr/sbin/lpadmin', join(systemServerBin, 'filter/pdftopdf')].filter(
    (path) => !existsSync(path),
  );
  return process.getuid?.() === 0 ? missing : [...missing, 'root'];
}

/**
 * A cupsd of its own: own configuration, spool, sockets and backends in one folder; nothing of the system's CUPS is touched. Configured as a kiosk should
 * be (drivers/document-printer/README.md): jobs saved at once, documents not kept, Debian's access rules.
 */
export class PrivateCups {
  readonly socket: string;
  readonly #o: PrivateCupsOptions;
  #child: ChildProcess | null = null;
  #exited: Promise<void> = Promise.resolve();

  constructor(options: PrivateCupsOptions) {
    this.#o = options;
    this.socket = join(options.dir, 'run/cups.sock');
    this.#install();
  }

  get errorLog(): string {
    return join(this.#o.dir, 'log/error');
  }

  /** Starts cupsd; resolves when its socket is there. Rejects when cupsd ends first. */
  async start(): Promise<void> {
    const { dir } = this.#o;
    const child = spawn(
      '/usr/sbin/cupsd',
      ['-f', '-c', join(dir, 'etc/cupsd.conf'), '-s', join(dir, 'etc/cups-files.conf')],
      { stdio: 'ignore' },
    );
    this.#child = child;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#exited = ended;
    const isThere = await Promise.race([fileAppears(this.socket), ended.then(() => false)]);
    if (!isThere) throw new Error(`cupsd ended at once; see ${this.errorLog}`);
  }

  /** In order, or at once as a crash does. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.#child?.kill(signal);
    this.#child = null;
    await this.#exited;
    // A killed cupsd leaves its socket: the next start would be taken for ready before it is.
    if (existsSync(this.socket)) await run('/bin/rm', ['-f', this.socket]);
  }

  /** Makes a queue that accepts and prints. */
  async addQueue(o: {
    readonly name: string;
    readonly uri: string;
    readonly ppd: string;
    readonly errorPolicy?: 'stop-printer' | 'abort-job' | 'retry-job' | 'retry-current-job';
  }): Promise<void> {
    const policy = `printer-error-policy=${o.errorPolicy ?? 'stop-printer'}`;
    await run('/usr/sbin/lpadmin', ['-h', this.socket, '-p', o.name, '-E', '-v', o.uri, '-P', o.ppd, '-o', policy]);
  }

  async setQueueStopped(name: string, isStopped: boolean): Promise<void> {
    await run(isStopped ? '/usr/sbin/cupsdisable' : '/usr/sbin/cupsenable', ['-h', this.socket, name]);
  }

  #install(): void {
    const { dir } = this.#o;
    // cupsd runs filters as the user lp: the way to their folders must be open.
    chmodSync(dir, 0o755);
    for (const name of ['etc', 'state', 'cache', 'spool', 'run', 'log', 'bin', 'bin/backend'])
      mkdirSync(join(dir, name));
    mkdirSync(join(dir, 'tmp'));
    chmodSync(join(dir, 'tmp'), 0o1777);
    for (const name of readdirSync(systemServerBin)) {
      if (name !== 'backend') symlinkSync(join(systemServerBin, name), join(dir, 'bin', name));
    }
    const backends = join(dir, 'bin/backend');
    const cupsPdf = join(systemServerBin, 'backend/cups-pdf');
    if (existsSync(cupsPdf)) symlinkSync(cupsPdf, join(backends, 'cups-pdf'));
    copyFileSync(onceBackend, join(backends, 'yitiji-once'));
    chmodSync(join(backends, 'yitiji-once'), 0o700);
    const node = `exec ${quoted(process.execPath)} --no-warnings ${quoted(faultBackend)} "$@"`;
    writeFileSync(join(backends, 'kiosktest'), `#!/bin/sh\n${node}\n`, { mode: 0o700 });
    writeFileSync(join(dir, 'etc/cupsd.conf'), this.#cupsdConf());
    writeFileSync(join(dir, 'etc/cups-files.conf'), this.#filesConf());
  }

  #cupsdConf(): string {
    const { tcpPort } = this.#o;
    return `LogLevel debug
MaxLogSize 0
Listen ${this.socket}
${tcpPort === undefined ? '' : `Listen 127.0.0.1:${tcpPort}`}
Browsing Off
WebInterface No
DefaultAuthType Basic
DirtyCleanInterval 0
PreserveJobHistory Yes
PreserveJobFiles No
<Location />
  Order allow,deny
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  <Limit Create-Job Print-Job Print-URI Validate-Job>
    Order deny,allow
  </Limit>
  <Limit Send-Document Cancel-Job Cancel-My-Jobs Close-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit CUPS-Add-Modify-Printer CUPS-Delete-Printer Pause-Printer Resume-Printer Enable-Printer Disable-Printer CUPS-Accept-Jobs CUPS-Reject-Jobs>
    AuthType Default
    Require user @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
`;
  }

  #filesConf(): string {
    const { dir } = this.#o;
    return `ServerRoot ${join(dir, 'etc')}
ServerBin ${join(dir, 'bin')}
StateDir ${join(dir, 'state')}
CacheDir ${join(dir, 'cache')}
RequestRoot ${join(dir, 'spool')}
TempDir ${join(dir, 'tmp')}
AccessLog ${join(dir, 'log/access')}
ErrorLog ${join(dir, 'log/error')}
PageLog ${join(dir, 'log/page')}
SystemGroup root
SyncOnClose Yes
Sandboxing relaxed
`;
  }
}

/** For a POSIX shell script; the only shell text here, written into a file. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Resolves with true when the file is there. */
function fileAppears(path: string): Promise<true> {
  return new Promise((resolve) => {
    const watcher = watch(join(path, '..'));
    const check = () => {
      if (!existsSync(path)) return;
      watcher.close();
      resolve(true);
    };
    watcher.on('change', check);
    check();
  });
}
