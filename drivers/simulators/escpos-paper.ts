import type { EscposCommand } from '../receipt-printer/escpos/command-parser.ts';

/** Something on a printed line. `picture`: columns of 24 dots, three bytes each, top bit first. */
export interface PaperCell {
  readonly xDots: number;
  readonly widthDots: number;
  readonly heightDots: number;
  readonly text: string;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly picture?: Uint8Array;
}

export type PaperItem =
  | { readonly kind: 'line'; readonly cells: readonly PaperCell[]; readonly heightDots: number }
  | {
      readonly kind: 'picture';
      readonly xDots: number;
      readonly widthDots: number;
      readonly heightDots: number;
      /** Rows from the top, most significant bit left, 1 = black. */
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'barcode'; readonly system: number; readonly data: Uint8Array; readonly heightDots: number };

export type CutKind = 'full' | 'partial';
/** What a command makes the mechanics do. */
export type PaperEffect = { readonly item: PaperItem } | { readonly cut: CutKind };

/**
 * What an ESC/POS printer does with commands: keeps the print position and style, turns finished lines and pictures into paper.
 * `problems` names what would look wrong on a real printer; tests expect it to be empty.
 */
export class EscposPaper {
  readonly widthDots: number;
  readonly problems: string[] = [];
  #cells: PaperCell[] = [];
  #x = 0;
  #scaleX = 1;
  #scaleY = 1;
  #bold = false;
  #underline = false;
  #inverse = false;
  #align = 0;
  #left = 0;
  #area: number;
  #spacing = 30;
  #barcodeHeight = 162;

  constructor(columns: number) {
    this.widthDots = columns * 12;
    this.#area = this.widthDots;
  }

  /** Back to the state after power-on; a line that has begun is forgotten. */
  reset(): void {
    this.#cells = [];
    this.#x = 0;
    this.#style([0]);
    this.#bold = false;
    this.#underline = false;
    this.#inverse = false;
    this.#align = 0;
    this.#left = 0;
    this.#area = this.widthDots;
    this.#spacing = 30;
  }

  /** Carries out one command; returns what comes onto paper. */
  apply(command: EscposCommand): readonly PaperEffect[] {
    switch (command.kind) {
      case 'junk':
        if (command.bytes > 0) this.problems.push(`junk ${command.bytes}`);
        return [];
      case 'text':
        return this.#place(command.text, command.columns * 12 * this.#scaleX, 24 * this.#scaleY);
      case 'lineFeed':
        return [this.#finishLine()];
      case 'command':
        return this.#command(command.name, command.args, command.data);
    }
  }

  #command(name: string, args: readonly number[], data: Uint8Array): readonly PaperEffect[] {
    const [n = 0, n2 = 0] = args;
    const word = n + 256 * n2;
    switch (name) {
      case 'ESC @':
        this.reset();
        return [];
      case 'ESC a':
        this.#align = n % 48;
        return [];
      case 'ESC E':
        this.#bold = (n & 1) === 1;
        return [];
      case 'ESC -':
        this.#underline = n % 48 > 0;
        return [];
      case 'GS B':
        this.#inverse = (n & 1) === 1;
        return [];
      case 'GS !':
        this.#style(args);
        return [];
      case 'ESC 2':
        this.#spacing = 30;
        return [];
      case 'ESC 3':
        this.#spacing = n;
        return [];
      case 'GS L':
        this.#left = word;
        return [];
      case 'GS W':
        this.#area = Math.min(word, this.widthDots - this.#left);
        return [];
      case 'ESC $':
        this.#x = word;
        return [];
      case 'ESC \\':
        this.#x += word < 0x8000 ? word : word - 0x10000;
        return [];
      case 'ESC *':
        return this.#inlinePicture(args, data);
      case 'GS v':
        return this.#picture(args, data);
      case 'GS h':
        this.#barcodeHeight = n;
        return [];
      case 'GS k':
        return [{ item: { kind: 'barcode', system: n, data, heightDots: this.#barcodeHeight } }];
      case 'ESC d':
        return [this.#finishLine(), ...Array.from({ length: Math.max(0, n - 1) }, () => this.#finishLine())];
      case 'ESC J':
        return [{ item: { kind: 'line', cells: this.#takeCells(), heightDots: n } }];
      case 'ESC i':
      case 'ESC m':
        return this.#cut(name === 'ESC i' ? 'full' : 'partial');
      case 'GS V':
        return this.#cut(n % 2 === 0 && n !== 66 ? 'full' : n === 65 ? 'full' : 'partial');
      default:
        return [];
    }
  }

  #style(args: readonly number[]): void {
    const [n = 0] = args;
    this.#scaleX = ((n >> 4) & 7) + 1;
    this.#scaleY = (n & 7) + 1;
  }

  #place(text: string, widthDots: number, heightDots: number, picture?: Uint8Array): readonly PaperEffect[] {
    const overflow: PaperEffect[] = [];
    if (this.#x + widthDots > this.#area) {
      this.problems.push('line too long');
      overflow.push(this.#finishLine());
    }
    this.#cells.push({
      xDots: this.#x,
      widthDots,
      heightDots,
      text,
      bold: this.#bold,
      underline: this.#underline,
      inverse: this.#inverse,
      ...(picture === undefined ? {} : { picture }),
    });
    this.#x += widthDots;
    return overflow;
  }

  #inlinePicture(args: readonly number[], data: Uint8Array): readonly PaperEffect[] {
    const [mode = 0, low = 0, high = 0] = args;
    if (mode !== 33) {
      this.problems.push(`ESC * mode ${mode}`);
      return [];
    }
    return this.#place('\u25af', low + 256 * high, 24, data);
  }

  #picture(args: readonly number[], data: Uint8Array): readonly PaperEffect[] {
    const [, , xl = 0, xh = 0, yl = 0, yh = 0] = args;
    const widthDots = (xl + 256 * xh) * 8;
    const heightDots = yl + 256 * yh;
    if (this.#cells.length > 0) this.problems.push('picture inside a line');
    if (widthDots > this.#area + 7) this.problems.push('picture too wide');
    const effects: PaperEffect[] = this.#cells.length > 0 ? [this.#finishLine()] : [];
    const xDots = this.#left + Math.max(0, Math.floor(((this.#area - widthDots) * this.#align) / 2));
    this.#x = 0;
    return [...effects, { item: { kind: 'picture', xDots, widthDots, heightDots, bytes: data } }];
  }

  #cut(cut: CutKind): readonly PaperEffect[] {
    if (this.#cells.length > 0) {
      this.problems.push('cut inside a line');
      return [];
    }
    return [{ cut }];
  }

  #finishLine(): PaperEffect {
    const heightDots = Math.max(this.#spacing, ...this.#cells.map((cell) => cell.heightDots));
    return { item: { kind: 'line', cells: this.#takeCells(), heightDots } };
  }

  #takeCells(): readonly PaperCell[] {
    const used = this.#cells.reduce((end, cell) => Math.max(end, cell.xDots + cell.widthDots), 0);
    const shift = this.#left + Math.max(0, Math.floor(((this.#area - used) * this.#align) / 2));
    const cells = this.#cells.map((cell) => ({ ...cell, xDots: cell.xDots + shift }));
    this.#cells = [];
    this.#x = 0;
    return cells;
  }
}

/** One piece of paper: `cut` tells how it came off; `torn` = taken out by a person, `null` = still hangs in the printer. */
export interface Slip {
  readonly items: readonly PaperItem[];
  readonly cut: CutKind | 'torn' | null;
}

/** Joins pictures that were sent in bands. */
export function joinBands(items: readonly PaperItem[]): readonly PaperItem[] {
  const joined: PaperItem[] = [];
  for (const item of items) {
    const last = joined.at(-1);
    const isNextBand =
      last?.kind === 'picture' &&
      item.kind === 'picture' &&
      last.xDots === item.xDots &&
      last.widthDots === item.widthDots;
    if (!isNextBand) joined.push(item);
    else {
      const bytes = new Uint8Array([...last.bytes, ...item.bytes]);
      joined[joined.length - 1] = { ...last, heightDots: last.heightDots + item.heightDots, bytes };
    }
  }
  return joined;
}

/** The paper as lines of text, one string a line, in columns of 12 dots. Pictures: `▯` in a line, `[picture w×h]` alone. */
export function slipLines(slip: Slip): readonly string[] {
  return joinBands(slip.items).map((item) => {
    if (item.kind === 'picture') return `[picture ${item.widthDots}×${item.heightDots}]`;
    if (item.kind === 'barcode') return `[barcode ${item.system}]`;
    let text = '';
    let column = 0;
    for (const cell of [...item.cells].sort((a, b) => a.xDots - b.xDots)) {
      const at = Math.round(cell.xDots / 12);
      if (at > column) text += ' '.repeat(at - column);
      text += cell.text;
      column = Math.max(column, at) + Math.round(cell.widthDots / 12);
    }
    return text.trimEnd();
  });
}
