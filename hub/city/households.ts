import { addDays } from '../../contract/working-days.ts';
import { cityIdNumber } from './numbers.ts';
import type { Hukou } from './person.ts';
import { createRandom, type Random } from './random.ts';

/** Who somebody is, before the departments know anything of them. */
export interface Member {
  readonly personId: string;
  readonly idNumber: string;
  readonly name: string;
  readonly sex: 'male' | 'female';
  readonly birthDate: string;
  readonly hukou: Hukou;
  readonly householdId: string;
  readonly spouse: string | null;
  readonly parents: readonly string[];
}

const surnames = [...'赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜', '欧阳', '司徒'];
const maleNames = [
  '博文',
  '恩泽',
  '国强',
  '建国',
  '明',
  '平',
  '瑞',
  '思远',
  '伟',
  '晓东',
  '志强',
  '子涵',
  '乐',
  '宁',
  '赟',
  '昉',
];
const femaleNames = [
  '安',
  '春梅',
  '丹',
  '芳',
  '海燕',
  '佳怡',
  '静',
  '倩',
  '婷',
  '雅',
  '雨桐',
  '诗琪',
  '丽华',
  '桂英',
  '㛃',
  '妤',
];
/** One in 60 has a name with a middle dot, so that lists and masks meet them. */
const dottedNames = {
  male: ['阿不都·卡德尔', '买买提·吐尔逊', '尼玛·扎西'],
  female: ['阿依努尔·艾合买提', '古丽·艾山', '卓玛·央金'],
} as const;

/**
 * Households until `count` people live in them: singles, couples, families of two and three generations, single parents. The same for the same seed.
 * @param today nobody is born after it
 */
export function generateHouseholds(seed: number, count: number, today: string): readonly (readonly Member[])[] {
  const households: (readonly Member[])[] = [];
  const taken = new Set<string>();
  let people = 0;
  for (let n = 0; people < count; n += 1) {
    const builder = new HouseholdBuilder(
      createRandom(seed * 1_000_003 + n),
      `h-${String(n).padStart(5, '0')}`,
      people,
      today,
      taken,
    );
    const members = builder.build().slice(0, count - people);
    // The last household may be cut short: nobody may point to who is not there.
    const numbers = new Set(members.map((member) => member.idNumber));
    households.push(
      members.map((member) => ({
        ...member,
        spouse: member.spouse !== null && numbers.has(member.spouse) ? member.spouse : null,
        parents: member.parents.filter((parent) => numbers.has(parent)),
      })),
    );
    people += members.length;
  }
  return households;
}

class HouseholdBuilder {
  readonly #random: Random;
  readonly #id: string;
  readonly #firstIndex: number;
  readonly #today: string;
  readonly #taken: Set<string>;
  readonly #members: Member[] = [];
  readonly #hukou: Hukou;

  constructor(random: Random, id: string, firstIndex: number, today: string, taken: Set<string>) {
    this.#random = random;
    this.#id = id;
    this.#firstIndex = firstIndex;
    this.#today = today;
    this.#taken = taken;
    this.#hukou = this.#pickHukou();
  }

  build(): readonly Member[] {
    const random = this.#random;
    const kind = random.next();
    if (kind < 0.2) this.#add(random.int(20, 78), random.chance(0.5) ? 'male' : 'female');
    else if (kind < 0.32) this.#couple(random.int(23, 58));
    else if (kind < 0.42) this.#couple(random.int(60, 85));
    else if (kind < 0.5) this.#children([this.#add(random.int(24, 46), 'female')]);
    else this.#family(kind > 0.85);
    return this.#members;
  }

  #family(hasGrandparents: boolean): void {
    const [husband, wife] = this.#couple(this.#random.int(25, 50));
    this.#children([husband, wife]);
    if (!hasGrandparents) return;
    const age = this.#age(husband) + this.#random.int(23, 32);
    const [grandfather, grandmother] = this.#couple(age, husband.name);
    this.#set(husband.idNumber, { parents: [grandfather.idNumber, grandmother.idNumber] });
  }

  #couple(age: number, familyOf?: string): readonly [Member, Member] {
    const random = this.#random;
    const husband = this.#add(age, 'male', familyOf);
    const wife = this.#add(Math.max(20, age - random.int(-2, 5)), 'female');
    // Now and then one of a couple is registered elsewhere.
    const elsewhere = random.chance(0.15) ? this.#pickHukou() : wife.hukou;
    return [
      this.#set(husband.idNumber, { spouse: wife.idNumber }),
      this.#set(wife.idNumber, { spouse: husband.idNumber, hukou: elsewhere }),
    ];
  }

  #children(parents: readonly Member[]): void {
    const random = this.#random;
    const mother = parents.find((parent) => parent.sex === 'female');
    const motherAge = mother === undefined ? 30 : this.#age(mother);
    const count = random.pick([1, 1, 1, 2, 2, 3]);
    const family = parents[0]?.name ?? '';
    let age = Math.min(motherAge - random.int(21, 30), 22);
    for (let i = 0; i < count && age >= 0; i += 1) {
      const child = this.#add(age, random.chance(0.52) ? 'male' : 'female', family);
      this.#set(child.idNumber, { parents: parents.map((parent) => parent.idNumber) });
      age -= random.int(2, 5);
    }
  }

  #add(age: number, sex: 'male' | 'female', familyOf?: string): Member {
    const random = this.#random;
    const born = addDays(this.#today, -Math.floor(age * 365.25) - random.int(1, 360));
    const member: Member = {
      personId: `p-${String(this.#firstIndex + this.#members.length).padStart(6, '0')}`,
      idNumber: this.#freeNumber(born, sex),
      name: this.#name(sex, familyOf),
      sex,
      birthDate: born,
      hukou: this.#hukou,
      householdId: this.#id,
      spouse: null,
      parents: [],
    };
    this.#members.push(member);
    return member;
  }

  #set(idNumber: string, change: Partial<Member>): Member {
    const at = this.#members.findIndex((member) => member.idNumber === idNumber);
    const before = this.#members[at];
    if (before === undefined) throw new Error('a member is changed who does not live here');
    const after = { ...before, ...change };
    this.#members[at] = after;
    return after;
  }

  #freeNumber(birthDate: string, sex: 'male' | 'female'): string {
    for (let n = this.#random.int(0, 44), tries = 0; tries < 45; n += 1, tries += 1) {
      const number = cityIdNumber(birthDate, sex, n);
      if (this.#taken.has(number)) continue;
      this.#taken.add(number);
      return number;
    }
    throw new Error('more than 45 births on one day: too many people for this city');
  }

  #name(sex: 'male' | 'female', familyOf?: string): string {
    const random = this.#random;
    if (familyOf === undefined && random.chance(1 / 60)) return random.pick(dottedNames[sex]);
    const family = familyOf === undefined || familyOf.includes('·') ? random.pick(surnames) : surnameOf(familyOf);
    return family + random.pick(sex === 'male' ? maleNames : femaleNames);
  }

  #pickHukou(): Hukou {
    const roll = this.#random.next();
    return roll < 0.68 ? 'guangzhou' : roll < 0.84 ? 'guangdong' : 'other';
  }

  #age(member: Member): number {
    return Math.floor((Date.parse(this.#today) - Date.parse(member.birthDate)) / (365.25 * 86_400_000));
  }
}

function surnameOf(name: string): string {
  return surnames.find((surname) => surname.length > 1 && name.startsWith(surname)) ?? name.slice(0, 1);
}
