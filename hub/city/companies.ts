import { cityUscc } from './numbers.ts';
import type { CityCompany } from './person.ts';
import { createRandom } from './random.ts';
import { districts, scope } from './reference.ts';

const cores = [
  '云帆',
  '珠光',
  '木棉',
  '南越',
  '粤海',
  '花城',
  '白云',
  '星河',
  '智汇',
  '万源',
  '鼎丰',
  '海纳',
  '天启',
  '嘉禾',
  '恒信',
  '博远',
  '卓立',
  '瑞祥',
];

/** The two companies of docs/domain/catalogue.md §6: 91440199MA9X00011B and 91440199MA9X0002X3. */
export const demoCompanies: readonly CityCompany[] = [
  { uscc: '91440199MA9X00011B', nameZh: '广州示例科技有限公司', core: '示例', district: '440106', insured: 36 },
  { uscc: '91440199MA9X0002X3', nameZh: '广州测试贸易有限公司', core: '测试', district: '440105', insured: 8 },
];

/** Companies of the city, the fixed ones first. The same for the same seed. */
export function generateCompanies(seed: number, count: number): readonly CityCompany[] {
  const random = createRandom(seed ^ 0x5eed);
  const generated = Array.from({ length: count }, (_, n): CityCompany => {
    const district = random.pick(districts);
    const core = random.pick(cores) + (n < cores.length ? '' : random.pick(cores).slice(0, 1));
    const trade = random.pick(scope.trades).nameZh;
    return {
      uscc: cityUscc(n + 10),
      nameZh: `广州市${district.nameZh}${core}${trade}有限公司`,
      core,
      district: district.code,
      insured: random.int(1, 120),
    };
  });
  return [...demoCompanies, ...generated];
}
