import { packDictionary, unpackDictionary, type Word } from './dictionary/packed.ts';

/** A few words, heavier ones first in each line: enough to tell every rule apart. */
const lines = `
guang'zhou 广州
guang'zhou'shi 广州市
gong'zuo 工作
guang 光 广 逛
zhou 周 州 洲
shi 是 时 市 使 十 石
pan'yu 番禺 攀援
pan'yu'qu 番禺区
pan 盘 潘 番
yu 与 于 雨 禺
xian 先 县 现
xi'an 西安
xi 系 西 喜
an 安 按
ni 你 泥
hao 好 号
ni'hao 你好
you'xian'gong'si 有限公司
fang'an 方案
fan'gan 反感
fang 放 方
fan 反 饭
gan 干 感
lve 略 掠
nv 女
zhe 这 喆
zhong 中 重
san 三
san'yuan'li 三元里
di 𬱖
`;

export const smallWords: readonly Word[] = lines
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [spelled = '', ...texts] = line.split(' ');
    const syllables = spelled.split("'");
    return texts.map((text, at) => ({ text, syllables, weight: 10 ** -(6 + at / 4 + syllables.length / 8) }));
  });

export const smallDictionary = unpackDictionary(packDictionary(smallWords));
