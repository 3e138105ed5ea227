import { languages } from '../../../contract/text.ts';
import { noticeIds } from '../../session/pages/notice-pages.ts';
import { promiseReason, promisesMessage } from './check-promises.ts';
import type { Finding } from './finding.ts';
import { type TextUse, usesOf } from './item-uses.ts';
import { pointer } from './json-lines.ts';
import { at, type CatalogueConfig, type ItemFile, type TextEntry } from './read-config.ts';
import { resultStates } from './result-states.ts';
import { placesOf } from './text-places.ts';

/** Texts that an item names, directly or by convention, and must have. */
function neededTexts(file: ItemFile): readonly TextUse[] {
  const { item } = file;
  const uses = [...usesOf(item).texts];
  const add = (path: string, key: string, values: readonly string[] | null = null) =>
    uses.push({ path, key, values, part: { kind: 'item' } });
  add('/department', `dept.${item.department}`);
  for (const [i, pull] of item.pulls.entries()) add(`/pulls/${i}`, `pull.${pull}`);
  for (const [i, category] of item.categories.entries()) add(`/categories/${i}`, `category.${category}`);
  for (const use of usesOf(item).texts) {
    if (use.path.endsWith('/notice') || use.path.endsWith('/offlineNotice')) {
      uses.push({ ...use, key: `${use.key}.lead`, values: use.path.includes('/blocks/') ? use.values : null });
    }
  }
  for (const [i, step] of item.steps.entries()) {
    const path = pointer('/steps', i);
    if (step.page === 'interruption') add(`${path}/id`, step.id, Object.keys(step.with ?? {}));
    if (step.page === 'check' && item.offline === 'QUEUE') add(`${path}/submitLabel`, `${step.submitLabel}.offline`);
  }
  const lists = (field: ItemFile['item']['fields'][number], path: string) => {
    for (const code of field.list?.codes ?? []) add(`${path}/list`, `list.${field.list?.name}.${code}`);
    add(`${path}/type`, `error.${field.type}`);
  };
  for (const [i, field] of item.fields.entries()) {
    lists(field, pointer('/fields', i));
    for (const [r, row] of (field.fields ?? []).entries()) lists(row, `/fields/${i}/fields/${r}`);
  }
  // A field type without texts of its own has no error of its own either.
  return uses.filter(
    (use) => !['error.constant', 'error.sign', 'error.pin', 'error.pay', 'error.docphoto'].includes(use.key),
  );
}

/** Texts that pages take where they are there. */
function optionalTexts(file: ItemFile): readonly string[] {
  const { item } = file;
  const keys: string[] = [];
  for (const prefix of [item.resultTexts, ...(item.resultVariants ?? []).map((variant) => variant.texts)]) {
    for (const state of resultStates) {
      keys.push(`${prefix}.${state}`);
      for (const end of ['lead', 'next', 'nextAny', 'next.title', 'step', 'word', 'pending'])
        keys.push(`${prefix}.${state}.${end}`);
    }
    keys.push(`${prefix}.step.effect`, ...noticeIds.map((id) => `${prefix}.${id}.lead`));
  }
  for (const step of item.steps) {
    if (step.page === 'found' && step.offlineNotice !== undefined)
      keys.push(`${step.offlineNotice}.option`, `${step.offlineNotice}.register`);
    if (step.page === 'interruption') keys.push(`${step.id}.lead`, `${step.id}.go`, `${step.id}.stop`);
    if (step.page === 'check') keys.push(`${step.submitLabel}.offline`);
  }
  for (const field of item.fields) {
    keys.push(`${field.label}.text`);
    if (field.consent !== undefined)
      keys.push(`${field.question ?? field.label}.text`, `${field.question ?? field.label}.lead`);
  }
  return keys;
}

/** Every text that an item needs is there, and its places are those for which values come. */
export function checkItemTexts(file: ItemFile, config: CatalogueConfig): readonly Finding[] {
  const seen = new Set<string>();
  return neededTexts(file).flatMap((use): readonly Finding[] => {
    const text = config.texts.get(use.key);
    if (text === undefined) {
      if (seen.has(use.key)) return [];
      seen.add(use.key);
      return [at(file, use.path, 'text.missing', `text ${use.key} is missing`)];
    }
    if (use.values === null || !/\/(text|notice|id)$/.test(use.path)) return [];
    const places = placesOf(text.words['zh-CN']);
    const without = places.find((place) => !(use.values ?? []).includes(place));
    return without === undefined
      ? []
      : [at(file, use.path, 'text.places', `text ${use.key} has the place {${without}}, for which no value is given`)];
  });
}

/** Texts by themselves: the same places in all languages, words that no citizen shall read. */
export function checkTexts(config: CatalogueConfig): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [key, entry] of config.texts) {
    const places = languages.map((language) => placesOf(entry.words[language]).join(' '));
    if (new Set(places).size > 1) {
      findings.push(
        inText(
          key,
          entry,
          'text.places',
          `text ${key} has different places: ${languages.map((l, i) => `${l} {${places[i]}}`).join(', ')}`,
        ),
      );
    }
    if (key.startsWith('result.') && promisesMessage(entry))
      findings.push(inText(key, entry, 'text.promise', promiseReason(key)));
    for (const language of languages) {
      const words = entry.words[language];
      const bad = forbidden.find((rule) => rule.languages.includes(language) && rule.words.test(words));
      if (bad !== undefined)
        findings.push(inText(key, entry, 'text.wording', `text ${key}, ${language}: ${bad.reason}`));
      if (isUnproven(key) && success[language].test(words)) {
        const [word] = success[language].exec(words) ?? [];
        findings.push(
          inText(
            key,
            entry,
            'text.evidence',
            `text ${key}, ${language}: "${word}" says more than is known in this state`,
          ),
        );
      }
    }
  }
  return findings;
}

/** Texts that no item and no page names. `programTexts`: keys and patterns that stand in the program. */
export function checkUnused(config: CatalogueConfig, programTexts: (key: string) => boolean): readonly Finding[] {
  const used = new Set<string>();
  const lists = new Set<string>();
  for (const file of config.items) {
    for (const use of neededTexts(file)) used.add(use.key);
    for (const key of optionalTexts(file)) used.add(key);
    for (const use of usesOf(file.item).refs) {
      if (use.as.kind === 'format' && use.as.format.startsWith('code:')) lists.add(use.as.format.slice('code:'.length));
    }
    for (const field of [...file.item.fields, ...file.item.fields.flatMap((group) => group.fields ?? [])]) {
      if (field.format?.startsWith('code:') === true) lists.add(field.format.slice('code:'.length));
    }
  }
  return [...config.texts].flatMap(([key, entry]) => {
    const [root = '', list = ''] = key.split('.');
    const isUsed =
      used.has(key) ||
      (root === 'list' && lists.has(list)) ||
      ['dept', 'category', 'pull', 'error', 'result', 'refusal'].includes(root) ||
      programTexts(key);
    return isUsed ? [] : [inText(key, entry, 'text.unused', `nobody uses text ${key}`, 'warning')];
  });
}

const inText = (
  key: string,
  entry: TextEntry,
  rule: Finding['rule'],
  reason: string,
  level: Finding['level'] = 'error',
): Finding => ({
  level,
  rule,
  file: entry.file,
  line: entry.line,
  path: pointer('', key),
  reason,
});

const forbidden: readonly { readonly languages: readonly string[]; readonly words: RegExp; readonly reason: string }[] =
  [
    { languages: ['zh-CN', 'zh-HK'], words: /你/, reason: '您, not 你' },
    {
      languages: ['zh-CN', 'zh-HK'],
      words: /错误代码|錯誤代碼|錯誤代號/,
      reason: 'a system word: error codes are for the keeper',
    },
    {
      languages: ['zh-CN', 'zh-HK'],
      words: /异常|異常|系统繁忙|系統繁忙|系统错误|系統錯誤/,
      reason: 'a system word: say what happened',
    },
    {
      languages: ['en'],
      words: /\b(error code|exception|system busy|system error|unknown error)\b/i,
      reason: 'a system word: say what happened',
    },
  ];

/** Texts of states in which nobody has agreed yet. */
const isUnproven = (key: string): boolean =>
  /\.(stored|unknown)(\.(lead|next|nextAny|step|next\.title))?$/.test(key) && !key.startsWith('print.');

const success: Readonly<Record<(typeof languages)[number], RegExp>> = {
  'zh-CN': /成功|(?<!尚未|还未|未)已(受理|办结|办好|完成|生效|挂失|解挂|通过|批准|缴费|送达)|办好了|办妥/,
  'zh-HK': /成功|(?<!尚未|還未|未)已(受理|辦結|辦妥|完成|生效|掛失|解除掛失|通過|批准|繳費|送達)|辦好了|辦妥/,
  en: /\b(success(ful(ly)?)?|succeeded|has been (accepted|approved|completed|blocked|delivered|paid)|is (now )?(complete|approved|done|in effect|in force))\b/i,
};
