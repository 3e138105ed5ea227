import type { CaseState, Matter } from '../../contract/pulls/cases.ts';

export type MatterState = Matter['state'];

type Words = readonly [zh: string, en: string];

/** Names of the matters of joint applications and project approvals, and what each hands out; what nobody named is shown by its id. */
const titles: Readonly<Record<string, readonly [...Words, document?: Words]>> = {
  'biz.open.licence': ['申请营业执照', 'Name and business licence', ['营业执照', 'Business licence']],
  'biz.open.seal': ['刻制印章', 'Company seals', ['印章', 'Seals']],
  'biz.open.tax': ['申领发票', 'Invoices and tax UKey', ['发票和税务 UKey', 'Invoices and tax UKey']],
  'biz.open.employ': ['就业登记', 'Employment registration'],
  'biz.open.insure': ['参保登记', 'Insurance registration'],
  'biz.open.hpf': ['住房公积金缴存登记', 'Provident-fund registration'],
  'project.land': ['建设用地规划许可', 'Land-use planning permit', ['建设用地规划许可证', 'Land-use planning permit']],
  'project.plan': ['建设工程规划许可', 'Planning permit for the works', ['建设工程规划许可证', 'Planning permit']],
  'project.road': ['涉路施工许可', 'Permit for works on roads', ['涉路施工许可证', 'Permit for works on roads']],
  'project.traffic': ['交通影响评价', 'Traffic impact assessment', ['交通影响评价意见', 'Traffic assessment']],
  'project.build': ['建筑工程施工许可', 'Building permit', ['建筑工程施工许可证', 'Building permit']],
};

/** Names of a matter and of the paper that comes of it, in both languages; a matter that is not known is called by its id. */
export function matterWords(matterId: string): Pick<Matter, 'titleZh' | 'titleEn' | 'documentZh' | 'documentEn'> {
  const [titleZh, titleEn, document] = titles[matterId] ?? [matterId, matterId];
  return { titleZh, titleEn, documentZh: document?.[0] ?? null, documentEn: document?.[1] ?? null };
}

const settled: readonly MatterState[] = ['ready', 'done', 'refused', 'withdrawn', 'expired'];
/** Whether the department has decided this matter. */
export const isSettledMatter = (state: MatterState): boolean => settled.includes(state);
/** Whether it was decided as the citizen asked. */
export const isGoodMatter = (state: MatterState): boolean => state === 'ready' || state === 'done';

/**
 * State of a joint application from its matters: the slowest needed one decides (docs/domain/catalogue.md §4.2). A refused gate refuses the whole; a refused child
 * lets its siblings go on and at the end leaves partial pick-up, with what must be mended named at the matter. Under way is only what stands behind the gate.
 * @param gateId the matter on which all others wait
 */
export function parentState(
  matters: readonly { readonly matterId: string; readonly state: MatterState }[],
  gateId: string | null,
): CaseState {
  const gate = matters.find((matter) => matter.matterId === gateId);
  if (gate?.state === 'refused') return 'refused';
  if (matters.some((matter) => matter.state === 'needMore')) return 'needMore';
  // Where a courier brings what was made, nothing is there to be collected, also where another part was refused.
  if (matters.every((matter) => isSettledMatter(matter.state)))
    return matters.some((matter) => matter.state === 'ready') ? 'ready' : 'done';
  if (gate?.state === 'inProgress') return 'accepted';
  return 'inProgress';
}
