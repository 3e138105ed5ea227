// The operator's page. Plain JavaScript: the hub serves it as it is, without a build. Values reach the page by textContent only.

const texts = {
  'zh-CN': {
    title: '一体机中心',
    transactions: '收到的办件',
    transactionsEmpty: '还没有收到办件。机器上办完一件，这里马上会出现一行。',
    machines: '机器',
    machinesEmpty: '还没有机器。在机器上取得注册码，填入下面。',
    received: '收到时间',
    receipt: '回执号',
    what: '事项',
    kiosk: '机器编号',
    place: '地点',
    seq: '序号',
    captured: '办理时间',
    state: '状态',
    settled: '办结时间',
    heartbeat: '最近心跳',
    pending: '待发送',
    dead: '未能送达',
    store: '存储',
    proof: '收齐到',
    gaps: '缺号',
    alarms: '提示',
    whole: '无',
    since: '自',
    noKey: '密钥已停用',
    claim: '注册一台机器',
    code: '注册码',
    keeper: '管理员电话',
    token: '操作口令',
    claimNow: '注册',
    claimed: '已注册。',
    claimFailed: '没有注册：',
    connecting: '正在连接',
    live: '实时连接',
    away: '连接中断，正在重连；下面的内容可能不是最新',
    never: '从未',
    language: 'English',
    states: {
      delivered: '已送达',
      accepted: '已受理',
      inProgress: '办理中',
      needMore: '待补正',
      waitSpouse: '待配偶确认',
      waitSign: '待签名',
      ready: '可领取',
      done: '已生效',
      refused: '未受理',
      withdrawn: '已撤回',
      expired: '已过期',
      received: '已收到',
      applied: '已记录',
      unreadable: '无法读取',
      repeated: '重复，已作废',
    },
    firstReceipt: '先前的回执',
    topics: {
      'case.submit': '办件',
      'act.print': '打印结果',
      'act.document': '证明打印结果',
      'custody.changed': '卡片去向',
      'case.rate': '评价',
    },
    items: {
      'ss.card.loss': '社保卡挂失',
      'ss.card.apply': '社保卡申领',
      'ss.card.replace': '社保卡补换',
      'job.skill.subsidy': '技能提升补贴申领',
      'med.res.enrol': '城乡居民医保参保登记',
      'med.res.stop': '停保减员',
      'med.res.change': '参保资料变更',
      'med.maternity.confirm': '生育保险确认凭证',
      'hlth.birth.reg': '生育登记',
      'biz.open': '开办企业',
      'id.resperm.endorse': '居住证签注',
      'civil.elder.card': '老年人优待卡申领',
    },
    stores: { ok: '正常', failed: '异常' },
    alarmKinds: { 'sync:gap': '缺号未到', 'sync:dead': '有信息未能送达', 'sync:clone': '疑似两台机器共用一把密钥' },
    errors: {
      unsigned: '操作口令不对',
      codeInvalid: '注册码无效',
      badRequest: '有一栏不对',
      unavailable: '中心暂时不能办理',
    },
  },
  en: {
    title: 'yitiji hub',
    transactions: 'Received transactions',
    transactionsEmpty: 'Nothing received yet. As soon as something is done at a machine, a row appears here.',
    machines: 'Machines',
    machinesEmpty: 'No machine yet. Get the code from the machine and enter it below.',
    received: 'Received',
    receipt: 'Receipt',
    what: 'What',
    kiosk: 'Kiosk',
    place: 'Place',
    seq: 'Sequence',
    captured: 'Done at',
    state: 'State',
    settled: 'Settled',
    heartbeat: 'Last heartbeat',
    pending: 'To send',
    dead: 'Undeliverable',
    store: 'Store',
    proof: 'Complete up to',
    gaps: 'Missing',
    alarms: 'Alarms',
    whole: 'none',
    since: 'since',
    noKey: 'key revoked',
    claim: 'Enrol a machine',
    code: 'Code',
    keeper: 'Keeper phone',
    token: 'Operator token',
    claimNow: 'Enrol',
    claimed: 'Enrolled.',
    claimFailed: 'Not enrolled: ',
    connecting: 'Connecting',
    live: 'Live',
    away: 'Connection lost, trying again; what is shown may be old',
    never: 'never',
    language: '中文',
    states: {
      delivered: 'Delivered',
      accepted: 'Accepted',
      inProgress: 'In progress',
      needMore: 'More needed',
      waitSpouse: 'Waiting for spouse',
      waitSign: 'Waiting for signatures',
      ready: 'Ready',
      done: 'In force',
      refused: 'Refused',
      withdrawn: 'Withdrawn',
      expired: 'Expired',
      received: 'Received',
      applied: 'Recorded',
      unreadable: 'Unreadable',
      repeated: 'Repeated, void',
    },
    firstReceipt: 'first receipt',
    topics: {
      'case.submit': 'Case',
      'act.print': 'Print result',
      'act.document': 'Certificate print',
      'custody.changed': 'Card movement',
      'case.rate': 'Rating',
    },
    items: {
      'ss.card.loss': 'Social security card reported lost',
      'ss.card.apply': 'Social security card applied for',
      'ss.card.replace': 'Social security card replaced',
      'job.skill.subsidy': 'Skill subsidy',
      'med.res.enrol': 'Residents’ medical insurance',
      'med.res.stop': 'Medical insurance stopped',
      'med.res.change': 'Insurance details changed',
      'med.maternity.confirm': 'Maternity voucher',
      'hlth.birth.reg': 'Birth registration',
      'biz.open': 'Company opened',
      'id.resperm.endorse': 'Residence permit endorsed',
      'civil.elder.card': 'Senior card',
    },
    stores: { ok: 'OK', failed: 'Failed' },
    alarmKinds: {
      'sync:gap': 'Number missing for long',
      'sync:dead': 'Messages undeliverable',
      'sync:clone': 'Two machines under one key?',
    },
    errors: {
      unsigned: 'wrong operator token',
      codeInvalid: 'code is not valid',
      badRequest: 'a field is wrong',
      unavailable: 'the hub cannot do it now',
    },
  },
};
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
    td.append(mark);
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
  byId('claim-answer').textContent = '';
  draw();
});

byId('claim').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const { token, ...claim } = Object.fromEntries(new FormData(form));
  const answer = byId('claim-answer');
  answer.textContent = '';
  try {
    const reply = await fetch('/v1/operator/enrolments/claim', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(claim),
    });
    const body = await reply.json();
    answer.className = reply.ok ? 'good' : 'bad';
    answer.textContent = reply.ok
      ? texts[language].claimed
      : `${texts[language].claimFailed}${say('errors', body.error)} (${body.detail})`;
    if (reply.ok) form.reset();
  } catch {
    answer.className = 'bad';
    answer.textContent = texts[language].claimFailed + say('errors', 'unavailable');
  }
});

draw();
listen();
