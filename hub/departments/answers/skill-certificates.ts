import type { PullData } from '../../../contract/pulls/pulls.ts';
import { addDays } from '../../../contract/working-days.ts';
import type { SkillCertificate, SkillClaim } from '../../city/person.ts';

/** Rules of the skill subsidy (docs/domain/catalogue.md, S11; °). */
export const neededUnempMonths = 36;
export const claimsPerYear = 3;
const claimWithinMonths = 12;
export const skillAmounts: Readonly<Record<SkillCertificate['level'], number>> = {
  '5': 100_000,
  '4': 150_000,
  '3': 200_000,
};

type Shown = PullData<'hrss.skillCerts'>['certs'][number];

/** Every certificate with whether it can be claimed for, or why not. The lower the number of a level, the higher it is. */
export function judgeCertificates(
  skills: readonly SkillCertificate[],
  claims: readonly SkillClaim[],
  today: string,
): readonly Shown[] {
  return skills.map(({ certNo, occupation, level, issuedDaysAgo }) => {
    const issued = addDays(today, -issuedDaysAgo);
    const monthsOld = fullMonths(issued, today);
    const earlier = claims.filter((claim) => claim.occupation === occupation);
    const because: Shown['because'] = earlier.some((claim) => claim.level === level)
      ? 'claimed'
      : earlier.some((claim) => claim.level < level)
        ? 'higherClaimed'
        : monthsOld >= claimWithinMonths
          ? 'tooOld'
          : null;
    return {
      certNo,
      occupation,
      level,
      issued,
      monthsOld,
      amountFen: skillAmounts[level],
      claimable: because === null,
      because,
    };
  });
}

function fullMonths(from: string, to: string): number {
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  return Math.max(0, to.slice(8) < from.slice(8) ? months - 1 : months);
}
