import { existsSync } from 'node:fs';
import type { Log } from '../../contract/log.ts';
import type { OpenPort, PortSpec } from '../transport/open-port.ts';
import { type Listener, type Transport, TransportError } from '../transport/transport.ts';
import { type Answer, choosePort, type RoleBinding } from './choose-port.ts';
import { portsChange } from './port-watch.ts';

export interface RolePortOptions {
  /** `idReader`, `receiptPrinter`, … */
  readonly role: string;
  /** Where the role is, as configuration or the last discovery says. */
  readonly bound: RoleBinding;
  /** Opens a port for good. */
  readonly openPort: OpenPort;
  /** Stable paths of serial ports where the role's device may hang; the bound path need not be among them. */
  readonly candidates: () => Promise<readonly string[]>;
  /** Ports that another role holds open and that has answered there: never touched. */
  readonly isOwned: (path: string) => boolean;
  /** The handshake of the role's driver at a port, harmless, at most half a second; null = nobody of this kind answers. */
  readonly probe: (path: string, signal: AbortSignal) => Promise<Answer | null>;
  /** The same for a unit that may be mute until it is told to get ready, which leaves its media where it is; asked of each candidate where nobody has answered `probe`. Left out = this kind of unit is never mute. */
  readonly wake?: RolePortOptions['probe'] | undefined;
  /** The device was found at another port and its handshake has succeeded there: keep it. */
  readonly moved: (binding: RoleBinding) => void;
  readonly log: Log;
  /** Default: the file system's. */
  readonly exists?: (path: string) => boolean;
  readonly change?: (path: string, signal: AbortSignal) => Promise<void>;
}

/** Opens at an existing path without an answer before other ports are looked at: two plugs may have been swapped. */
const misses = 2;

/**
 * A role's port: opens where the device was last seen, and looks for it elsewhere when that path is gone or answers wrongly (twice). The device id
 * stays; only the path follows. Gives an `OpenPort` for serial drivers; the speed stays the driver's business.
 */
export class RolePort {
  readonly #o: RolePortOptions;
  #binding: RoleBinding;
  /** Opens in a row that ended without `confirm`. */
  #unconfirmed = 0;
  #found: RoleBinding | null = null;

  constructor(options: RolePortOptions) {
    this.#o = options;
    this.#binding = options.bound;
  }

  get binding(): RoleBinding {
    return this.#binding;
  }

  readonly openPort: OpenPort = (spec) => {
    if (spec.kind !== 'serial') return this.#o.openPort(spec);
    return this.#transport(spec);
  };

  /**
   * The driver's handshake succeeded on the port that was opened last. A new place is remembered and told now, not before.
   * @param identity what the device says of itself, null = nothing
   */
  confirm(identity: string | null): void {
    this.#unconfirmed = 0;
    const path = this.#found?.path ?? this.#binding.path;
    this.#found = null;
    if (path === this.#binding.path && (identity === null || identity === this.#binding.identity)) return;
    const before = this.#binding;
    this.#binding = { path, identity: identity ?? before.identity };
    this.#o.moved(this.#binding);
    if (path !== before.path) this.#o.log('device.role.moved', { role: this.#o.role, from: before.path, to: path });
  }

  #transport(spec: Extract<PortSpec, { kind: 'serial' }>): Transport {
    const { role, openPort, change = portsChange } = this.#o;
    let inner: Transport | null = null;
    return {
      id: this.#binding.path,
      open: async (listener: Listener, signal: AbortSignal) => {
        const path = await this.#resolve(signal);
        inner = openPort({ ...spec, path });
        this.#unconfirmed += 1;
        await inner.open(listener, signal);
      },
      write: async (bytes, signal) => {
        if (inner === null) throw new TransportError('failed', `${role} is not open`);
        await inner.write(bytes, signal);
      },
      close: async () => await inner?.close(),
      changed: (signal) => change(this.#binding.path, signal),
    };
  }

  /** The path to open now. Rejects with `absent` when the role's device is nowhere, `ambiguous` when two answer. */
  async #resolve(signal: AbortSignal): Promise<string> {
    const { role, candidates, isOwned, probe, wake, log, exists = existsSync } = this.#o;
    const { path } = this.#binding;
    const isThere = exists(path);
    if (isThere && this.#unconfirmed < misses && !isOwned(path)) {
      this.#found = null;
      return path;
    }
    const answers: Answer[] = [];
    for (const ask of wake === undefined ? [probe] : [probe, wake]) {
      if (answers.length > 0) break;
      for (const candidate of await candidates()) {
        signal.throwIfAborted();
        if (isOwned(candidate) || (candidate === path && !isThere)) continue;
        const answer = await ask(candidate, signal);
        if (answer !== null) answers.push(answer);
      }
    }
    this.#unconfirmed = 0;
    const choice = choosePort(this.#binding, answers);
    switch (choice.type) {
      case 'use':
        this.#found = choice.path === path ? null : { path: choice.path, identity: choice.identity };
        return choice.path;
      case 'ambiguous':
        log('device.role.ambiguous', { role, ports: choice.paths.join(' ') });
        throw new TransportError('ambiguous', `${role} answers at ${choice.paths.join(' and ')}`);
      case 'none':
        if (isThere && !isOwned(path)) return path; // the driver goes on asking there, at other speeds too
        throw new TransportError('absent', `${role} answers nowhere; last seen at ${path}`);
    }
  }
}
