import type { CaseState } from '../../contract/pulls/cases.ts';

/** What happens next, by state; `{due}` is the promised day, `{place}` where it is handed out, where the applicant has chosen one. The done page and the tracker of a machine have words of their own by state; these say what only the hub knows. */
const words: Readonly<Record<CaseState | 'manual' | 'toPay' | 'partly' | 'kept', readonly [zh: string, en: string]>> = {
  manual: ['转人工审核，完成后短信通知{due}', 'An officer will review it. We will text you{due}'],
  delivered: ['部门即将受理', 'The department will take it in'],
  accepted: ['部门正在安排办理{due}', 'The department will work on it{due}'],
  inProgress: ['部门正在办理{due}', 'The department is working on it{due}'],
  needMore: ['请补正资料，可在任一一体机或手机办理', 'Please add what is missing, at any kiosk or by phone'],
  waitSpouse: ['请配偶用手机确认', 'Your spouse has to confirm by phone'],
  waitSign: ['请其他签名人签名', 'The other signers have to sign'],
  ready: ['请带身份证{place}领取', 'Collect it{place} with your ID card'],
  done: ['无需再办', 'Nothing more to do'],
  partly: ['其余部分请看各部门的结果', 'See what each department says of the rest'],
  toPay: ['请按期缴费，缴费后生效', 'Please pay in time; it takes effect after payment'],
  refused: ['可按原因补充后重新办理，或致电 12345', 'Mend what the reason names and apply again, or call 12345'],
  withdrawn: ['需要时可重新办理', 'You can apply again'],
  expired: ['需要时可重新办理', 'You can apply again'],
  kept: ['填过的资料还在，可再次使用{due}', 'Your entries are kept and can be used again{due}'],
};

/** `2026-12-11` as people write it: `2026年12月11日`, `11 December 2026`. */
export function dayWords(day: string): { readonly zh: string; readonly en: string } {
  const at = new Date(`${day}T00:00:00Z`);
  const words = (language: string) =>
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' }).format(at);
  return Number.isNaN(at.getTime()) ? { zh: day, en: day } : { zh: words('zh-CN'), en: words('en-GB') };
}

/**
 * What happens next in a case, in both languages, with the day until which it is due where there is one.
 * @param place where it is handed out; null = the applicant has chosen none, or whoever looks is not told
 */
export function nextWords(
  state: keyof typeof words,
  dueOn: string | null,
  place: { readonly nameZh: string; readonly nameEn: string } | null,
): { readonly nextZh: string; readonly nextEn: string } {
  const [zh, en] = words[state];
  const due = dueOn === null ? null : dayWords(dueOn);
  return {
    nextZh: zh
      .replace('{due}', due === null ? '' : `，最迟 ${due.zh}`)
      .replace('{place}', place === null ? '' : `到${place.nameZh}`),
    nextEn: en
      .replace('{due}', due === null ? '' : `, by ${due.en}`)
      .replace('{place}', place === null ? '' : ` at ${place.nameEn}`),
  };
}
