import { CardWorld, type CardWorldOptions, type MotionEnd, type WorldFault, type WorldMotion } from '../card-world.ts';
import type { MishapKind, MishapPlace } from './dispenser-state.ts';

export interface Mishap {
  readonly kind: MishapKind;
  readonly at: MishapPlace;
}

/** Both families have two ways to feed and, for a citizen, one way to present. */
const motions: Readonly<Record<MishapPlace, readonly WorldMotion[]>> = {
  feed: ['feed', 'feedToExit'],
  present: ['present'],
  capture: ['capture'],
};

/** The card world with mishaps that wait for their motion: they are known until they happen, so that a page can show them. */
export class MishapWorld extends CardWorld {
  readonly #happened: (mishap: Mishap) => void;
  #waiting: readonly Mishap[] = [];
  #running: WorldMotion | null = null;

  constructor(o: CardWorldOptions & { readonly happened: (mishap: Mishap) => void }) {
    super(o);
    this.#happened = o.happened;
  }

  get mishaps(): readonly Mishap[] {
    return this.#waiting;
  }

  arm(mishap: Mishap): void {
    this.#waiting = [...this.#waiting, mishap];
  }

  disarm(): void {
    this.#waiting = [];
  }

  override begin(motion: WorldMotion): ReturnType<CardWorld['begin']> {
    const refusal = super.begin(motion);
    if (refusal === null) this.#running = motion;
    return refusal;
  }

  override end(): MotionEnd {
    const motion = this.#running;
    const mishap = this.#waiting.find(({ at }) => motion !== null && motions[at].includes(motion));
    if (motion === null || mishap === undefined) return super.end();
    // Handed to the world at the last moment, and taken back when it found nothing to do: nobody stood there to snatch from.
    super.inject(faultOf(mishap.kind, motion));
    const end = super.end();
    super.clearFaults();
    if (end !== 'done') {
      this.#waiting = this.#waiting.filter((other) => other !== mishap);
      this.#happened(mishap);
    }
    return end;
  }
}

function faultOf(kind: MishapKind, motion: WorldMotion): WorldFault {
  switch (kind) {
    case 'jam':
      return { type: 'jam', in: motion, cure: 'reset' };
    case 'hardJam':
      return { type: 'jam', in: motion, cure: 'person' };
    case 'snatch':
      return { type: 'snatch', in: motion, at: 'during' };
    case 'misfeed':
    case 'overlap':
      return { type: kind };
  }
}
