import { randomUUID } from 'node:crypto';
import type { PullData } from '../../../contract/pulls/pulls.ts';
import { bankOf, licenceKinds, regionName } from '../../city/reference.ts';
import { readCards, type StoredPerson } from '../city-store.ts';
import { type PersonContext, param } from '../pull-context.ts';

/** A shown code is good for this long. */
const qrSeconds = 60;

/** Names of the issuers as they stand on licences; the marriage registry of a district is the city's bureau here. */
const issuers: Readonly<Record<string, string>> = {
  'gz.ps': '广州市公安局',
  'gz.hrss': '广州市人力资源和社会保障局',
  'gz.med': '广州市医疗保障局',
  'gz.civil': '广州市民政局',
  'gz.hc': '广州市卫生健康委员会',
  'gz.pnr': '广州市规划和自然资源局',
  'gz.street': '街道办事处',
  'gz.trans': '广州市交通运输局',
  'gz.data': '广州市政务服务和数据管理局',
  'gz.amr': '广州市市场监督管理局',
  'gz.hpf': '广州住房公积金管理中心',
};

/** Electronic licences of this person; null = none. */
export async function licList({ person }: PersonContext): Promise<PullData<'lic.list'> | null> {
  const licences = person.licences.flatMap(({ licId, kind, validTo }) => {
    const known = licenceKinds.find((one) => one.kind === kind);
    if (known === undefined) return [];
    const { nameZh, nameEn, group, printable, issuer } = known;
    return [{ licId, kind, nameZh, nameEn, group, issuer: issuers[issuer] ?? issuer, validTo, printable }];
  });
  return licences.length === 0 ? null : { licences };
}

/** Parameter `licId`, or `kind` (the first of that kind). The code names the licence by a random word, nobody by name. */
export async function licData(context: PersonContext): Promise<PullData<'lic.data'> | null> {
  const { person, params } = context;
  const wanted = param(params, 'licId', 'kind', 'licence');
  const held = person.licences.find((one) => one.licId === wanted || one.kind === wanted);
  const known = licenceKinds.find((one) => one.kind === held?.kind);
  if (held === undefined || known === undefined) return null;
  const number = `${held.kind.replace('.', '-').toUpperCase()}-${person.idNumber.slice(-4)}${held.licId.length}`;
  return {
    licId: held.licId,
    nameZh: known.nameZh,
    nameEn: known.nameEn,
    rows: [
      { labelZh: '持证人', labelEn: 'Holder', value: person.name },
      { labelZh: '证照号码', labelEn: 'Number', value: held.kind === 'id.card' ? person.idNumber : number },
      ...(await rowsOf(context, held.licId, held.kind)),
      { labelZh: '签发机关', labelEn: 'Issued by', value: issuers[known.issuer] ?? known.issuer },
      { labelZh: '有效期至', labelEn: 'Valid until', value: held.validTo },
    ],
    qr: `GZLIC:${randomUUID()}`,
    qrSeconds,
  };
}

type Row = PullData<'lic.data'>['rows'][number];

/** What is peculiar to a kind. */
async function rowsOf({ deps, person }: PersonContext, licId: string, kind: string): Promise<readonly Row[]> {
  const nth = Number(/\.(\d+)$/.exec(licId)?.[1] ?? '1') - 1;
  const row = (labelZh: string, labelEn: string, value: string | undefined): readonly Row[] =>
    value === undefined ? [] : [{ labelZh, labelEn, value }];
  switch (kind) {
    case 'id.card':
    case 'id.hmt':
    case 'id.foreign':
      return [...identityRows(person), ...row('住址', 'Address', person.address.text)];
    case 'hukou.book':
    case 'hukou.permit':
      return row('住址', 'Address', person.address.text);
    case 'ss.card': {
      const card = (await readCards(deps.sql, person.idNumber)).find((one) => one.state === 'normal');
      if (card === undefined) return [];
      return [
        ...row('银行', 'Bank', bankOf(card.bankCode).nameZh),
        ...row('卡号末四位', 'Last four digits', card.last4),
      ];
    }
    case 'family.marriage':
      return [
        ...row('配偶', 'Spouse', person.marriage?.spouseName),
        ...row('登记日期', 'Registered', person.marriage?.since),
      ];
    case 'family.birth':
      return [
        ...row('新生儿', 'Child', person.births[nth]?.childName),
        ...row('出生日期', 'Born', person.births[nth]?.birthDate),
      ];
    case 'estate.owner':
      return [
        ...row('坐落', 'Address', person.estates[nth]?.address),
        ...row('行政区', 'District', regionName(person.estates[nth]?.district ?? '')),
      ];
    case 'estate.lease':
      return row('坐落', 'Address', person.leases[nth]?.address);
    case 'edu.skill':
      return [
        ...row('职业', 'Occupation', person.skills[nth]?.occupation),
        ...row('等级', 'Level', person.skills[nth]?.level),
      ];
    default:
      return [];
  }
}

function identityRows(person: StoredPerson): readonly Row[] {
  return [
    { labelZh: '性别', labelEn: 'Sex', value: person.sex === 'male' ? '男' : '女' },
    { labelZh: '出生日期', labelEn: 'Born', value: person.birthDate },
  ];
}
