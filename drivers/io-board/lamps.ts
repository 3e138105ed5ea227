import type { BoardCapabilities, LampName, LampWish } from './io-board.ts';
import { type LampHealth, setCommand } from './messages.ts';

/** What lamps shall do, what they were told, and whether they can. Pure but for its own memory (rule B10 of docs/protocols/io-board.md). */
export class Lamps {
  readonly #wishes = new Map<LampName, LampWish>();
  /** Command with which each lamp was set since the board last started. */
  readonly #told = new Map<LampName, string>();
  readonly #healths = new Map<string, LampHealth>();

  wish(name: LampName): LampWish {
    return this.#wishes.get(name) ?? { pattern: 'off' };
  }

  setWish(name: LampName, wish: LampWish): void {
    this.#wishes.set(name, wish);
  }

  /** The command that is due because the last one was not the wish; null = nothing to do. */
  due({ name, isColoured }: BoardCapabilities['lamps'][number]): string | null {
    const command = setCommand(name, this.wish(name), isColoured);
    return this.#told.get(name) === command ? null : command;
  }

  /** @param isSettled the board carried it out, or refused it for good; false: the lamp may show anything, so it is told again */
  told(name: LampName, command: string, isSettled: boolean): void {
    if (isSettled) this.#told.set(name, command);
    else this.#told.delete(name);
  }

  /** The board has started anew, or has put its lamps out: whatever they were told is past. */
  areDark(): void {
    this.#told.clear();
  }

  /** Health is that of one board: forgotten when another may hang at the port. */
  forgetHealth(): void {
    this.#healths.clear();
  }

  setHealth(name: string, health: LampHealth): void {
    this.#healths.set(name, health);
  }

  isBroken(name: LampName): boolean {
    const health = this.#healths.get(name);
    return health === 'open' || health === 'short';
  }
}
