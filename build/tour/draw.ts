import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Canvas, createCanvas, GlobalFonts, type Image, loadImage, type SKRSContext2D } from '@napi-rs/canvas';
import { root } from '../project.mjs';
import type { Scene } from './record.ts';
import { captions, promises, type TourLanguage } from './words.ts';

/** Size of the tour, pixels. */
const tourSize = { width: 1200, height: 960 } as const;
/**
 * Sizes of the words, pixels. On a phone the tour is about 340 wide: what is smaller than 42 here has letters below 12 there, and is not read.
 */
const letters = { heading: 56, headingLine: 66, sentence: 42, sentenceLine: 54 } as const;
/** Where the words stand: beside a machine, above a page of the console. */
const beside = { left: 748, width: 430, top: 190 } as const;
const above = { left: 60, width: 1080, top: 74 } as const;
/** Upper edge of a page of the console. */
const deskTop = 252;
/** The window of a machine, pixels. */
const panel = { width: 1080, height: 1920 } as const;

const colours = {
  ground: '#FAF7F0',
  body: '#E9E3D5',
  edge: '#CFC7B5',
  ink: '#17252A',
  second: '#4A5A5E',
  action: '#0A6566',
  dark: '#22302F',
} as const;

/** Scale and place of the front of the machine: millimetres of its model to pixels of the tour. */
const front = { scale: 1.35, left: 20, topMm: 96 } as const;
const mm = (x: number, y: number) => [front.left + x * front.scale, (y - front.topMm) * front.scale] as const;

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
type Model = {
  readonly front: {
    readonly surfaces: readonly Surface[];
    readonly screen: Box;
    readonly parts: Readonly<Record<string, Box>>;
  };
};
type Surface = { readonly points: readonly (readonly [number, number])[]; readonly radius: number };

const model: Model = JSON.parse(
  readFileSync(join(root, 'kiosk-config/models/yitiji-reference-21.5-portrait.json'), 'utf8'),
);

/** How far a scene has come, each 0–1. */
export interface Moment {
  /** The card on its way to the pad, or the slip on its way out. */
  readonly moved: number;
  /** The finger's touch; 0 = none. */
  readonly touch: number;
  /** How much of the scene covers the one before it. */
  readonly shown: number;
}

/** Draws the tour's pictures: the front of the reference machine as its model file has it, with the real window on its panel. */
export class TourPen {
  readonly #language: TourLanguage;
  readonly #count: number;
  readonly #images = new Map<Buffer, Image>();

  constructor(language: TourLanguage, count: number) {
    this.#language = language;
    this.#count = count;
    for (const weight of [400, 600]) {
      GlobalFonts.registerFromPath(join(root, `.cache/ui-font/noto-sans-sc-${weight}.ttf`), `tour ${weight}`);
    }
  }

  /** One picture of scene number `at`. */
  async scene(scene: Scene, at: number, before: Scene | undefined, moment: Moment): Promise<Canvas> {
    const canvas = createCanvas(tourSize.width, tourSize.height);
    const pen = canvas.getContext('2d');
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, tourSize.width, tourSize.height);
    if (scene.view === 'desk') await this.#desk(pen, scene, before, moment.shown);
    else await this.#machine(pen, scene, before?.view === 'machine' ? before : undefined, moment);
    this.#caption(pen, scene, at);
    return canvas;
  }

  /** The last picture: the promises. */
  end(): Canvas {
    const canvas = createCanvas(tourSize.width, tourSize.height);
    const pen = canvas.getContext('2d');
    pen.fillStyle = colours.action;
    pen.fillRect(0, 0, tourSize.width, tourSize.height);
    pen.fillStyle = colours.ground;
    pen.font = `${letters.sentence}px "tour 600"`;
    pen.fillText('yitiji 一体机', 120, 270);
    promises[this.#language].forEach((line, n) => {
      pen.font = '52px "tour 600"';
      pen.fillText(line, 120, 420 + n * 110);
    });
    return canvas;
  }

  async #machine(pen: SKRSContext2D, scene: Scene, before: Scene | undefined, moment: Moment): Promise<void> {
    for (const [n, surface] of model.front.surfaces.entries()) drawSurface(pen, surface, n);
    const screen = boxOf(model.front.screen);
    pen.fillStyle = colours.dark;
    roundedBox(pen, grown(screen, 9), 10);
    if (before !== undefined && moment.shown < 1) pen.drawImage(await this.#image(before.picture), ...placed(screen));
    pen.globalAlpha = moment.shown;
    pen.drawImage(await this.#image(scene.picture), ...placed(screen));
    pen.globalAlpha = 1;
    for (const name of ['idReader', 'receiptPrinter', 'cardDispenser', 'scanner']) {
      const part = model.front.parts[name];
      if (part !== undefined) drawPart(pen, boxOf(part), scene.lit === name, name);
    }
    if (scene.hasCard === true || scene.lit === 'idReader') drawCard(pen, scene.hasCard === true ? 1 : moment.moved);
    if (scene.slip !== undefined) drawSlip(pen, await this.#image(scene.slip), moment.moved);
    if (scene.touch !== undefined && moment.touch > 0) drawTouch(pen, screen, scene.touch, moment.touch);
  }

  async #desk(pen: SKRSContext2D, scene: Scene, before: Scene | undefined, shown: number): Promise<void> {
    const picture = await this.#image(scene.picture);
    const width = 1080;
    const height = (picture.height * width) / picture.width;
    const box = { x: 60, y: deskTop, width, height: Math.min(height, tourSize.height - deskTop - 30) };
    pen.fillStyle = colours.dark;
    roundedBox(pen, grown(box, 6), 10);
    pen.save();
    pen.beginPath();
    pen.rect(...placed(box));
    pen.clip();
    if (before?.view === 'desk' && shown < 1)
      pen.drawImage(await this.#image(before.picture), box.x, box.y, width, height);
    pen.globalAlpha = shown;
    pen.drawImage(picture, box.x, box.y, width, height);
    pen.restore();
  }

  #caption(pen: SKRSContext2D, scene: Scene, at: number): void {
    const [heading, sentence] = captions[scene.name][this.#language];
    const { left, width, top } = scene.view === 'desk' ? above : beside;
    let y = top;
    const write = (text: string, font: string, colour: string, line: number) => {
      pen.font = font;
      pen.fillStyle = colour;
      for (const part of evenLines(pen, text, width)) {
        pen.fillText(part, left, y);
        y += line;
      }
    };
    write(heading, `${letters.heading}px "tour 600"`, colours.ink, letters.headingLine);
    y += scene.view === 'desk' ? -8 : 12;
    write(sentence, `${letters.sentence}px "tour 400"`, colours.second, letters.sentenceLine);
    for (let n = 0; n < this.#count; n += 1) {
      pen.fillStyle = n <= at ? colours.action : colours.edge;
      roundedBox(pen, { x: left + n * 32, y: scene.view === 'desk' ? deskTop - 32 : 900, width: 24, height: 8 }, 2);
    }
  }

  async #image(bytes: Buffer): Promise<Image> {
    const known = this.#images.get(bytes);
    if (known !== undefined) return known;
    const image = await loadImage(bytes);
    this.#images.set(bytes, image);
    return image;
  }
}

function boxOf({ x, y, width, height }: Box): Box {
  const [left, top] = mm(x, y);
  return { x: left, y: top, width: width * front.scale, height: height * front.scale };
}

const placed = ({ x, y, width, height }: Box) => [x, y, width, height] as const;
const grown = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

function roundedBox(pen: SKRSContext2D, box: Box, radius: number): void {
  pen.beginPath();
  pen.roundRect(...placed(box), radius);
  pen.fill();
}

function drawSurface(pen: SKRSContext2D, { points }: Surface, n: number): void {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(...mm(x, y));
  pen.closePath();
  pen.fillStyle = n === 3 ? '#F2EDE1' : colours.body;
  pen.fill();
  pen.strokeStyle = colours.edge;
  pen.lineWidth = 1.5;
  pen.stroke();
}

function drawPart(pen: SKRSContext2D, box: Box, isLit: boolean, name: string): void {
  pen.fillStyle = isLit ? '#D5ECE8' : '#DDD6C6';
  roundedBox(pen, box, 6);
  pen.strokeStyle = isLit ? colours.action : colours.edge;
  pen.lineWidth = isLit ? 4 : 1.5;
  pen.stroke();
  if (name !== 'receiptPrinter' && name !== 'cardDispenser') return;
  pen.fillStyle = colours.dark;
  roundedBox(pen, { x: box.x + 10, y: box.y + box.height / 2 - 3, width: box.width - 20, height: 6 }, 3);
}

/** @param moved 0: still in the hand below the picture, 1: on the pad */
function drawCard(pen: SKRSContext2D, moved: number): void {
  const pad = model.front.parts.idReader;
  if (pad === undefined || moved === 0) return;
  const box = boxOf(pad);
  const width = 85.6 * front.scale;
  const height = 54 * front.scale;
  const top = box.y + (box.height - height) / 2;
  const card = { x: box.x + (box.width - width) / 2, y: top + (1 - moved) * 130, width, height };
  pen.fillStyle = '#CFE2E6';
  roundedBox(pen, card, 5);
  pen.strokeStyle = '#7FA3A8';
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.fillStyle = '#8FB3B8';
  roundedBox(
    pen,
    { x: card.x + width * 0.68, y: card.y + height * 0.16, width: width * 0.22, height: height * 0.46 },
    3,
  );
  for (const [n, part] of [0.46, 0.37, 0.51].entries()) {
    roundedBox(
      pen,
      { x: card.x + width * 0.09, y: card.y + height * (0.22 + n * 0.22), width: width * part, height: 5 },
      2,
    );
  }
}

/** Paper comes out of the slot, upper edge first, and hangs before the machine. */
function drawSlip(pen: SKRSContext2D, slip: Image, moved: number): void {
  const slot = model.front.parts.receiptPrinter;
  if (slot === undefined) return;
  const box = boxOf(slot);
  const width = 80 * front.scale * 1.6;
  const height = Math.min((slip.height * width) / slip.width, 210) * moved;
  if (height < 1) return;
  const x = box.x + (box.width - width) / 2;
  const y = box.y + box.height / 2;
  const seen = (height * slip.width) / width;
  pen.save();
  pen.shadowColor = 'rgba(20,30,30,0.25)';
  pen.shadowBlur = 10;
  pen.shadowOffsetY = 3;
  pen.fillStyle = '#fff';
  pen.fillRect(x, y, width, height);
  pen.restore();
  pen.drawImage(slip, 0, 0, slip.width, seen, x, y, width, height);
}

function drawTouch(
  pen: SKRSContext2D,
  screen: Box,
  at: { readonly x: number; readonly y: number },
  part: number,
): void {
  const x = screen.x + (at.x / panel.width) * screen.width;
  const y = screen.y + (at.y / panel.height) * screen.height;
  pen.strokeStyle = `rgba(10,101,102,${1 - part * 0.7})`;
  pen.lineWidth = 3;
  pen.beginPath();
  pen.arc(x, y, 6 + part * 20, 0, 2 * Math.PI);
  pen.stroke();
  pen.fillStyle = `rgba(10,101,102,${0.55 * (1 - part * 0.5)})`;
  pen.beginPath();
  pen.arc(x, y, 9, 0, 2 * Math.PI);
  pen.fill();
}

/** As few lines as fit, each about as long: no last line of one sign. */
function evenLines(pen: SKRSContext2D, text: string, width: number): readonly string[] {
  let best = lines(pen, text, width);
  const count = best.length;
  for (let less = width - 10; less > width / 2; less -= 10) {
    const next = lines(pen, text, less);
    if (next.length > count) break;
    best = next;
  }
  return best;
}

/** Cuts a text into lines that fit: at spaces, and in Chinese between any two characters but before a mark. */
function lines(pen: SKRSContext2D, text: string, width: number): readonly string[] {
  const found: string[] = [];
  let line = '';
  for (const word of text.match(/[\p{Script=Han}][，。；：、！？”]*|[“（]?[^\p{Script=Han}\s]+\s*|\s+/gu) ?? []) {
    if (line !== '' && pen.measureText((line + word).trimEnd()).width > width) {
      found.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return [...found, line.trimEnd()];
}
