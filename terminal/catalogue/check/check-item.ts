import { isForOthers } from '../../../contract/catalogue/for-others.ts';
import { isIconName } from '../../../contract/catalogue/icons.ts';
import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import type { ItemLink } from '../../../contract/catalogue/step.ts';
import { paperPictures } from '../../../contract/paper-pictures.ts';
import { codeSuffix } from '../../session/rules/field-types.ts';
import type { Finding, FindingRule } from './finding.ts';
import { pointer } from './json-lines.ts';
import { at, type CatalogueConfig, type ItemFile } from './read-config.ts';

type Add = (path: string, rule: FindingRule, reason: string, level?: Finding['level']) => void;

/** What belongs together inside one item, and between items. */
export function checkItem(file: ItemFile, config: CatalogueConfig): readonly Finding[] {
  const findings: Finding[] = [];
  const add: Add = (path, rule, reason, level) => void findings.push(at(file, path, rule, reason, level));
  const { item } = file;
  if (file.file !== `catalogue/${item.id}.json`)
    add('/id', 'item', `the file of ${item.id} is named catalogue/${item.id}.json`);
  if (item.sensitive && item.receiptTitle === undefined)
    add('/sensitive', 'item', 'a sensitive item needs a receiptTitle for paper and screen');
  if (!isIconName(item.icon)) add('/icon', 'icon', `no icon is called ${item.icon}`);
  const other = config.items.find(
    (candidate) => candidate !== file && candidate.item.frequent !== null && candidate.item.frequent === item.frequent,
  );
  if (other !== undefined)
    add('/frequent', 'item', `${other.item.id} has the same place among the frequent ones`, 'warning');
  checkThemes(item, config, add);
  checkFields(item, add);
  checkSteps(item, add);
  checkNeeds(item, add);
  checkLinks(item, config, add);
  return findings;
}

function checkThemes(item: ServiceItem, config: CatalogueConfig, add: Add): void {
  for (const [i, id] of item.themes.entries()) {
    const theme = config.themes?.themes.find((candidate) => candidate.id === id);
    if (theme === undefined) add(`/themes/${i}`, 'link', `there is no theme ${id}`);
    else if (!theme.items.includes(item.id)) add(`/themes/${i}`, 'link', `theme ${id} does not name this item`);
  }
}

/** `themes.json`: items exist, and say so themselves. */
export function checkThemesFile(config: CatalogueConfig): readonly Finding[] {
  const { themes } = config;
  if (themes === null) return [];
  return themes.themes.flatMap((theme, t) => [
    ...(isIconName(theme.icon) ? [] : [at(themes, `/${t}/icon`, 'icon', `no icon is called ${theme.icon}`)]),
    ...theme.items.flatMap((id, i): readonly Finding[] => {
      const item = config.items.find((candidate) => candidate.item.id === id);
      if (item === undefined) return [at(themes, `/${t}/items/${i}`, 'link', `there is no item ${id}`)];
      if (!item.item.themes.includes(theme.id))
        return [at(themes, `/${t}/items/${i}`, 'link', `${id} does not name the theme ${theme.id}`)];
      return [];
    }),
  ]);
}

function checkFields(item: ServiceItem, add: Add): void {
  const keys = new Set<string>();
  for (const [i, field] of item.fields.entries()) {
    const path = pointer('/fields', i);
    if (keys.has(field.key)) add(path, 'item', `the key ${field.key} stands twice`);
    keys.add(field.key);
    checkShape(field, path, add);
    if (field.type === 'records' && field.fields === undefined) add(path, 'item', 'records need fields');
    if (field.type !== 'records' && (field.fields ?? field.sums ?? field.rowLabel) !== undefined)
      add(path, 'item', `${field.type} has no rows`);
    for (const [r, row] of (field.fields ?? []).entries()) checkShape(row, `${path}/fields/${r}`, add);
    for (const [s, sum] of (field.sums ?? []).entries()) {
      if (!field.fields?.some((row) => row.key === sum.key))
        add(`${path}/sums/${s}/key`, 'item', `rows have no field ${sum.key}`);
    }
    if (field.type === 'sms6') {
      const proved = field.key.slice(0, -codeSuffix.length);
      if (
        !field.key.endsWith(codeSuffix) ||
        !item.fields.some((candidate) => candidate.key === proved && candidate.type === 'mobile')
      ) {
        add(`${path}/key`, 'item', 'a code proves the number whose key it carries before "Code"');
      }
    }
  }
}

function checkShape(
  field: Omit<ServiceItem['fields'][number], 'fields' | 'sums' | 'rowLabel'>,
  path: string,
  add: Add,
): void {
  const chooses = field.type === 'select' || field.type === 'multi';
  if (chooses && field.list === undefined && field.options === undefined)
    add(path, 'item', `${field.type} needs a list or options`);
  if (chooses && field.list !== undefined && field.options !== undefined) add(path, 'item', 'either a list or options');
  if (!chooses && field.options !== undefined) add(`${path}/options`, 'item', `${field.type} does not choose`);
  if (field.type === 'constant' && field.default === undefined && field.defaults === undefined)
    add(path, 'item', 'a constant needs a default');
  if (field.type === 'consent' && field.consent === undefined)
    add(path, 'item', 'a consent needs kind and version of its text');
  for (const code of Object.keys(field.list?.offered ?? {})) {
    if (!field.list?.codes.includes(code))
      add(pointer(`${path}/list/offered`, code), 'item', `${code} is no code of this list`);
  }
  const { codes } = field.list ?? {};
  if (codes !== undefined) {
    if (new Set(codes).size < codes.length) add(`${path}/list/codes`, 'item', 'a code stands twice');
    const given =
      typeof field.default === 'string' ? [field.default] : Array.isArray(field.default) ? field.default : [];
    const strange = given.find((code) => !codes.includes(code));
    if (strange !== undefined) add(`${path}/default`, 'item', `${strange} is no code of this list`);
  }
  if (field.min !== undefined && field.max !== undefined && field.min > field.max)
    add(`${path}/max`, 'item', 'max is below min');
  if (field.alphabet !== undefined && !isRegExp(field.alphabet)) add(`${path}/alphabet`, 'item', 'no character class');
}

function isRegExp(alphabet: string): boolean {
  try {
    return new RegExp(`^[${alphabet}]+$`, 'u').source !== '';
  } catch {
    return false; // what is no expression is said as a finding
  }
}

function checkSteps(item: ServiceItem, add: Add): void {
  const has = (key: string) => item.fields.some((field) => field.key === key);
  const submits = item.steps.findIndex((step) => step.page === 'submit');
  const identifies = item.steps.some((step) => step.page === 'identify' && step.level !== 'L0');
  for (const [i, step] of item.steps.entries()) {
    const path = pointer('/steps', i);
    switch (step.page) {
      case 'question': {
        const field = item.fields.find((candidate) => candidate.key === step.field);
        if (field === undefined) add(`${path}/field`, 'item', `there is no field ${step.field}`);
        else if (['constant', 'pay', 'pin', 'sign'].includes(field.type)) {
          add(`${path}/field`, 'item', `${step.field} is of type ${field.type}, which has no question page`);
        }
        break;
      }
      case 'sections':
        checkSections(step, has, path, add);
        break;
      case 'sign':
        for (const key of typeof step.others === 'string' ? [step.others] : (step.others ?? [])) {
          const field = item.fields.find((candidate) => candidate.key === key);
          if (field?.type !== 'records' && field?.type !== 'person')
            add(`${path}/others`, 'item', `${key} is no field of people`);
        }
        break;
      case 'identify':
        if (step.proxy !== undefined && !isForOthers(item))
          add(
            `${path}/proxy`,
            'item',
            'the hub refuses what is done for others where audience has neither proxy nor all',
          );
        break;
      case 'printDocument':
        if (step.copies !== undefined && !has(step.copies))
          add(`${path}/copies`, 'item', `there is no field ${step.copies}`);
        break;
      case 'submit':
        if (step.act === 'book') {
          for (const key of ['service', 'place', 'slot', 'date', 'mobile'])
            if (!has(key)) add(path, 'item', `a booking needs the answer ${key}`);
        }
        break;
      case 'issueCard':
        if (submits < 0 || submits > i)
          add(path, 'item', 'a card is made only for an application: submit comes before');
        break;
      case 'pay':
        if (submits >= 0 && submits < i) add(path, 'item', 'payment comes before submit');
        break;
      default:
        break;
    }
  }
  // Without anybody identified something has to be shown before the page that identifies.
  const shows = item.steps
    .slice(
      0,
      item.steps.findIndex((step) => step.page === 'identify'),
    )
    .some((step) => step.page === 'tracker' || step.page === 'view');
  const levels = item.steps.flatMap((step) => (step.page === 'identify' ? [step.level] : []));
  const signs = item.steps.some((step) => step.page === 'sign');
  const reached =
    levels.includes(item.identity) ||
    (item.identity === 'L3' && levels.includes('L2') && signs) ||
    (item.identity === 'L0' && shows);
  if (identifies !== (item.identity !== 'L0') && !shows)
    add('/identity', 'item', `identity is ${item.identity}, the pages ask for ${identifies ? 'more' : 'nobody'}`);
  else if (identifies && !reached)
    add('/identity', 'item', `identity is ${item.identity}, no identify page asks for it`);
  if (item.identity === 'L3' && !signs) add('/identity', 'item', 'L3 needs a sign page');
}

function checkSections(
  step: Extract<ServiceItem['steps'][number], { page: 'sections' }>,
  has: (key: string) => boolean,
  path: string,
  add: Add,
): void {
  const ids = step.sections.map((section) => section.id);
  for (const [s, section] of step.sections.entries()) {
    const place = `${path}/sections/${s}`;
    if (ids.indexOf(section.id) !== s) add(`${place}/id`, 'item', `the section ${section.id} stands twice`);
    for (const [f, key] of section.fields.entries()) {
      if (!has(key)) add(`${place}/fields/${f}`, 'item', `there is no field ${key}`);
    }
    for (const [n, need] of section.needs.entries()) {
      if (!ids.includes(need)) add(`${place}/needs/${n}`, 'item', `there is no section ${need}`);
      else if (leadsTo(step, need, section.id))
        add(`${place}/needs/${n}`, 'walk.stuck', `${section.id} and ${need} wait for each other`);
    }
  }
}

/** Whether a section waits for another, directly or through others. */
function leadsTo(
  step: Extract<ServiceItem['steps'][number], { page: 'sections' }>,
  from: string,
  wanted: string,
  seen: readonly string[] = [],
): boolean {
  if (from === wanted) return true;
  if (seen.includes(from)) return false;
  const needs = step.sections.find((section) => section.id === from)?.needs ?? [];
  return needs.some((need) => leadsTo(step, need, wanted, [...seen, from]));
}

/** Devices that pages of the item use are named in its capabilities, so that its tile can say what is missing. */
function checkNeeds(item: ServiceItem, add: Add): void {
  const { required, optional } = item.capabilities;
  const both = required.find((capability) => optional.includes(capability));
  if (both !== undefined) add('/capabilities', 'item', `${both} is required and optional`);
  const named = new Set<string>([...required, ...optional]);
  const need = (path: string, capability: string) => {
    if (!named.has(capability)) add(path, 'item', `uses ${capability}, which capabilities do not name`);
  };
  for (const [i, step] of item.steps.entries()) {
    const path = pointer('/steps', i);
    if (step.page === 'identify' && step.level !== 'L0') need(path, 'idReader');
    if (step.page === 'printDocument') need(path, 'a4Printer');
    if (step.page === 'issueCard') need(path, 'cardIssuer');
  }
  for (const [i, field] of item.fields.entries()) {
    if (field.type === 'docphoto') need(pointer('/fields', i), 'docCamera');
    if (field.scan === true) need(pointer('/fields', i), 'qrScanner');
  }
  const papers = item.fields.filter(({ type }) => type === 'docphoto').length;
  if (papers > paperPictures.most)
    add('/fields', 'item', `${papers} pictures of papers, and one application holds ${paperPictures.most}`);
  const has = (page: string) => item.steps.some((step) => step.page === page);
  if (has('printDocument') && !item.outputs.includes('a4')) add('/outputs', 'item', 'a printDocument page puts out a4');
  if (item.outputs.includes('card') !== has('issueCard'))
    add('/outputs', 'item', 'card stands in outputs where an issueCard page does');
  if (has('pay') !== item.fee.rules.some((rule) => rule.amountFen > 0))
    add('/fee', 'item', 'a pay page stands where a fee does');
  if (item.fee.rules.at(-1)?.when !== 'always')
    add('/fee/rules', 'item', 'the last rule of the fee is "always"', 'warning');
  if (
    has('submit') &&
    item.steps.findIndex((step) => step.page === 'check') < 0 &&
    item.fields.some((field) => field.type !== 'constant')
  ) {
    add('/steps', 'item', 'what is sent is shown before: a check page is missing', 'warning');
  }
}

function checkLinks(item: ServiceItem, config: CatalogueConfig, add: Add): void {
  const known = (id: string) => config.items.find((candidate) => candidate.item.id === id);
  const check = (link: Pick<ItemLink, 'item' | 'carry'>, path: string) => {
    const target = known(link.item);
    if (target === undefined) {
      add(`${path}/item`, 'link', `there is no item ${link.item}`);
      return;
    }
    for (const key of Object.keys(link.carry ?? {})) {
      if (!target.item.fields.some((field) => field.key === key))
        add(pointer(`${path}/carry`, key), 'link', `${link.item} has no field ${key}`);
    }
  };
  for (const [i, link] of (item.next ?? []).entries()) check(link, `/next/${i}`);
  for (const [s, step] of item.steps.entries()) {
    if (step.page === 'view' || step.page === 'board') {
      for (const [i, link] of (step.links ?? []).entries()) check(link, `/steps/${s}/links/${i}`);
    }
    if (step.page !== 'found') continue;
    for (const [i, block] of (step.blocks ?? []).entries()) {
      if (block.link !== undefined) check(block.link, `/steps/${s}/blocks/${i}/link`);
    }
  }
}
