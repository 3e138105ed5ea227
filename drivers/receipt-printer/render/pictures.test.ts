import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { joinBands } from '../../simulators/escpos-paper.ts';
import { forEachBlack } from '../../simulators/escpos-paper-picture.ts';
import { longestCommandBytes } from './escpos-command.ts';
import { renderEscpos, renderPreview } from './render-receipt.ts';
import { printed, testProfile } from './render-rig.test-data.ts';
import { isWholePng } from './whole-png.ts';

/** A picture as markup. */
function image(width: number, height: number, black: (x: number, y: number) => boolean): string {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1)
      png.data.set(black(x, y) ? [0, 0, 0, 255] : [255, 255, 255, 255], 4 * (y * width + x));
  }
  return `{image:${PNG.sync.write(png).toString('base64')}}`;
}

const seal = (x: number, y: number) => (x * x + y * y) % 7 < 3;

describe.each([48, 32] as const)('a picture on %i columns', (columns) => {
  it('stands on the paper dot for dot', () => {
    const { slip } = printed(image(200, 130, seal), { columns });
    const [picture] = joinBands(slip.items).filter((item) => item.kind === 'picture');
    if (picture?.kind !== 'picture') throw new Error('no picture');
    const dots = new Set<string>();
    forEachBlack(picture.bytes, picture.widthDots, picture.heightDots, (x, y) => dots.add(`${x},${y}`));
    let wrong = 0;
    for (let y = 0; y < 130; y += 1) {
      for (let x = 0; x < 200; x += 1) if (seal(x, y) && !dots.has(`${x},${y}`)) wrong += 1;
    }
    expect(picture.heightDots).toBe(130);
    expect(wrong).toBe(0);
  });

  it('wider than the paper is refused, not cut off', () => {
    const result = renderEscpos(image(columns * 12 + 1, 10, seal), { ...testProfile, columns });
    expect(result).toEqual({ ok: false, error: { code: 'notPrintable', problem: 'imageTooWide' } });
  });

  it('is sent in bands, so that a fault stops it between two of them', () => {
    const result = renderEscpos(image(columns * 12, 400, seal), { ...testProfile, columns });
    if (!result.ok) throw new Error('not rendered');
    const { boundaries, bytes } = result.value;
    const longest = Math.max(...boundaries.map((end, i) => end - (boundaries[i - 1] ?? 0)));
    expect(boundaries.at(-1)).toBe(bytes.length);
    // A band, and what sets the line up before it.
    expect(longest).toBeLessThanOrEqual(longestCommandBytes + 64);
  });
});

const whole = image(40, 40, seal).slice(7, -1);

it.each([
  ['no picture', 'AAAA'],
  ['cut short', whole.slice(0, 60)],
  ['damaged', whole.replace(/.{8}$/, 'AAAAAAA=')],
])('a picture that is none (%s) is refused, not thrown', (_what, base64) => {
  const markup = `|above\n{image:${base64}}\n|below`;
  expect(renderEscpos(markup, testProfile)).toMatchObject({ ok: false });
  expect(typeof renderPreview(markup, testProfile)).toBe('string');
});

it('a picture that was cut anywhere, or of which one bit is wrong, prints nothing: not what memory holds behind it either', () => {
  const bytes = Buffer.from(whole, 'base64');
  const refused = (part: Buffer) => renderEscpos(`{image:${part.toString('base64')}}`, testProfile);
  for (let length = 1; length < bytes.length; length += 1) {
    expect([length, refused(bytes.subarray(0, length)).ok]).toEqual([length, false]);
    const wrong = Buffer.from(bytes);
    wrong.writeUInt8(bytes.readUInt8(length) ^ (1 << (length % 8)), length);
    expect([length, isWholePng(wrong)]).toEqual([length, false]);
  }
});

it('a picture whose packed dots are fewer or more than its header says is none, its checksums being right', () => {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const png = (rowsToldOf: number, dots: Buffer, ...rest: readonly number[]) => {
    const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, rowsToldOf, ...rest]);
    const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(dots)), chunk('IEND', Buffer.alloc(0))];
    return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]);
  };
  const grey = [1, 0, 0, 0, 0];
  const [two, oneByte] = [Buffer.from([0, 0xaa, 0, 0x55]), Buffer.from([0])];
  expect(isWholePng(png(2, two, ...grey))).toBe(true);
  expect(isWholePng(png(3, two, ...grey))).toBe(false);
  expect(isWholePng(png(1, two, ...grey))).toBe(false);
  expect(isWholePng(png(2, oneByte, ...grey))).toBe(false);
  expect(isWholePng(png(2, two, 3, 0, 0, 0, 0))).toBe(false);
  // Adam7: an 8 × 2 picture has dots in passes 1, 2, 4, 6 and 7 (1, 1, 2, 4 and 8 of them), the first four in row 0.
  const [woven, passes] = [[1, 0, 0, 0, 1], Buffer.alloc(10)];
  expect(isWholePng(png(2, passes, ...woven))).toBe(true);
  expect(isWholePng(png(2, passes.subarray(1), ...woven))).toBe(false);
  expect(renderEscpos(`{image:${png(2, passes, ...woven).toString('base64')}}`, testProfile).ok).toBe(true);
});

describe('a bar code that the printer makes', () => {
  const hexOf = (markup: string) => {
    const receipt = renderEscpos(markup, testProfile);
    return receipt.ok ? Buffer.from(receipt.value.bytes).toString('hex') : receipt.error;
  };
  const b = (text: string) => Buffer.from(`{B${text}`, 'latin1').toString('hex');

  it.each(['16041604', '00160500', '1620', 'ABC-1604'])(
    '%s: holds no real-time command, in all its digits',
    (value) => {
      const hex = hexOf(`{code:${value};option:code128}`);
      expect(hex).toContain(`1d6b49${Buffer.of(value.length + 2).toString('hex')}${b(value)}1d56`);
      expect(hex).not.toMatch(/^(..)*10(04|05|14)/);
    },
  );

  it('is packed where nothing forbids it', () => {
    expect(hexOf('{code:12345678;option:code128}')).toContain('1d6b49067b430c22384e');
  });

  it.each([
    ['wider than the paper', '{code:123456789012345678901234567890AB;option:code128,4}', 'codeTooWide'],
    ['wider than the paper, unpacked', `{code:${'1604'.repeat(8)};option:code128,3}`, 'codeTooWide'],
    ['not digits, and its kind holds no others', '{code:ABC123;option:itf}', 'codeEmpty'],
  ])('%s: refused, since the printer would leave it out without a word', (_what, markup, problem) => {
    expect(hexOf(markup)).toEqual({ code: 'notPrintable', problem });
  });
});
