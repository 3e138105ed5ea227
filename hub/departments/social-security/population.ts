import { idCheckCharacter } from '../../../contract/id-number.ts';

/** A person of the simulated city with the cards that the department keeps for them. Synthetic by construction. */
export interface CityPerson {
  readonly idNumber: string;
  readonly name: string;
  readonly cards: readonly CityCard[];
}

export interface CityCard {
  readonly cardId: string;
  readonly last4: string;
  readonly bank: CityBank;
  /** `YYYY-MM-DD` */
  readonly issued: string;
  readonly state: 'normal' | 'lost' | 'expired';
}

export interface CityBank {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly hotline: string;
}

/** Invented banks: real ones do not keep these people's cards. `95xxx` is the shape of a bank's service number, not a number. */
const firstBank: CityBank = { code: 'DEMO1', nameZh: '示例银行', nameEn: 'Sample Bank', hotline: '95xxx' };
const banks: readonly CityBank[] = [
  firstBank,
  { code: 'DEMO2', nameZh: '测试农商银行', nameEn: 'Test Rural Bank', hotline: '95xxx' },
];

const surnames = [...'赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜'];
const givenNames = [
  '安',
  '博文',
  '春梅',
  '丹',
  '恩泽',
  '芳',
  '国强',
  '海燕',
  '佳怡',
  '建国',
  '静',
  '乐',
  '明',
  '宁',
  '平',
  '倩',
  '瑞',
  '思远',
  '婷',
  '伟',
  '晓东',
  '雅',
  '志强',
  '子涵',
];

/** Region code that is assigned to no place: the numbers have right check characters and belong to nobody. */
const region = '440199';

/**
 * The same people for the same seed. Numbers end in sequence 900 to 989, apart from the fixed personas below 900.
 * @param count at most 20,000
 */
export function generatePopulation(seed: number, count: number): readonly CityPerson[] {
  const random = mulberry32(seed);
  const pick = <T>(list: readonly T[], fallback: T): T => list[Math.floor(random() * list.length)] ?? fallback;
  const people = new Map<string, CityPerson>();
  while (people.size < count) {
    const birth = new Date(Date.UTC(1940, 0, 1) + Math.floor(random() * 68 * 365) * 86_400_000);
    const sequence = 900 + Math.floor(random() * 90);
    const first17 = `${region}${birth.toISOString().slice(0, 10).replaceAll('-', '')}${sequence}`;
    const idNumber = first17 + idCheckCharacter(first17);
    const name = pick(surnames, '李') + pick(givenNames, '明');
    const cardCount = random() < 0.8 ? 1 : 2;
    const cards = Array.from({ length: cardCount }, (_, i): CityCard => {
      const roll = random();
      return {
        cardId: `gen-${seed}-${people.size}-${i + 1}`,
        last4: String(Math.floor(random() * 10_000)).padStart(4, '0'),
        bank: pick(banks, firstBank),
        issued: `${2012 + Math.floor(random() * 13)}-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-15`,
        state: roll < 0.9 ? 'normal' : roll < 0.95 ? 'lost' : 'expired',
      };
    });
    if (!people.has(idNumber)) people.set(idNumber, { idNumber, name, cards });
  }
  return [...people.values()];
}

/** Small seeded generator (public domain, T. Ettinger): quality does not matter here, sameness does. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
