import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf } from './words.tsx';

const wholesOf = (text: string) =>
  piecesOf(text)
    .filter(({ whole }) => whole)
    .map((piece) => piece.text);

describe('a number never breaks over a line, and no character stands alone on the last one', () => {
  it.each([
    ['停保后从 2026年12月起不能报销', ['2026年12月', '不能报销']],
    ['已预约 2026年11月30日 09:00', ['2026年11月30日', '09:00']],
    ['2026年11月28日星期六', ['2026年11月28日星期六']],
    ['最近可办：天河木棉街道三号机，约 1.1 公里；或致电 12333', ['1.1 公里', '12333']],
    ['用于 12 个月的期限。', ['12 个月的期限。']],
    ['测试农商银行　正式挂失　2023年10月8日发卡', ['2023年10月8日发卡']],
    ['请在 5 秒内取走', ['5 秒内取走']],
    ['回执号 TH0017-261123-0042-3已保存', ['TH0017-261123-0042-3']],
    ['资料只用于本次办理，结束后从本机清除。', ['本机清除。']],
    ['银行账户要另行致电银行解除。', ['银行解除。']],
    ['请另外致电测试农商银行 95xxx。', ['农商银行 95xxx。']],
    ['then removed from this machine.', ['this machine.']],
    ['请选择要办的事。约 1 分钟，结束后自动清除资料。', ['1 分钟', '清除资料。']],
    ['办理中（1/3 个部门）', ['1/3 个部门']],
    ['管理员 020-00000000', ['020-00000000']],
    ['已发到 199****0026，5 分钟内有效', ['199****0026', '5 分钟内有效']],
    ['周一至周五 9:00–12:00 14:00–17:30', ['9:00–12:00', '14:00–17:30']],
    ['保费 ¥1,234.50，最多 20 项', ['¥1,234.50', '20 项']],
    ['Sample Bank, in use, issued 14 September 2011', ['14 September 2011']],
    ['page changes, about 2 seconds.', ['2 seconds']],
    ['Blocked at 10:57', ['10:57']],
    ['A card was left here. Do not use this machine', ['Do not use', 'this machine']],
    ['Result not yet known. Please do not repeat', ['do not repeat']],
    ['身份证', []],
    ['继续', []],
  ])('%s', (text, wholes) => {
    expect(wholesOf(text)).toEqual(wholes);
  });

  it('a unit is not cut out of a longer word', () => {
    expect(wholesOf('12 males')).toEqual(['12']);
  });

  it('loses and adds nothing, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(
          piecesOf(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
    const bits = fc.constantFrom(
      '12',
      ' ',
      '个月',
      '年',
      '月',
      '日',
      '2026',
      ':',
      '-',
      '*',
      '¥',
      '.',
      ',',
      '号',
      'May',
      'X',
      '/',
    );
    fc.assert(
      fc.property(fc.array(bits), (parts) => {
        const text = parts.join('');
        expect(
          piecesOf(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
