import { readFileSync } from 'node:fs';
import { decodeCommand, hexByte } from '../smart-card/card/apdu.ts';

/** One synthetic card of `drivers/smart-card/vectors/ssc-cards.json`: whole records (tag, length, value) by tag, as hex pairs. */
export interface ChipData {
  readonly name: string;
  readonly meaning: string;
  readonly atr: string;
  /** Without it the card knows no social-security environment (a bank card). */
  readonly ef05?: Readonly<Record<string, string>>;
  readonly ef06?: Readonly<Record<string, string>>;
  /** EF06 wants keys (version 3). */
  readonly ef06Locked?: boolean;
  readonly expect?: {
    readonly fields: Readonly<Record<string, string | null>>;
    readonly quality: Readonly<Record<string, string>>;
  };
}

/** How a chip answers, where cards of different makers differ. */
export interface ChipHabits {
  /** Asks the host to fetch answers (61 xx) and to name exact lengths (6C xx), as cards with T=0 do. Default false. */
  readonly speaksT0?: boolean;
  /** Knows records only by position (`P2 = 04`), not by tag. Default false. */
  readonly readsByPositionOnly?: boolean;
  /** Knows SELECT of a file only with P1 = 00. Default false. */
  readonly selectsWithP1ZeroOnly?: boolean;
}

const environment = '73 78 31 2E 73 68 2E C9 E7 BB E1 B1 A3 D5 CF';
/** Position → tag; EF06 holds 4E between 09 and 0A. Source: docs/protocols/social-security-card.md, section 2. */
const positions = {
  EF05: ['01', '02', '03', '04', '05', '06', '07'],
  EF06: ['08', '09', '4E', '0A', '0B', '0C', '0D'],
} as const;

/**
 * The chip of a synthetic card: commands in, answers out, with the memory of a real one (selected file, waiting answer). It counts what must never
 * happen: `verifyAttempts`.
 */
export class SmartCardChip {
  readonly data: ChipData;
  readonly atr: Uint8Array;
  /** Instruction of every command since the chip was made. No data. */
  readonly instructions: number[] = [];
  /** Each one of these would cost the citizen a try of the PIN. */
  verifyAttempts = 0;
  /** Answers instead of the right one, used up from the front; for damaged and foreign status words. */
  readonly overrides: Uint8Array[] = [];
  readonly #habits: ChipHabits;
  #isEnvironmentSelected = false;
  #file: 'EF05' | 'EF06' | null = null;
  #waiting: Uint8Array | null = null;

  constructor(data: ChipData, habits: ChipHabits = {}) {
    this.data = data;
    this.atr = bytesOfHex(data.atr);
    this.#habits = habits;
  }

  /** Power on, off or reset: the chip forgets what was selected. */
  reset(): void {
    this.#isEnvironmentSelected = false;
    this.#file = null;
    this.#waiting = null;
  }

  transmit(apdu: Uint8Array): Uint8Array {
    const command = decodeCommand(apdu);
    if (!command.ok) return statusWord(0x6700);
    const { ins, p1, p2, data, le } = command.value;
    this.instructions.push(ins);
    if (ins === 0x20) this.verifyAttempts += 1;
    const override = this.overrides.shift();
    if (override !== undefined) return override;
    switch (ins) {
      case 0xa4:
        return this.#fetchable(this.#select(p1, data), null);
      case 0xb2:
        return this.#fetchable(this.#read(p1, p2), le);
      case 0xc0:
        return this.#getResponse(le);
      case 0x20:
        return statusWord(0x63c5);
      default:
        return statusWord(0x6d00);
    }
  }

  #select(p1: number, data: Uint8Array): Uint8Array {
    if (this.data.ef05 === undefined) return statusWord(0x6a82);
    if (p1 === 0x04) {
      const isKnown = hexOf(data) === environment;
      this.#isEnvironmentSelected ||= isKnown;
      return isKnown ? Uint8Array.of(0x6f, 0x02, 0x84, 0x00, 0x90, 0x00) : statusWord(0x6a82);
    }
    if (p1 !== 0x00 && (p1 !== 0x02 || this.#habits.selectsWithP1ZeroOnly === true)) return statusWord(0x6a86);
    const file = hexOf(data) === 'EF 05' ? 'EF05' : hexOf(data) === 'EF 06' ? 'EF06' : null;
    if (file === null || !this.#isEnvironmentSelected) return statusWord(0x6a82);
    if (file === 'EF06' && this.data.ef06 === undefined) return statusWord(0x6a82);
    this.#file = file;
    return statusWord(0x9000);
  }

  #read(p1: number, p2: number): Uint8Array {
    if (this.#file === null) return statusWord(0x6986);
    if (this.#file === 'EF06' && this.data.ef06Locked === true) return statusWord(0x6982);
    const isByTag = p2 === 0x00;
    if ((isByTag && this.#habits.readsByPositionOnly === true) || (!isByTag && p2 !== 0x04)) return statusWord(0x6a86);
    const tag = isByTag ? hexByte(p1) : positions[this.#file][p1 - 1];
    const records = this.#file === 'EF05' ? this.data.ef05 : this.data.ef06;
    const record = tag === undefined ? undefined : records?.[tag];
    return record === undefined ? statusWord(0x6a83) : Uint8Array.of(...bytesOfHex(record), 0x90, 0x00);
  }

  #fetchable(answer: Uint8Array, le: number | null): Uint8Array {
    const size = answer.length - 2;
    if (this.#habits.speaksT0 !== true || size === 0) return answer;
    if (le !== null && le !== size) return Uint8Array.of(0x6c, size);
    if (le !== null) return answer;
    this.#waiting = answer;
    return Uint8Array.of(0x61, size);
  }

  #getResponse(le: number | null): Uint8Array {
    const answer = this.#waiting;
    if (answer === null) return statusWord(0x6985);
    if (le !== answer.length - 2) return Uint8Array.of(0x6c, answer.length - 2);
    this.#waiting = null;
    return answer;
  }
}

/** The cards that come with the project, by name: `v1` `v2` `v3` `bank` and faulty ones. */
export function syntheticCards(): ReadonlyMap<string, ChipData> {
  const file = new URL('../smart-card/vectors/ssc-cards.json', import.meta.url);
  const parsed: { readonly cards: readonly ChipData[] } = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(parsed.cards.map((card) => [card.name, card]));
}

/** One of them. Throws when there is none of that name. */
export function syntheticCard(name: string): ChipData {
  const card = syntheticCards().get(name);
  if (card === undefined) throw new Error(`there is no card ${name}`);
  return card;
}

function statusWord(word: number): Uint8Array {
  return Uint8Array.of(word >> 8, word & 0xff);
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(' ').filter(Boolean), (pair) => Number.parseInt(pair, 16));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, hexByte).join(' ');
}
