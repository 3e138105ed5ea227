import { type ChildProcess, execFile, spawn } from 'node:child_process';

/**
 * Tells systemd one word after the other (sd_notify(3)); Node has no datagrams on UNIX sockets. All of them are sent by one process that stays: systemd looks up by the sender to which unit a word
 * belongs, drops the word when the sender is gone by then, and up to 245 `systemd-notify` does not wait for it (systemd issues 2737 and 2739). Lost words would end a kiosk that is well. perl is on
 * every Debian; where it is not, `systemd-notify` has to do. The unit needs `NotifyAccess=all`.
 */
export class SystemdNotifier {
  readonly #env: NodeJS.ProcessEnv;
  #sender: ChildProcess | null = null;
  #hasPerl = true;
  /** The newest words, of which nobody knows whether they were sent when the sender ends. */
  #unsure: readonly string[] = [];

  /** @param env with NOTIFY_SOCKET */
  constructor(env: NodeJS.ProcessEnv = process.env) {
    this.#env = env;
  }

  say(word: string): void {
    // That it has started, and that it lives, are said in one go; saying either twice changes nothing.
    this.#unsure = [...this.#unsure, word].slice(-2);
    this.#send(word);
  }

  /** Ends the process that sends. */
  stop(): void {
    this.#unsure = [];
    this.#sender?.stdin?.end();
  }

  #send(word: string): void {
    if (this.#hasPerl) {
      this.#sender ??= this.#start();
      this.#sender.stdin?.write(`${word}\n`);
    } else {
      execFile('systemd-notify', [word], { env: this.#env, timeout: 5000 }, () => undefined);
    }
  }

  #start(): ChildProcess {
    const sender = spawn('perl', ['-MSocket', '-e', program], { env: this.#env, stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = (isPerlToBlame: boolean) => {
      if (this.#sender !== sender) return;
      this.#sender = null;
      if (isPerlToBlame) this.#hasPerl = false;
      const unsure = this.#unsure;
      this.#unsure = [];
      for (const word of unsure) this.#send(word);
    };
    sender.stdin?.on('error', () => undefined); // told as its end
    sender.once('error', () => ended(true));
    sender.once('exit', (code) => ended(code !== null && code !== 0));
    return sender;
  }
}

/** Sends each line that it reads; ends when there are no more. */
const program = `
my $path = $ENV{NOTIFY_SOCKET};
$path =~ s/^@/\\0/;
socket(my $socket, PF_UNIX, SOCK_DGRAM, 0) or exit 1;
while (my $word = <STDIN>) { chomp $word; send($socket, $word, 0, pack_sockaddr_un($path)) }`;
