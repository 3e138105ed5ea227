import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskAddress, maskCardNumber, maskIdNumber, maskMobile, maskName } from './mask.ts';

describe('masks', () => {
  test.each([
    ['黎赟', '黎**'],
    ['欧阳淼', '欧阳**'],
    ['阿依古丽·买买提江', '阿依古丽·**'],
    ['王一', '王**'],
    ['林㛃', '林**'],
    ['欧阳', '欧**'],
    ['', '**'],
  ])('%s is shown as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  test('numbers show their last four only, mobiles three and four', () => {
    expect(maskIdNumber('440199199203150026')).toBe('**************0026');
    expect(maskIdNumber('44019919810620004X')).toBe('**************004X');
    expect(maskCardNumber('9999000000000012')).toBe('************0012');
    expect(maskMobile('13800138000')).toBe('138****8000');
  });

  test('the number of stars never tells the length of the name', () => {
    const given = fc.string({ unit: fc.constantFrom('一', '赟', '㛃', '𠮷', '淼'), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(given, (rest) => {
        expect(maskName(`黎${rest}`)).toBe('黎**');
      }),
    );
  });

  test('an address is cut behind its district, and one without a district shows nothing', () => {
    expect(maskAddress('广东省广州市天河区测试路1号')).toBe('广东省广州市天河区****');
    expect(maskAddress('天河区测试路1号')).toBe('天河区****');
    expect(maskAddress('12 Test Road')).toBe('****');
  });

  test.each([
    ['广东省东莞市莞城街道东正路12号金城小区3栋', '广东省东莞市****'],
    ['广东省中山市小榄镇市场路3号小区', '广东省中山市****'],
    ['湖南省长沙县星沙镇市场路3号小区', '湖南省长沙县****'],
    ['浙江省义乌市江滨西苑小区2栋', '浙江省义乌市****'],
    ['义乌市北苑街道宗泽小区', '义乌市****'],
    ['东正路12号金城小区', '****'],
    ['浙江省台州市路桥区银座街1号', '浙江省台州市路桥区****'],
    ['浙江省宁波市镇海区招宝山街道', '浙江省宁波市镇海区****'],
    ['湖北省荆州市沙市区北京路1号', '湖北省荆州市沙市区****'],
    ['山东省济南市市中区经四路1号', '山东省济南市市中区****'],
    ['江西省景德镇市昌江区1号', '江西省景德镇市昌江区****'],
    ['湖南省湘潭市湘乡市东山街道', '湖南省湘潭市湘乡市****'],
    ['上海市浦东新区世纪大道1号', '上海市浦东新区****'],
    ['新疆维吾尔自治区乌鲁木齐市天山区1号', '新疆维吾尔自治区乌鲁木齐市天山区****'],
    ['内蒙古自治区锡林郭勒盟正镶白旗1号', '内蒙古自治区锡林郭勒盟正镶白旗****'],
    ['甘肃省临夏回族自治州东乡族自治县锁南镇', '甘肃省临夏回族自治州东乡族自治县****'],
    ['云南省临沧市双江拉祜族佤族布朗族傣族自治县1号', '云南省临沧市双江拉祜族佤族布朗族傣族自治县****'],
    ['黑龙江省大兴安岭地区呼玛县1号', '黑龙江省大兴安岭地区呼玛县****'],
  ])('%s is shown as %s: no street, no estate', (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });

  test('a short number is not shown at all', () => {
    for (const short of ['', '1', '1234']) expect(maskCardNumber(short)).toBe('************');
  });

  test('a surname beyond the basic plane is not cut into half a character', () => {
    expect(maskName('𠮷田')).toBe('𠮷**');
  });
});
