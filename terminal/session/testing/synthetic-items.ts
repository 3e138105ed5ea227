import { ServiceItem } from '../../../contract/catalogue/item.ts';
import { parse } from '../../../contract/validate.ts';

/** Items that exist in tests only and together use every kind of page and every type of field. Texts are borrowed from shipped items. */
const words = (name: string) => ({ 'zh-CN': name, 'zh-HK': name, en: name });

function item(id: string, given: object): ServiceItem {
  const parsed = parse(ServiceItem, {
    id,
    version: 1,
    officialCode: null,
    title: words(id),
    tile: words(id),
    words: [],
    categories: ['more'],
    themes: [],
    verb: 'do',
    icon: 'star',
    frequent: null,
    department: 'gz.hrss',
    audience: ['all'],
    identity: 'L1',
    offline: 'QUEUE',
    queuePriority: 2,
    capabilities: { required: [], optional: [] },
    pulls: [],
    fields: [],
    steps: [],
    outputs: ['screen', 'receipt80'],
    sla: { value: 5, unit: 'workday', clock: 'hubAck' },
    fee: { rules: [{ when: 'always', amountFen: 0 }] },
    visits: 0,
    materials: [],
    minutes: 3,
    phase: 'live',
    sensitive: false,
    assumed: false,
    hotline: { label: 'hotline.hrss', number: '12333' },
    resultTexts: 'result',
    receipt: 'case',
    ...given,
  });
  if (!parsed.ok) throw new Error(`${id}: ${parsed.error.path} ${parsed.error.reason}`);
  return parsed.value;
}

const label = 'field.card';
const plain = { text: 'card.label', with: { last4: { ref: 'row/last4', format: 'last4' } } };

/** Every type of field, one question after the other. */
const everyField = item('syn.fields', {
  pulls: ['hrss.cards', 'ref.regions', 'ps.addrReg', 'amr.nameCheck'],
  fields: [
    { key: 'constant', type: 'constant', default: 'lost', label, list: { name: 'lossReason', codes: ['lost'] } },
    { key: 'select', type: 'select', label, list: { name: 'lossReason', codes: ['lost', 'stolen', 'other'] } },
    {
      key: 'chosen',
      type: 'select',
      label,
      options: { from: 'pull/hrss.cards/cards', id: 'cardId', label: plain, search: 'last4', personal: true },
      required: 'never',
    },
    {
      key: 'multi',
      type: 'multi',
      label,
      min: 1,
      max: 2,
      list: { name: 'insType', codes: ['pension', 'medical', 'unemployment', 'injury', 'maternity'] },
    },
    { key: 'yesno', type: 'yesno', label },
    { key: 'int', type: 'int', label, min: 1, max: 3, default: '1' },
    { key: 'digits', type: 'digits', label, min: 4, max: 22, scan: true },
    { key: 'text', type: 'text', label, min: 2, max: 20, required: 'never' },
    { key: 'name', type: 'name', label, sensitive: true },
    { key: 'idno', type: 'idno', label },
    { key: 'uscc', type: 'uscc', label },
    { key: 'mobile', type: 'mobile', label },
    { key: 'mobileCode', type: 'sms6', label, when: { link: 'online' } },
    { key: 'date', type: 'date', label, from: 'today-300d', to: 'today' },
    { key: 'month', type: 'month', label, from: 'month-24', to: 'month', default: 'month-1' },
    { key: 'money', type: 'money', label, min: 100, max: 1_000_000 },
    { key: 'percent', type: 'percent', label },
    { key: 'region', type: 'region5', label, required: 'never' },
    { key: 'address', type: 'address', label, default: { ref: 'pull/ps.addrReg/address' } },
    { key: 'account', type: 'bankacct', label },
    { key: 'photo', type: 'docphoto', label, required: 'never' },
    { key: 'declare', type: 'consent', label, consent: { kind: 'declaration', textVersion: 1 } },
    { key: 'receiptNo', type: 'receiptNo', label, scan: true },
    { key: 'person', type: 'person', label, typed: true, known: ['actor'] },
    {
      key: 'rows',
      type: 'records',
      label,
      min: 1,
      max: 3,
      fields: [
        { key: 'who', type: 'person', label, typed: true, known: ['actor'] },
        { key: 'ratio', type: 'percent', label },
        {
          key: 'amount',
          type: 'money',
          label,
          shareOf: { ratio: 'row/ratio', whole: 'answer/money', within: 100, error: 'error.money' },
        },
      ],
      sums: [{ key: 'ratio', equals: 10_000, label, error: 'error.percent' }],
    },
    {
      key: 'looked',
      type: 'text',
      label,
      max: 20,
      lookup: { pull: 'amr.nameCheck', params: { core: 'answer/looked' } },
      wrongWhen: [{ when: { ref: 'pull/amr.nameCheck/free', in: [false] }, error: 'error.text' }],
      suggest: 'pull/amr.nameCheck/alternatives',
    },
  ],
  steps: [
    { page: 'intro' },
    { page: 'consent', notice: 'loss.consent', textVersion: 1 },
    { page: 'identify', level: 'L1' },
    { page: 'found', pulls: ['hrss.cards', 'ref.regions', 'ps.addrReg'], shown: false, sections: [] },
    ...[
      'select chosen multi yesno int digits text name idno uscc mobile mobileCode date month money percent region address',
      'account photo declare receiptNo person rows looked',
    ]
      .join(' ')
      .split(' ')
      .map((field) => ({ page: 'question', field })),
    { page: 'check', submitLabel: 'loss.confirm' },
    { page: 'submit' },
  ],
});

/** Everything that comes out of the machine: payment, card, A4; a second person; signature. */
export const everyAct = item('syn.acts', {
  identity: 'L2',
  offline: 'LIVE',
  pulls: ['hrss.cards'],
  fields: [{ key: 'copies', type: 'int', label, min: 1, max: 3, default: '1' }],
  steps: [
    { page: 'consent', notice: 'loss.consent', textVersion: 1 },
    { page: 'identify', level: 'L2', proxy: { kind: 'family' } },
    {
      page: 'found',
      pulls: ['hrss.cards'],
      sections: [
        {
          title: 'found.cards',
          pull: 'hrss.cards',
          list: 'pull/hrss.cards/cards',
          columns: [
            { label: 'field.card', value: { ref: 'row/last4', format: 'last4' }, hidden: true },
            { label: 'field.card', value: { ref: 'row/issued', format: 'date' } },
          ],
        },
        {
          title: 'found.cards',
          pull: 'hrss.cards',
          list: 'pull/hrss.cards/cards',
          entry: { label: plain, value: { ref: 'row/bank/nameZh', format: 'plain' }, hidden: true },
        },
      ],
      blocks: [
        {
          when: { pull: 'hrss.cards', is: ['none'] },
          notice: 'found.none',
          link: { item: 'syn.look', label: 'action.rate' },
        },
      ],
    },
    {
      page: 'board',
      title: 'found.title',
      lines: [
        {
          text: { text: 'found.title' },
          holds: { count: 'pull/hrss.cards/cards', min: 2 },
          reason: 'found.wrong',
          must: true,
        },
        { text: { text: 'found.title' }, holds: 'never', unknownWhen: 'always', reason: 'found.wrong', must: true },
      ],
      links: [{ item: 'syn.look', label: 'action.rate' }],
    },
    {
      page: 'interruption',
      id: 'loss.effects',
      points: [{ tone: 'attention', title: 'loss.effects.bank.title', text: { text: 'loss.effects.bankAny' } }],
      hotlines: true,
    },
    { page: 'question', field: 'copies' },
    { page: 'check', submitLabel: 'loss.confirm' },
    { page: 'sign' },
    { page: 'pay' },
    { page: 'submit' },
    { page: 'issueCard' },
    { page: 'printDocument', document: 'cert', copies: 'copies' },
  ],
  fee: { rules: [{ when: 'always', amountFen: 2000 }] },
  outputs: ['screen', 'receipt80', 'a4', 'card'],
  next: [{ item: 'syn.fields', label: 'action.rate' }],
});

/** A joint application: sections, drafts, several signers. */
export const everySection = item('syn.sections', {
  identity: 'L3',
  offline: 'LIVE',
  fields: [
    { key: 'role', type: 'select', label, list: { name: 'lossReason', codes: ['lost', 'stolen'] } },
    { key: 'note', type: 'text', label, max: 20, when: { ref: 'answer/role', in: ['stolen'] } },
    { key: 'heads', type: 'int', label, min: 1, max: 9, default: '1' },
    {
      key: 'people',
      type: 'records',
      label,
      min: 1,
      max: 2,
      fields: [{ key: 'who', type: 'person', label, known: ['actor'] }],
    },
  ],
  steps: [
    { page: 'consent', notice: 'loss.consent', textVersion: 1 },
    { page: 'identify', level: 'L3' },
    {
      page: 'sections',
      draft: true,
      sections: [
        { id: 'first', title: 'found.title', fields: ['role', 'note'], needs: [] },
        { id: 'second', title: 'found.cards', fields: ['heads'], needs: ['first'], recommended: true },
        { id: 'third', title: 'found.person', fields: ['people'], needs: ['first'] },
      ],
    },
    { page: 'check', submitLabel: 'loss.confirm' },
    { page: 'sign', others: ['people'] },
    { page: 'submit' },
  ],
});

/** Pages of queries. */
const everyLook = item('syn.look', {
  verb: 'query',
  identity: 'L1',
  offline: 'CACHE',
  pulls: ['case.detail', 'lic.data', 'hrss.contrib'],
  fields: [
    { key: 'receiptNo', type: 'receiptNo', label, scan: true },
    { key: 'level', type: 'select', label, list: { name: 'rating', codes: ['5', '4', '3', '2', '1'] } },
    { key: 'text', type: 'text', label, max: 100, required: 'never', when: { ref: 'answer/level', in: ['1', '2'] } },
  ],
  steps: [
    { page: 'question', field: 'receiptNo' },
    {
      page: 'found',
      pulls: ['case.detail'],
      params: { 'case.detail': { receiptNo: 'answer/receiptNo' } },
      shown: false,
      sections: [],
    },
    { page: 'tracker', case: 'pull/case.detail/case', go: { label: 'action.continue' }, slip: 'ss.card.query' },
    { page: 'identify', level: 'L1' },
    { page: 'found', pulls: ['lic.data', 'hrss.contrib'], sections: [] },
    {
      page: 'view',
      title: 'found.title',
      sections: [
        {
          title: 'found.cards',
          pull: 'hrss.contrib',
          list: 'pull/hrss.contrib/years',
          entry: {
            label: { ref: 'row/year', format: 'plain' },
            value: { ref: 'row/personFen', format: 'money' },
            hidden: true,
          },
          sum: { label: 'field.card', of: 'row/personFen', format: 'money', hidden: true },
          slip: true,
        },
      ],
      qr: 'pull/lic.data/qr',
      slip: 'ss.card.query',
      go: { label: 'action.continue' },
    },
    { page: 'rate' },
    { page: 'guide' },
    { page: 'help' },
  ],
});

export const syntheticItems = [everyField, everyAct, everySection, everyLook];
