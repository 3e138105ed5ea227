import type { Piece } from '../../contract/speech/pieces.ts';

/** Plays one recording; `onEnd` is called once, when it has ended or could not be played. The returned function silences it at once. */
export type PlayClip = (words: string, onEnd: () => void) => PlayingClip;
export interface PlayingClip {
  stop(): void;
  pause(): void;
  resume(): void;
}

/**
 * `page` and `control` are interrupted by whatever comes next; `change` waits for what is being said; a `warning` has to be heard and ends by itself
 * (docs/domain/screens.md §8).
 */
export type Urgency = 'page' | 'control' | 'change' | 'warning';

export interface PlayerPorts {
  readonly play: PlayClip;
  /** These words come next: their recording can be fetched meanwhile. */
  readonly prepare: (words: string) => void;
  /** Called when a piece begins to be heard. */
  readonly onPiece: (piece: Piece, urgency: Urgency) => void;
}

interface Script {
  readonly pieces: readonly Piece[];
  readonly urgency: Urgency;
}

/** What waits: its pieces are asked for when its turn comes. */
interface Waiting {
  readonly pieces: () => readonly Piece[];
  readonly urgency: Urgency;
}

/** One mouth: says one script after the other, piece by piece, recording by recording. */
export class SpeechPlayer {
  readonly #ports: PlayerPorts;
  #queue: Waiting[] = [];
  #current: Script | null = null;
  #piece = 0;
  #clip = 0;
  #sound: PlayingClip | null = null;
  #paused = false;
  /** What F2 says again. */
  #last: Script | null = null;
  #turn = 0;

  constructor(ports: PlayerPorts) {
    this.#ports = ports;
  }

  get isSpeaking(): boolean {
    return this.#current !== null && !this.#paused;
  }

  say(pieces: readonly Piece[], urgency: Exclude<Urgency, 'change'>): void {
    const script = { pieces: sayableOf(pieces), urgency };
    if (script.pieces.length === 0) return;
    this.#last = script;
    // A warning goes on, unless it was stopped; of what waits behind it only the newest is still true.
    if (this.#current?.urgency === 'warning' && !this.#paused) {
      this.#queue = [{ urgency, pieces: () => script.pieces }];
      return;
    }
    // What has changed on the page before is no longer true of this one.
    if (urgency === 'page') this.#queue = [];
    this.#begin(script);
  }

  /**
   * What has changed on a page that stays, said when its turn comes: a page that changes faster than it can be said (pages printed, one after the other) is told as it is
   * then and not as it was. So of changes only one ever waits.
   * @param pieces what is new since the first change that was not heard, as of the moment at which it is called
   */
  sayChange(pieces: () => readonly Piece[]): void {
    if (this.#queue.some(({ urgency }) => urgency === 'change')) return;
    this.#queue.push({ pieces, urgency: 'change' });
    if (this.#current === null) this.#next();
  }

  /** Somebody acts: what is being said is no longer of use, unless it is a warning. */
  interrupt(): void {
    this.#queue = [];
    if (this.#current !== null && this.#current.urgency !== 'warning') this.#silence();
  }

  /** Silent at once, whatever it is, and nothing is kept that could be said again. */
  stop(): void {
    this.#queue = [];
    this.#last = null;
    this.#paused = false;
    this.#silence();
  }

  repeat(): void {
    const { urgency, pieces } = this.#current ?? this.#last ?? { urgency: 'page', pieces: [] };
    if (pieces.length > 0) this.#begin({ urgency, pieces });
  }

  /** On and off again, in the middle of a word. */
  pause(): void {
    if (this.#current === null) return;
    this.#paused = !this.#paused;
    if (this.#paused) this.#sound?.pause();
    else this.#sound?.resume();
  }

  #next(): void {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const script = { urgency: next.urgency, pieces: sayableOf(next.pieces()) };
      // What changed may have changed back meanwhile.
      if (script.pieces.length === 0) continue;
      this.#last = script;
      this.#begin(script);
      return;
    }
  }

  #begin(script: Script): void {
    this.#silence();
    this.#paused = false;
    this.#current = script;
    this.#piece = 0;
    this.#clip = 0;
    this.#sayPiece();
  }

  #silence(): void {
    this.#turn += 1;
    this.#sound?.stop();
    this.#sound = null;
    this.#current = null;
  }

  #sayPiece(): void {
    const piece = this.#current?.pieces[this.#piece];
    if (piece === undefined) {
      this.#current = null;
      this.#sound = null;
      this.#next();
      return;
    }
    if (this.#clip === 0) this.#ports.onPiece(piece, this.#current?.urgency ?? 'page');
    const turn = this.#turn;
    const next = piece.clips[this.#clip + 1] ?? this.#current?.pieces[this.#piece + 1]?.clips[0];
    const words = piece.clips[this.#clip] ?? '';
    this.#sound = this.#ports.play(words, () => {
      // An end that comes after it was silenced belongs to nothing any more.
      if (turn !== this.#turn) return;
      this.#clip += 1;
      if (this.#clip >= piece.clips.length) {
        this.#piece += 1;
        this.#clip = 0;
      }
      this.#sayPiece();
    });
    if (next !== undefined) this.#ports.prepare(next);
  }
}

const sayableOf = (pieces: readonly Piece[]): readonly Piece[] => pieces.filter(({ clips }) => clips.length > 0);
