// The operator's page. Plain JavaScript: the hub serves it as it is, without a build. Values reach the page by textContent only.

import { texts } from '/console-texts.js';

const tones = {
  done: 'good',
  applied: 'good',
  ok: 'good',
  ready: 'good',
  accepted: 'wait',
  inProgress: 'wait',
  waitSpouse: 'wait',
  waitSign: 'wait',
  needMore: 'wait',
  delivered: 'wait',
  received: 'wait',
  refused: 'bad',
  unreadable: 'bad',
  failed: 'bad',
};
const rowsAtMost = 100;

let language = navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
/** connecting, live or away */
let link = 'connecting';
/** Newest first, one per message. */
let transactions = [];
let machines = [];

/** The order that the address names (`#order-12`, the code on the page of the machine); null = none, or there is no such order. */
let order = null;

const byId = (id) => document.getElementById(id);
const say = (group, word) => texts[language][group][word] ?? word;
const time = (iso) =>
  iso === null
    ? ''
    : new Date(iso).toLocaleString(language, { dateStyle: 'short', timeStyle: 'medium', hour12: false });

function cell(text, className) {
  const td = document.createElement('td');
  td.textContent = text;
  if (className !== undefined) td.className = className;
  return td;
}

/** A state always has its word; the colour only helps. */
function stateCell(group, word) {
  const td = document.createElement('td');
  const mark = document.createElement('span');
  mark.className = `mark ${tones[word] ?? ''}`;
  mark.textContent = say(group, word);
  td.append(mark);
  return td;
}

/** A repeated application has done nothing: which one stands is named beside it. */
function repeatedCell(existingReceipt) {
  const td = stateCell('states', 'repeated');
  td.append(` ${texts[language].firstReceipt} ${existingReceipt}`);
  return td;
}

/** Up to where nothing is missing, for each numbering that the machine has used (a restored store begins a new one). */
function provenText(epochs) {
  return epochs.map(({ upTo }) => String(upTo)).join(' + ');
}

/** What has not arrived though something later has: the hub says so itself, nobody has to compare lists. */
function missingText(epochs) {
  const ranges = epochs.flatMap(({ gaps }) => gaps);
  if (ranges.length === 0) return epochs.length === 0 ? '' : texts[language].whole;
  const shown = ranges.slice(0, 3).map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  const since = epochs.map(({ gapSince }) => gapSince).filter((at) => at !== null);
  const more = ranges.length > shown.length ? ' …' : '';
  return `${shown.join(language === 'en' ? ', ' : '、')}${more}${since.length > 0 ? ` (${texts[language].since} ${time(since.sort()[0])})` : ''}`;
}

function alarmCell(machine) {
  const td = document.createElement('td');
  const words = machine.alarms.map((kind) => say('alarmKinds', kind));
  if (!machine.hasKey) words.push(texts[language].noKey);
  for (const word of words) {
    const mark = document.createElement('span');
    mark.className = 'mark bad';
    mark.textContent = word;
    td.append(mark, ' ');
  }
  return td;
}

function fill(id, rows) {
  byId(id).hidden = rows.length === 0;
  byId(`${id}-empty`).hidden = rows.length > 0;
  byId(id)
    .querySelector('tbody')
    .replaceChildren(
      ...rows.map((cells) => {
        const tr = document.createElement('tr');
        tr.append(...cells);
        return tr;
      }),
    );
}

function draw() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]'))
    element.textContent = texts[language][element.dataset.text];
  document.title = texts[language].title;
  byId('language').textContent = texts[language].language;
  byId('link').textContent = texts[language][link];
  byId('link').className = `mark ${{ connecting: 'wait', live: 'good', away: 'bad' }[link]}`;
  byId('order').hidden = order === null;
  if (order !== null) {
    byId('h-order').textContent = `${texts[language].order} № ${order.id}`;
    byId('order')
      .querySelector('tbody')
      .replaceChildren(
        ...orderRows().map(([name, value]) => {
          const tr = document.createElement('tr');
          const th = document.createElement('th');
          th.scope = 'row';
          th.textContent = name;
          tr.append(th, cell(value));
          return tr;
        }),
      );
  }
  fill(
    'transactions',
    transactions.map((row) => [
      cell(time(row.receivedAt)),
      cell(row.receiptNo ?? ''),
      cell(row.topic === 'case.submit' ? say('items', row.itemId ?? '') : say('topics', row.topic)),
      cell(`${row.kiosk} ${row.place}`),
      cell(String(row.seq), 'number'),
      cell(time(row.capturedAt)),
      row.existingReceipt === null ? stateCell('states', row.state) : repeatedCell(row.existingReceipt),
      cell(time(row.settledAt)),
    ]),
  );
  fill(
    'machines',
    machines.map((machine) => [
      cell(machine.kiosk),
      cell(machine.place),
      cell(machine.lastHeartbeat === null ? texts[language].never : time(machine.lastHeartbeat)),
      cell(String(machine.pending ?? ''), 'number'),
      cell(String(machine.dead ?? ''), machine.dead > 0 ? 'number bad' : 'number'),
      cell(provenText(machine.epochs), 'number'),
      cell(missingText(machine.epochs), machine.isWhole ? 'number' : 'number bad'),
      machine.durability === null ? cell('') : stateCell('stores', machine.durability),
      alarmCell(machine),
    ]),
  );
}

function orderRows() {
  const words = texts[language];
  return [
    [words.kiosk, `${order.kiosk} ${order.place}`],
    [words.orderKind, order.kind],
    [words.severity, say('severities', order.severity)],
    [words.state, say('orderStates', order.state)],
    [words.opened, time(order.openedAt)],
    [words.due, order.due === null ? words.nextVisit : time(order.due)],
  ];
}

async function readOrder() {
  const id = /^#order-(\d{1,15})$/.exec(location.hash)?.[1];
  const reply = id === undefined ? null : await fetch(`/v1/console/work-orders/${id}`).catch(() => null);
  order = reply?.ok === true ? await reply.json() : null;
  draw();
}

function put(row) {
  const at = transactions.findIndex((known) => known.messageId === row.messageId);
  if (at >= 0) transactions[at] = row;
  else transactions = [row, ...transactions].slice(0, rowsAtMost);
}

async function loadMachines() {
  const reply = await fetch('/v1/console/machines');
  if (reply.ok) machines = await reply.json();
  draw();
}

async function loadAll() {
  const reply = await fetch(`/v1/console/transactions?limit=${rowsAtMost}`);
  if (reply.ok) transactions = await reply.json();
  await loadMachines();
}

function listen() {
  const events = new EventSource('/v1/console/events');
  const reload = () => {
    loadAll().catch(lost);
  };
  // Listening first, loading then: a row that comes in between is not missed.
  events.addEventListener('hello', () => {
    link = 'live';
    reload();
  });
  events.addEventListener('reload', reload);
  events.addEventListener('machines', () => {
    loadMachines().catch(lost);
  });
  events.addEventListener('transaction', (event) => {
    put(JSON.parse(event.data));
    draw();
  });
  events.onerror = lost;
}

function lost() {
  link = 'away';
  draw();
}

byId('language').addEventListener('click', () => {
  language = language === 'en' ? 'zh-CN' : 'en';
  for (const id of ['claim-answer', 'revoke-answer']) byId(id).textContent = '';
  draw();
});

/**
 * An operator's form: what was sent is said below it, in words.
 * @param call from the fields without the token: route and body
 */
function operatorForm(id, call, words) {
  byId(id).addEventListener('submit', async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { token, ...fields } = Object.fromEntries(new FormData(form));
    const { route, body } = call(fields);
    const answer = byId(`${id}-answer`);
    answer.textContent = '';
    try {
      const reply = await fetch(`/v1/operator/${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
      const said = await reply.json();
      answer.className = reply.ok ? 'good' : 'bad';
      answer.textContent = reply.ok
        ? texts[language][words.done]
        : `${texts[language][words.failed]}${say('errors', said.error)} (${said.detail})`;
      if (reply.ok) form.reset();
    } catch {
      answer.className = 'bad';
      answer.textContent = texts[language][words.failed] + say('errors', 'unavailable');
    }
  });
}

operatorForm('claim', (fields) => ({ route: 'enrolments/claim', body: fields }), {
  done: 'claimed',
  failed: 'claimFailed',
});
operatorForm(
  'revoke',
  ({ kiosk, reason }) => ({ route: `machines/${encodeURIComponent(kiosk)}/revoke`, body: { reason } }),
  { done: 'revoked', failed: 'revokeFailed' },
);

draw();
listen();

void readOrder();
addEventListener('hashchange', () => void readOrder());
