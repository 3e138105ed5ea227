import { describe, expect, it } from 'vitest';
import { panelIn } from './x-panel.ts';

interface Monitor {
  readonly isPrimary: boolean;
  readonly place: readonly [x: number, y: number, width: number, height: number];
  readonly outputs: number;
}
/** RRGetMonitors, as an X server writes it. */
function replyOf(monitors: readonly Monitor[]): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(monitors.length, 12);
  const bodies = monitors.map(({ isPrimary, place: [x, y, width, height], outputs }) => {
    const body = Buffer.alloc(24 + outputs * 4);
    body[4] = isPrimary ? 1 : 0;
    body.writeUInt16LE(outputs, 6);
    body.writeInt16LE(x, 8);
    body.writeInt16LE(y, 10);
    body.writeUInt16LE(width, 12);
    body.writeUInt16LE(height, 14);
    return body;
  });
  return Buffer.concat([head, ...bodies]);
}
const left = { isPrimary: false, place: [0, 0, 1920, 1080], outputs: 2 } as const;
const right = { isPrimary: false, place: [1920, 0, 1080, 1920], outputs: 1 } as const;
const [onTheLeft, onTheRight] = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 0, width: 1080, height: 1920 },
];

describe('the panel that tells citizens of a crash loop', () => {
  it('is the primary one of two, wherever it stands: the kiosk’s window is there', () => {
    expect(panelIn(replyOf([left, { ...right, isPrimary: true }]))).toEqual(onTheRight);
    expect(panelIn(replyOf([{ ...left, isPrimary: true }, right]))).toEqual(onTheLeft);
  });

  it('is the first that shows anything where none is the primary one', () => {
    expect(panelIn(replyOf([left, right]))).toEqual(onTheLeft);
    expect(panelIn(replyOf([{ ...left, isPrimary: true, place: [0, 0, 0, 0] }, right]))).toEqual(onTheRight);
  });

  it('is none where a server names none, or says less than it counts', () => {
    expect(panelIn(replyOf([]))).toBeNull();
    const whole = replyOf([left, { ...right, isPrimary: true }]);
    for (let bytes = 0; bytes < 56; bytes += 1) expect(panelIn(whole.subarray(0, bytes))).toBeNull();
  });
});
