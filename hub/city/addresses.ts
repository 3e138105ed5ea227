import type { CityAddress } from './person.ts';
import type { Random } from './random.ts';
import { findDistrict, regionName, regions } from './reference.ts';

const communities = regions.filter((region) => region.code.length === 12);

/** Somewhere in the city, to the house number. The streets are invented. */
export function randomAddress(random: Random, registered: string): CityAddress {
  const { code } = random.pick(communities);
  return addressAt(
    code,
    `示例路${random.int(1, 300)}号${random.int(1, 30)}${String(random.int(1, 4)).padStart(2, '0')}房`,
    registered,
  );
}

/** @param community code of twelve digits of `ref.regions` */
export function addressAt(community: string, detail: string, registered: string): CityAddress {
  const [district, street] = [community.slice(0, 6), community.slice(0, 9)];
  if (findDistrict(district) === null) throw new Error(`no district ${district}`);
  return {
    district,
    street,
    community,
    detail,
    text: `广东省广州市${regionName(district)}${regionName(street)}${regionName(community)}${detail}`,
    registered,
  };
}
