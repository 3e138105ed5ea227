import type { Finding } from './finding.ts';

/** Any part of an item, to be changed wrongly. */
export interface Json {
  [key: string]: Json;
}
export type Change = (item: Json, texts: Json) => void;

export const itemFile = 'catalogue/civil.wheelchair.loan.json';
export const textFile = 'texts/items-wheelchair.json';

export interface Mistake {
  readonly mistake: string;
  readonly change: Change;
  readonly rule: Finding['rule'];
  /** The finding stands in the line with these words; `''` = line 1 or the whole file. */
  readonly line: string;
  readonly says: RegExp;
  readonly file?: string;
}

export const any = (value: unknown) => value as Json;
const list = (value: unknown) => value as unknown[];
const field = (item: Json, key: string) =>
  any(Object.values(item.fields ?? {}).find((candidate) => String(candidate.key) === key)) as Json;
const step = (item: Json, index: number) => (item.steps as Json)[index] as Json;
const found = 3;

export const mistakes: readonly Mistake[] = [
  {
    mistake: 'a property that nobody knows',
    rule: 'schema',
    line: '"visit": 1',
    says: /unknown key visit/,
    change: (item) => {
      item.visit = any(1);
    },
  },
  {
    mistake: 'a field of a type that does not exist',
    rule: 'schema',
    line: '"type": "number"',
    says: /"number" is none of constant, select/,
    change: (item) => {
      field(item, 'weeks').type = any('number');
    },
  },
  {
    mistake: 'a step with a key of another step',
    rule: 'schema',
    line: '"fields": "from"',
    says: /unknown key fields; known here: page, field, when/,
    change: (item) => {
      (item.steps as Json)[4] = any({ page: 'question', fields: 'from' });
    },
  },
  {
    mistake: 'a step that does not exist',
    rule: 'schema',
    line: '"page": "summary"',
    says: /page: intro/,
    change: (item) => {
      (item.steps as Json)[9] = any({ page: 'summary' });
    },
  },
  {
    mistake: 'a condition with a misspelt key',
    rule: 'schema',
    line: '"maks"',
    says: /unknown key maks; known here: size, min, max/,
    change: (item) => {
      field(item, 'why').when = any({ size: 'answer/weeks', maks: 5 });
    },
  },
  {
    mistake: 'no title in one language',
    rule: 'schema',
    line: '"title"',
    says: /zh-HK is missing/,
    change: (item) => {
      delete (item.title as Json)['zh-HK'];
    },
  },

  {
    mistake: 'more pictures of papers than one application holds',
    rule: 'item',
    line: '"fields"',
    says: /3 pictures of papers, and one application holds 2/,
    change: (item) => {
      for (const key of ['one', 'two', 'three'])
        (item.fields as unknown as Json[]).push(any({ ...field(item, 'weeks'), key, type: 'docphoto' }));
    },
  },
  {
    mistake: 'a text that is not there',
    rule: 'text.missing',
    line: '"question": "wheelchair.ask.from"',
    says: /text wheelchair.ask.from is missing/,
    change: (_, texts) => {
      delete texts['wheelchair.ask.from'];
    },
  },
  {
    mistake: 'a text by convention that is not there',
    rule: 'text.missing',
    line: '"notice": "wheelchair.block.child"',
    says: /wheelchair.block.child.lead is missing/,
    change: (_, texts) => {
      delete texts['wheelchair.block.child.lead'];
    },
  },
  {
    mistake: 'no word for the button where nothing could be checked',
    rule: 'text.missing',
    line: '"submitLabel"',
    says: /wheelchair.confirm.offline is missing/,
    change: (_, texts) => {
      delete texts['wheelchair.confirm.offline'];
    },
  },
  {
    mistake: 'a text without one language',
    rule: 'text.missing',
    file: textFile,
    line: '"wheelchair.why"',
    says: /no en/,
    change: (_, texts) => {
      delete (texts['wheelchair.why'] as Json).en;
    },
  },
  {
    mistake: 'a text that stands twice',
    rule: 'json',
    file: textFile,
    line: '"field.mobile"',
    says: /stands also in/,
    change: (_, texts) => {
      texts['field.mobile'] = any({ 'zh-CN': 'a', 'zh-HK': 'a', en: 'a' });
    },
  },
  {
    mistake: 'different places in the languages',
    rule: 'text.places',
    file: textFile,
    line: '"wheelchair.why"',
    says: /different places/,
    change: (_, texts) => {
      (texts['wheelchair.why'] as Json).en = any('Reason {x}');
    },
  },
  {
    mistake: 'a place without a value',
    rule: 'text.places',
    line: '"notice": "wheelchair.block.child"',
    says: /place \{age\}/,
    change: (_, texts) => {
      texts['wheelchair.block.child.lead'] = any({ 'zh-CN': '{age}', 'zh-HK': '{age}', en: '{age}' });
    },
  },
  {
    mistake: '你',
    rule: 'text.wording',
    file: textFile,
    line: '"wheelchair.why"',
    says: /您, not 你/,
    change: (_, texts) => {
      (texts['wheelchair.why'] as Json)['zh-CN'] = any('你的原因');
    },
  },
  {
    mistake: 'a system word',
    rule: 'text.wording',
    file: textFile,
    line: '"wheelchair.why"',
    says: /system word/,
    change: (_, texts) => {
      (texts['wheelchair.why'] as Json)['zh-HK'] = any('系統繁忙');
    },
  },
  {
    mistake: 'success before anybody agreed',
    rule: 'text.evidence',
    file: textFile,
    line: '"wheelchair.result.stored"',
    says: /已受理/,
    change: (_, texts) => {
      texts['wheelchair.result.stored'] = any({ 'zh-CN': '已受理', 'zh-HK': '已儲存', en: 'Saved' });
    },
  },
  {
    mistake: 'a message promised to whoever may leave no number',
    rule: 'text.promise',
    line: '"resultTexts"',
    says: /wheelchair\.result\.accepted\.lead promises a message/,
    change: (item) => {
      field(item, 'mobile').required = any('never');
    },
  },
  {
    mistake: 'a message promised in the words that items without a number fall back to',
    rule: 'text.promise',
    file: textFile,
    line: '"result.accepted.next"',
    says: /result\.accepted\.next promises a message/,
    change: (_, texts) => {
      texts['result.accepted.next'] = any({ 'zh-CN': '结果用短信告知', 'zh-HK': '結果以短訊通知', en: 'Wait' });
    },
  },

  {
    mistake: 'a reference to an answer that is not asked',
    rule: 'ref',
    line: '"size": "answer/week"',
    says: /there is no field week/,
    change: (item) => {
      (field(item, 'why').when as Json).size = any('answer/week');
    },
  },
  {
    mistake: 'a reference to a property that the city does not give',
    rule: 'ref',
    line: '"ref": "pull/ps.addrReg/adress"',
    says: /adress is not there; known: address, district/,
    change: (item) => {
      ((((step(item, found).sections as Json)[0] as Json).rows as Json)[0] as Json).value = any({
        ref: 'pull/ps.addrReg/adress',
        format: 'address',
      });
    },
  },
  {
    mistake: 'an entry behind an answer that is no choice',
    rule: 'ref',
    line: '"has": "chosen/weeks/x"',
    says: /not chosen from a pulled list/,
    change: (item) => {
      field(item, 'why').when = any({ has: 'chosen/weeks/x' });
    },
  },
  {
    mistake: 'a row outside of a list',
    rule: 'ref',
    line: '"has": "row/x"',
    says: /row means nothing here/,
    change: (item) => {
      field(item, 'why').when = any({ has: 'row/x' });
    },
  },
  {
    mistake: 'counting what is no list',
    rule: 'ref',
    line: '"count": "pull/ps.addrReg/address"',
    says: /is no list/,
    change: (item) => {
      field(item, 'why').when = any({ count: 'pull/ps.addrReg/address', min: 1 });
    },
  },
  {
    mistake: 'a code that never comes',
    rule: 'ref',
    line: '"ref": "pull/ps.person/hukou"',
    says: /is never guangzho; known: guangzhou/,
    change: (item) => {
      field(item, 'why').when = any({ ref: 'pull/ps.person/hukou', in: ['guangzho'] });
    },
  },
  {
    mistake: 'the result before the submission',
    rule: 'ref',
    line: '"has": "result/data/payCode"',
    says: /only behind a submit page/,
    change: (item) => {
      step(item, 9).when = any({ has: 'result/data/payCode' });
    },
  },
  {
    mistake: 'the person before anybody is identified',
    rule: 'ref',
    line: '"size": "actor/age"',
    says: /before anybody is identified/,
    change: (item) => {
      step(item, 1).when = any({ size: 'actor/age', min: 14 });
    },
  },
  {
    mistake: 'a format that does not fit',
    rule: 'format',
    line: '"ref": "pull/ps.addrReg/registered"',
    says: /is a day: format date/,
    change: (item) => {
      ((((step(item, found).sections as Json)[0] as Json).rows as Json)[0] as Json).value = any({
        ref: 'pull/ps.addrReg/registered',
        format: 'plain',
      });
    },
  },
  {
    mistake: 'a code shown as it is',
    rule: 'format',
    line: '"ref": "pull/ps.person/hukou"',
    says: /is a code/,
    change: (item) => {
      ((((step(item, found).sections as Json)[0] as Json).rows as Json)[0] as Json).value = any({
        ref: 'pull/ps.person/hukou',
        format: 'plain',
      });
    },
  },
  {
    mistake: 'a list without texts',
    rule: 'format',
    line: '"ref": "pull/ps.person/hukou"',
    says: /text list.hukouPlace.guangzhou is missing/,
    change: (item) => {
      ((((step(item, found).sections as Json)[0] as Json).rows as Json)[0] as Json).value = any({
        ref: 'pull/ps.person/hukou',
        format: 'code:hukouPlace',
      });
    },
  },

  {
    mistake: 'a pull that does not exist',
    rule: 'pull',
    line: '"ps.persons"',
    says: /there is no pull ps.persons/,
    change: (item) => {
      step(item, found).pulls = any(['ps.person', 'ps.addrReg', 'ps.persons']);
    },
  },
  {
    mistake: 'a pull that is fetched and not declared',
    rule: 'pull',
    line: '"ps.photo"',
    says: /fetched and not declared/,
    change: (item) => {
      step(item, found).pulls = any(['ps.person', 'ps.addrReg', 'ps.photo']);
    },
  },
  {
    mistake: 'a pull that is declared and never fetched',
    rule: 'pull',
    line: '"ps.hukou"',
    says: /declared and never fetched/,
    change: (item) => {
      item.pulls = any(['ps.person', 'ps.addrReg', 'ps.hukou']);
    },
  },
  {
    mistake: 'a pull that is used before it is fetched',
    rule: 'pull',
    line: '"has": "pull/ps.person/mobile"',
    says: /before ps.person is fetched/,
    change: (item) => {
      step(item, 1).when = any({ has: 'pull/ps.person/mobile' });
    },
  },

  {
    mistake: 'a link to nowhere',
    rule: 'link',
    line: '"item": "u.helf"',
    says: /there is no item u.helf/,
    change: (item) => {
      (((step(item, found).blocks as Json)[0] as Json).link as Json).item = any('u.helf');
    },
  },
  {
    mistake: 'a carried answer that the other item does not know',
    rule: 'link',
    line: '"why": "x"',
    says: /u.help has no field why/,
    change: (item) => {
      item.next = any([{ item: 'u.help', label: 'link.help', carry: { why: 'x' } }]);
    },
  },
  {
    mistake: 'a theme that does not exist',
    rule: 'link',
    line: '"health"',
    says: /there is no theme health/,
    change: (item) => {
      item.themes = any(['health']);
    },
  },
  {
    mistake: 'an icon that nobody draws',
    rule: 'icon',
    line: '"icon"',
    says: /no icon is called wheel/,
    change: (item) => {
      item.icon = any('wheel');
    },
  },
  {
    mistake: 'a receipt that is not there',
    rule: 'receipt',
    line: '"receipt"',
    says: /receipts\/loan.zh-CN.receipt is missing/,
    change: (item) => {
      item.receipt = any('loan');
    },
  },

  {
    mistake: 'a sensitive item without a neutral title',
    rule: 'item',
    line: '"sensitive": true',
    says: /receiptTitle/,
    change: (item) => {
      item.sensitive = any(true);
    },
  },
  {
    mistake: 'a file with another name',
    rule: 'item',
    line: '"id"',
    says: /is named catalogue\/civil.wheelchair.json/,
    change: (item) => {
      item.id = any('civil.wheelchair');
    },
  },
  {
    mistake: 'a choice without anything to choose',
    rule: 'item',
    line: '"key": "weeks"',
    says: /needs a list or options/,
    change: (item) => {
      field(item, 'weeks').type = any('select');
    },
  },
  {
    mistake: 'a question for a field that is not there',
    rule: 'item',
    line: '"field": "colour"',
    says: /there is no field colour/,
    change: (item) => {
      (item.steps as Json)[4] = any({ page: 'question', field: 'colour' });
    },
  },
  {
    mistake: 'a default that is no code of its list',
    rule: 'item',
    line: '"default": "green"',
    says: /green is no code/,
    change: (item) => {
      Object.assign(field(item, 'weeks'), {
        type: 'select',
        list: { name: 'delivery', codes: ['outlet', 'mail'] },
        default: 'green',
      });
    },
  },
  {
    mistake: 'a device that capabilities do not name',
    rule: 'item',
    line: '"page": "printDocument"',
    says: /uses a4Printer/,
    change: (item) => {
      list(item.steps).push({ page: 'printDocument', document: 'loan' });
      item.outputs = any(['screen', 'a4']);
    },
  },
  {
    mistake: 'people who may act for others in what everybody may only do for themselves',
    rule: 'item',
    line: '"proxy"',
    says: /the hub refuses what is done for others/,
    change: (item) => {
      step(item, 2).proxy = any({ kind: 'any' });
    },
  },
  {
    mistake: 'a signature level without a signature',
    rule: 'item',
    line: '"identity"',
    says: /L3 needs a sign page/,
    change: (item) => {
      item.identity = any('L3');
      step(item, 2).level = any('L3');
    },
  },

  {
    mistake: 'an answer that is needed and not asked',
    rule: 'walk.unasked',
    line: '"key": "mobile"',
    says: /mobile is needed here and nobody asks for it\. Path: online → .*ps.person/,
    change: (item) => {
      list(item.steps).splice(7, 1);
    },
  },
  {
    mistake: 'a question with an empty list',
    rule: 'walk.stuck',
    line: '"field": "place"',
    says: /nobody can answer place here.*ref.outlets away → .*question place/,
    change: withPlace,
  },
  {
    mistake: 'an answer for which every value is wrong',
    rule: 'walk.stuck',
    line: '"field": "weeks"',
    says: /nobody can answer weeks here/,
    change: (item) => {
      field(item, 'weeks').wrongWhen = any([{ when: { has: 'answer/weeks' }, error: 'error.int' }]);
    },
  },
  {
    mistake: 'a page that no visit reaches',
    rule: 'walk.unreached',
    line: '"field": "why"',
    says: /no visit reaches this page/,
    change: (item) => {
      field(item, 'weeks').max = any(4);
    },
  },
  {
    mistake: 'a path that stops in the middle',
    rule: 'walk.end',
    line: '"steps"',
    says: /a path stops without a page that ends it.*weeks/,
    change: (item) => {
      step(item, 10).when = any({ size: 'answer/weeks', max: 4 });
    },
  },
  {
    mistake: 'answers that chase each other',
    rule: 'walk.stuck',
    line: '"fields"',
    says: /chase each other/,
    change: (item) => {
      Object.assign(field(item, 'why'), { default: 'xx', when: { not: { has: 'answer/why' } } });
    },
  },
  {
    mistake: 'sections that wait for each other',
    rule: 'walk.stuck',
    line: '"b"',
    says: /wait for each other/,
    change: (item) => {
      (item.steps as Json)[4] = any({
        page: 'sections',
        draft: false,
        sections: [
          { id: 'a', title: 'wheelchair.why', fields: ['from'], needs: ['b'] },
          { id: 'b', title: 'wheelchair.why', fields: ['weeks'], needs: ['a'] },
        ],
      });
    },
  },
];

/** Where to collect it: chosen from the city's list, which may be away. */
function withPlace(item: Json): void {
  list(item.pulls).push('ref.outlets');
  list(step(item, found).pulls).push('ref.outlets');
  list(item.fields).push({
    key: 'place',
    type: 'select',
    label: 'wheelchair.why',
    options: {
      from: 'pull/ref.outlets/outlets',
      id: 'placeId',
      label: { ref: 'row/nameZh', format: 'plain' },
      personal: false,
    },
  });
  list(item.steps).splice(6, 0, { page: 'question', field: 'place' });
}
