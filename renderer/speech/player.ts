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

/** One mouth: says one script after the other, piece by piece, recording by recording. */
export class SpeechPlayer {
  readonly #ports: PlayerPorts;
  #queue: Script[] = [];
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

  say(pieces: readonly Piece[], urgency: Urgency): void {
    const script = { pieces: pieces.filter((piece) => piece.clips.length > 0), urgency };
    if (script.pieces.length === 0) return;
    this.#last = script;
    // A warning goes on, unless it was stopped; of what waits behind it only the newest is still true.
    const waits = urgency === 'change' || (this.#current?.urgency === 'warning' && !this.#paused);
    if (waits && this.#current !== null) {
      this.#queue = urgency === 'change' ? [...this.#queue, script] : [script];
      return;
    }
    // What has changed on the page before is no longer true of this one.
    if (urgency === 'page') this.#queue = [];
    this.#begin(script);
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
      const next = this.#queue.shift();
      if (next !== undefined) this.#begin(next);
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
