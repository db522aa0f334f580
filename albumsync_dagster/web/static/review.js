'use strict';
/* The review page. Here: what is on the screen, which key does what, and the requests. Not here: which questions there
   are and whether an answer is stored (the server decides; a refused answer comes back with a sentence). Nodes are
   built from text only, so a name is never read as markup. */

/* ---------- Building nodes ---------- */
const $ = id => document.getElementById(id);
function build(make, tag, attributes, kids) {
  const node = make(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...kids.flat(Infinity).filter(kid => kid !== null && kid !== undefined && kid !== false && kid !== ''));
  return node;
}
const h = (tag, attributes, ...kids) => build(name => document.createElement(name), tag, attributes, kids);
const s = (tag, attributes, ...kids) => build(name => document.createElementNS('http://www.w3.org/2000/svg', name), tag, attributes, kids);
const button = (label, onclick, more) => h('button', { type: 'button', onclick, ...more }, label);
const primary = (label, onclick, more) => button(label, onclick, { class: 'primary', ...more });
const buttons = (...kids) => h('div', { class: 'buttons' }, kids);
const plural = (n, one, many = `${one}s`) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
const on = (id, event, act) => $(id).addEventListener(event, act);
let announcement = 0;
function say(text) {
  $('live').textContent = '';
  clearTimeout(announcement);
  announcement = setTimeout(() => { $('live').textContent = text; }, 20);
}
/* Control and direction characters of a name are shown as what they are, never obeyed. */
const visible = text => text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g,
  letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/* ---------- Times ---------- */
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const day = iso => { const [y, m, d] = iso.split('-'); return `${MONTHS[m - 1]} ${Number(d)}, ${y}`; };
function ago(moment) {
  const minutes = Math.floor((Date.now() - new Date(moment)) / 60000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${plural(minutes, 'minute')} ago`;
  return minutes < 1440 ? `${plural(Math.floor(minutes / 60), 'hour')} ago` : day(moment.slice(0, 10));
}

/* ---------- Differences, word by word ---------- */
const differences = new Map();
function difference(before, after) {
  const key = `${before}\n${after}`;
  if (!differences.has(key)) {
    if (differences.size > 4000) differences.clear();
    differences.set(key, compare(before, after));
  }
  return differences.get(key);
}
/* A written date is one word; long words anchor the comparison, marks hardly do. */
const wordsOf = text => text.match(/\d+(?:[-/.]\d+)+|[\p{L}\p{N}\p{M}'’]+|\.{3}|\s+|[^\p{L}\p{N}\s'’]/gu) || [];
const weight = word => /[\p{L}\p{N}]/u.test(word) ? 4 + 2 * word.length : 1;
function compare(before, after) {
  const a = wordsOf(before), b = wordsOf(after), width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * width + j] = a[i] === b[j] ? best[(i + 1) * width + j + 1] + weight(a[i])
        : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  const keptA = new Set(), keptB = new Set();
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) { keptA.add(i++); keptB.add(j++); }
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
    else j++;
  }
  return { before: runs(a, keptA), after: runs(b, keptB) };
}
/* A blank between two changed words belongs to the change. */
function runs(words, kept) {
  const all = [];
  words.forEach((word, i) => {
    const lost = !word.trim() && !kept.has(i - 1) && !kept.has(i + 1);
    const same = kept.has(i) && !lost, last = all.at(-1);
    if (last && last.same === same) last.text += word;
    else all.push({ same, text: word });
  });
  return all;
}
function marked(pieces, tag) {
  return pieces.map(run => {
    const [, lead, core, trail] = run.text.match(/^(\s*)(.*?)(\s*)$/su);
    return run.same || !core ? visible(run.text) : [lead, h(tag, {}, visible(core)), trail];
  });
}
function pair(before, after) {
  const diff = difference(before, after);
  return [h('span', { class: 'now' }, h('span', { class: 'sr' }, 'Present '), marked(diff.before, 'del')),
    h('span', { class: 'then' }, h('span', { class: 'sr' }, 'Proposed '), marked(diff.after, 'ins'))];
}
function inWords(before, after) {
  const diff = difference(before, after);
  const list = pieces => pieces.filter(run => !run.same).map(run => visible(run.text.replace(/^[\s,-]+|[\s,-]+$/g, ''))).filter(Boolean).join('; ');
  const removed = list(diff.before), added = list(diff.after);
  return [removed && `removed: ${removed}`, added && `added: ${added}`].filter(Boolean).join('. ') || 'only marks or spaces differ';
}

/* ---------- State ---------- */
const DATA = JSON.parse($('data').textContent);
const VERDICTS = { accept: 'Accepted', edit: 'Edited', keep: 'Kept', lock: 'Locked', later: 'Put off' };
const AS_ASKED = { accept: 'accept', edit: 'edit', keep: 'keep', lock: 'lock', later: 'later', withdraw: 'take back' };
const WINDOW = 200;
const state = {
  all: DATA.all, questions: [], byKey: new Map(), group: '', current: null, view: 'questions', query: '', folder: '', kind: '',
  actions: [], notices: [], times: [], editing: false, paused: false, window: [0, WINDOW], openAtLoad: new Map(), keys: 0, ignored: '',
};
const groups = DATA.groups;
const groupOf = id => groups.find(each => each.id === id) || { id, title: id, about: '', all: 0, left: 0 };
const isOpen = q => !q.a;
const isTheirs = q => Boolean(q.a && q.a.by !== DATA.me);
const current = () => state.current && state.byKey.get(state.current) || null;
const finalName = q => q.a && (q.a.v === 'accept' || q.a.v === 'edit') ? q.a.n : q.e;
const spansGroups = () => Boolean(state.query || state.kind);
const isFiltered = () => Boolean(state.query || state.folder || state.kind);
let shownNow = null;
function shown() {
  if (shownNow) return shownNow;
  const wanted = state.query.toLowerCase();
  shownNow = state.questions.filter(q => (!state.folder || q.f === state.folder)
    && (!state.kind || (state.kind === 'open' ? isOpen(q) : q.a && q.a.v === state.kind) || q.k === state.current)
    && (wanted ? `${q.e}\n${q.p}\n${q.k}`.toLowerCase().includes(wanted) : spansGroups() || q.g === state.group));
  return shownNow;
}
const changed = () => { shownNow = null; };
function take(questions) {
  for (const q of questions) {
    if (state.byKey.has(q.k)) continue;
    state.byKey.set(q.k, q);
    state.questions.push(q);
    const left = !q.a || q.a.v === 'later' ? 1 : 0, seen = state.openAtLoad.get(q.g) || { all: 0, left: 0 };
    state.openAtLoad.set(q.g, { all: seen.all + 1, left: seen.left + left });
  }
  changed();
}
/* Of questions that are still on their way the server's counts are used. */
function counts() {
  const found = new Map(groups.map(each => {
    const seen = state.openAtLoad.get(each.id) || { all: 0, left: 0 };
    return [each.id, { all: each.all - seen.all, open: each.left - seen.left, later: 0 }];
  }));
  for (const q of state.questions) {
    const count = found.get(q.g);
    count.all += 1;
    if (!q.a) count.open += 1;
    else if (q.a.v === 'later') count.later += 1;
  }
  const total = { all: 0, open: 0, later: 0, renames: 0 };
  for (const count of found.values()) { total.all += count.all; total.open += count.open; total.later += count.later; }
  for (const q of state.questions) if (finalName(q) !== q.e) total.renames += 1;
  return { groups: found, total };
}

/* ---------- Requests ---------- */
class Refusal extends Error {}
async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': DATA.csrf },
  };
  const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...options });
  const text = await response.text();
  let document = {};
  try { document = JSON.parse(text); } catch { document = { error: text.slice(0, 300) }; }
  if (!response.ok) throw new Refusal(document.error || `The server answered ${response.status}.`);
  return document;
}
const sentence = error => error instanceof Refusal ? error.message : 'albumsync does not answer. Is `albumsync review` still running?';
function identity() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 15 | 64;
  bytes[8] = bytes[8] & 63 | 128;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
async function loadRest() {
  let version = DATA.version;
  try {
    while (state.questions.length < state.all) {
      const page = await ask(`/api/questions?from=${state.questions.length}`);
      version = Math.max(version, page.version);
      const before = state.questions.length;
      take(page.questions);
      if (state.questions.length === before) break;
      if (!state.current && isFiltered()) startList();
      else { if (!state.current) begin(); render(); }
    }
  } catch (error) {
    notify(null, sentence(error));
  }
  if (version !== DATA.version) notify(null, 'The list changed since this page was opened.', ['Read it again', () => location.reload()]);
}

/* ---------- Answers: shown at once, sent one after the other, each acknowledged after its commit ---------- */
const queue = [];
let sending = false;
function answerTo(q, verdict, name) {
  const answer = { key: q.k, verdict, name, digest: q.d, after: q.w, id: identity() };
  q.w = answer.id;
  return answer;
}
function enqueue(action) {
  queue.push(action);
  pump();
}
async function pump() {
  if (sending || state.paused) return;
  sending = true;
  while (queue.length && !state.paused) {
    const action = queue[0];
    if (action.answers.length) {
      let reply;
      try { reply = await ask('/api/answers', { answers: action.answers }); }
      catch (error) { lost(sentence(error)); break; }
      settle(action, reply);
    }
    queue.shift();
  }
  sending = false;
  renderLast();
}
function settle(action, reply) {
  action.saved = true;
  action.savedAt = performance.now();
  for (const refused of reply.refused) {
    const q = state.byKey.get(refused.k), at = action.keys.indexOf(refused.k);
    if (at >= 0) { action.keys.splice(at, 1); action.before.splice(at, 1); }
    for (const waiting of queue) if (waiting !== action) waiting.answers = waiting.answers.filter(each => each.key !== refused.k);
    if (!q) continue;
    const answered = action.answers.find(each => each.id === refused.id);
    if (refused.now) {
      const was = q.p;
      Object.assign(q, refused.now, { g: q.g });
      if (q.p !== was) q.was = was;
    } else q.a = null;
    q.mine = answered ? { verdict: answered.verdict, name: answered.name } : null;
    notify(q.k, `“${visible(q.e)}”: ${refused.why} Your answer (${AS_ASKED[answered ? answered.verdict : 'later']}) was not stored.`);
  }
  if (!action.keys.length) state.actions = state.actions.filter(each => each !== action);
  if (reply.refused.length) { changed(); if (!state.editing) render(); else renderNotices(); }
  else if (action === state.actions.at(-1)) renderLast();
}
function commit(list, verdict, name, from = state.current) {
  const action = { keys: list.map(q => q.k), before: list.map(q => q.a), verdict, saved: false, from, group: state.group, at: Date.now() };
  action.answers = list.map(q => answerTo(q, verdict, verdict === 'edit' ? name : verdict === 'accept' ? q.p : verdict === 'later' ? null : q.e));
  for (const q of list) {
    q.a = { v: verdict, n: verdict === 'accept' ? q.p : verdict === 'edit' ? name : q.e, by: DATA.me, at: new Date().toISOString() };
    q.mine = null;
  }
  changed();
  state.editing = false;
  state.actions.push(action);
  state.times.push({ at: action.at, count: list.length });
  const group = state.group;
  enqueue(action);                                   // on its way before the next question is drawn
  advance();
  render();
  const left = counts().total.open;
  const next = group !== state.group && left ? ` Next group: ${groupOf(state.group).title}.` : '';
  say(`${VERDICTS[verdict]}${list.length > 1 ? ` ${plural(list.length, 'name')}` : ''}. ${left ? `${left} left.` : 'All questions are answered.'}${next}`);
}
function answer(verdict, name) {
  const q = current();
  if (!q || state.paused) return;
  if (isTheirs(q) && q.a.v !== 'later') return say(`Answered by ${q.a.by}. Use the button Overrule on the card to answer it yourself.`);
  commit([q], verdict, name);
}
function overrule(q, verdict, name) {
  state.notices = state.notices.filter(each => each.key !== q.k);
  state.current = q.k;
  commit([q], verdict, name);
  focusList();
}
function takeBack() {
  const q = current();
  const own = q && q.a && state.actions.findLast(action => action.keys.includes(q.k));
  if (q && q.a && !own) {
    if (isTheirs(q)) return say(`Answered by ${q.a.by}. Take it back in the history.`);
    withdraw([q], [null]);
    say('Taken back. The question is open again.');
    return render();
  }
  const action = own || state.actions.at(-1);
  if (!action) return say('There is nothing to take back.');
  if (own && own.keys.length > 1) {          // one of a group that was accepted together: only this one
    const at = own.keys.indexOf(q.k);
    const [before] = own.before.splice(at, 1);
    own.keys.splice(at, 1);
    withdraw([q], [before]);
    say('Taken back. The question is open again.');
    return render();
  }
  undoAction(action);
  say(`Taken back: ${VERDICTS[action.verdict].toLowerCase()} ${plural(action.keys.length, 'name')}.`);
}
function undoAction(action) {
  withdraw(action.keys.map(key => state.byKey.get(key)), action.before);
  state.actions = state.actions.filter(each => each !== action);
  goTo(action.from || action.keys[0]);
}
/* Back to the answer before, which is stored again, or to none. */
function withdraw(list, before) {
  const undo = { keys: [], before: [], verdict: 'withdraw', saved: false };
  undo.answers = list.map((q, i) => {
    q.a = before[i];
    q.mine = null;
    return before[i] && before[i].by === DATA.me ? answerTo(q, before[i].v, before[i].v === 'later' ? null : before[i].n) : answerTo(q, 'withdraw', null);
  });
  changed();
  enqueue(undo);
}
const notify = (key, text, act) => { state.notices.push({ key, text, act }); renderNotices(); };
function lost(why) {
  state.paused = true;
  const dialog = $('lost'), waiting = queue.reduce((n, action) => n + action.answers.length, 0);
  const again = () => { dialog.close(); state.paused = false; focusList(); pump(); };
  dialog.oncancel = e => e.preventDefault();
  dialog.replaceChildren(h('h2', { id: 'lost-title', tabindex: -1 }, waiting === 1 ? 'Your last answer is not stored yet' : `${waiting} answers are not stored yet`),
    h('p', {}, why), h('p', { class: 'soft' }, 'All answers before are stored. Keep this page open, and try again as soon as albumsync answers; nothing is stored twice.'),
    buttons(primary('Try again', again)));
  if (!dialog.open) open(dialog, dialog.querySelector('.primary'));
}
addEventListener('beforeunload', e => { if (queue.length) e.preventDefault(); });

/* ---------- Moving ---------- */
function goTo(key) {
  const q = state.byKey.get(key);
  if (!q) return;
  if (!shown().includes(q)) { clearFilter(); state.group = q.g; }
  state.current = key;
  state.editing = false;
  changed();
  show('questions');
}
/* The next open question behind this one, else the first of the list, else the first of the next group that has any. */
function advance() {
  const list = shown(), here = list.findIndex(q => q.k === state.current);
  let next = list.slice(here + 1).find(isOpen) || list.find(isOpen);
  if (!next && !isFiltered()) {
    const from = groups.findIndex(each => each.id === state.group);
    const order = [...groups.slice(from + 1), ...groups.slice(0, from)];
    next = firstOpen(order.map(each => each.id));
    if (next) state.group = next.g;
  }
  state.current = next ? next.k : null;
  changed();
}
function firstOpen(order) {
  const first = new Map();
  for (const q of state.questions) if (isOpen(q) && !first.has(q.g)) first.set(q.g, q);
  for (const id of order) if (first.has(id)) return first.get(id);
  return null;
}
function move(step) {
  const list = shown(), here = list.findIndex(q => q.k === state.current);
  const to = list[here < 0 ? 0 : Math.min(list.length - 1, Math.max(0, here + step))];
  if (to && to.k !== state.current) { state.current = to.k; state.editing = false; render(); }
}
function changeGroup(step) {
  const here = groups.findIndex(each => each.id === state.group), to = groups[(here + step + groups.length) % groups.length];
  if (to) openGroup(to.id);
}
function clearFilter() {
  state.query = $('search').value = '';
  state.folder = $('folder').value = '';
  state.kind = $('state').value = '';
  changed();
}
function openGroup(id) {
  clearFilter();
  state.group = id;
  startList();
  say(`${groupOf(id).title}, ${plural(shown().filter(isOpen).length, 'question')} left.`);
}
/* The first open question of all that have come: the first page may hold nothing but answered ones. */
function begin() {
  const first = firstOpen(groups.map(each => each.id));
  if (first) { state.group = first.g; state.current = first.k; changed(); }
}
function startList() {
  state.editing = false;
  state.current = null;
  changed();
  const first = shown().find(isOpen) || shown()[0];
  state.current = first ? first.k : null;
  state.window = [0, WINDOW];
  render();
}

/* ---------- What is on the screen ---------- */
/* A key counts only for the question that was on the screen when it was pressed. */
let shownAt = 0, painted = null;
function afterPaint() {
  if (painted === state.current) return;
  painted = state.current;
  shownAt = Infinity;
  const done = () => { if (shownAt === Infinity) shownAt = performance.now(); };
  requestAnimationFrame(() => setTimeout(done, 0));
}
function render() {
  const count = counts();
  renderTop(count); renderGroups(count); renderCard(); renderList(); renderLast(); renderNotices();
  afterPaint();
}
/* Pace: the median of the last gaps between answers; pauses over 30 s do not count. */
function minutesLeft(open) {
  const gaps = state.times.slice(-9).map((time, i, all) => i && (time.at - all[i - 1].at) / time.count).slice(1).filter(gap => gap < 30000).sort((a, b) => a - b);
  return (gaps.length > 2 ? Math.max(1200, gaps[gaps.length >> 1]) : 4000) * open / 60000;
}
function renderTop({ total } = counts()) {
  const done = total.all - total.open - total.later, minutes = Math.round(minutesLeft(total.open));
  const left = !total.open ? 'nothing left' : minutes < 1 ? 'less than a minute left' : `about ${plural(minutes, 'minute')} left`;
  $('progress-text').textContent = total.all ? `${done.toLocaleString('en')} of ${total.all.toLocaleString('en')} answered${total.later ? `, ${total.later} put off` : ''}, ${left}` : 'No questions';
  $('progress').max = total.all || 1;
  $('progress').value = done;
  $('apply-button').textContent = total.renames ? `Apply ${total.renames.toLocaleString('en')}…` : 'Apply…';
  for (const each of document.querySelectorAll('[data-view]')) {
    if (state.view === each.dataset.view) each.setAttribute('aria-current', 'page');
    else each.removeAttribute('aria-current');
  }
}
function renderGroups(count = counts()) {
  $('questions-view').classList.toggle('bare', !state.all);
  $('group-list').replaceChildren(...groups.map(each => {
    const { all, open } = count.groups.get(each.id);
    const choose = () => { toggleGroups(false); openGroup(each.id); focusList(); };
    return h('li', {}, button([h('span', { class: 'line' }, h('b', {}, each.title), h('span', { class: 'soft' }, open ? `${open.toLocaleString('en')} left` : ['✓', h('span', { class: 'sr' }, ' answered')])),
      h('progress', { max: all || 1, value: all - open, 'aria-hidden': 'true' })], choose, { class: !open && 'finished', 'aria-current': each.id === state.group && !spansGroups() && 'true' }));
  }));
  $('groups-toggle').textContent = !count.total.open ? 'All groups are answered' : spansGroups() ? 'Search results' : `${groupOf(state.group).title} · ${shown().filter(isOpen).length} left`;
}
function toggleGroups(open) { $('groups-toggle').setAttribute('aria-expanded', String($('groups').classList.toggle('open', open))); }
function bars(q) {
  const most = Math.max(1, ...q.days.map(([, photos, videos]) => photos + videos));
  const bar = (label, n, text, none) => h('li', { class: none && 'none' }, h('span', {}, label), s('svg', { viewBox: '0 0 100 12', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    s('rect', none ? { x: 0.5, y: 1, width: 99, height: 10 } : { width: Math.max(1, n / most * 100), height: 12, rx: 2 })), h('span', {}, text));
  const what = (photos, videos) => [photos && plural(photos, 'photo'), videos && plural(videos, 'video')].filter(Boolean).join(', ');
  const rows = q.days.slice(0, 12).map(([iso, photos, videos]) => bar(day(iso), photos + videos, what(photos, videos)));
  const days = new Set(q.days.map(([iso]) => day(iso)));
  for (const stated of q.says) if (!days.has(stated)) rows.push(bar(stated, 0, 'in the name, no photo', true));
  if (q.days.length > 12) rows.push(h('li', { class: 'more' }, `and ${plural(q.days.length - 12, 'day')} more, until ${day(q.days.at(-1)[0])}`));
  return rows.length ? h('ul', { class: 'days' }, rows) : h('p', { class: 'soft small' }, 'No photo has a capture day.');
}
function pictures(q) {
  if (!q.th.length) {
    const onlyVideos = q.days.length && q.days.every(([, photos]) => !photos);
    return h('p', { class: 'soft small nothumbs' }, onlyVideos ? 'The album holds only videos, so there is no photo to show.' : 'No small picture of this album is known.');
  }
  const names = q.th.length === 3 ? ['First', 'Middle', 'Last'] : q.th.length === 2 ? ['First', 'Last'] : ['Photo'];
  return h('div', { class: 'thumbs' }, q.th.map(([url, iso, best], i) => {
    const name = best ? 'Best' : names[i];
    const figure = h('figure', {}, h('img', { src: url, alt: `${name} photo, taken on ${day(iso)}`, referrerpolicy: 'no-referrer', decoding: 'async',
      onerror: () => figure.classList.add('missing') }), h('figcaption', {}, name, h('span', { class: 'dot' }, ' · '), h('span', {}, day(iso))));
    return figure;
  }));
}
const ahead = new Map();
function preload(q) {
  for (const [url] of q ? q.th : []) {
    if (ahead.has(url)) continue;
    if (ahead.size > 60) ahead.clear();
    const image = new Image();
    image.referrerPolicy = 'no-referrer';
    image.src = url;
    ahead.set(url, image);
  }
}
function link(q) {
  return q.uri && /^https?:\/\//.test(q.uri) ? h('a', { href: q.uri, target: '_blank', rel: 'noopener noreferrer' }, `Open album ${q.k} (new tab)`) : q.k;
}
function renderCard() {
  const q = current(), list = shown(), rest = list.filter(isOpen), hadFocus = $('card').contains(document.activeElement);
  $('foot').hidden = !q || state.editing;
  if (!q) {
    $('card').replaceChildren(blank());
    if (hadFocus || document.activeElement === document.body) focusList();
    return;
  }
  const group = groupOf(q.g), diff = difference(q.e, q.p), here = list.indexOf(q), theirs = isTheirs(q) && q.a.v !== 'later';
  const title = state.query ? `Found for “${state.query}”` : state.kind ? $('state').selectedOptions[0].textContent : group.title;
  const head = h('div', { class: 'group-head' }, h('div', {}, h('h2', {}, title),
    h('p', { class: 'soft small about' }, spansGroups() ? 'In all groups.' : group.about, h('span', {}, ' Least certain first.'))),
  rest.length > 1 && button([`Accept the ${isFiltered() ? `${rest.length} found` : `remaining ${rest.length}`} `, h('kbd', {}, '⇧A')], sampleDialog, { 'aria-keyshortcuts': 'Shift+A' }));
  const names = h('dl', { class: 'names' }, h('dt', {}, 'Present'), h('dd', {}, marked(diff.before, 'del')),
    !state.editing && [h('dt', {}, 'Proposed'), h('dd', { class: 'new' }, marked(diff.after, 'ins'), h('span', { class: 'sr' }, `. ${inWords(q.e, q.p)}.`))],
    q.was && [h('dt', {}, 'Until now'), h('dd', { class: 'former' }, visible(q.was))]);
  const card = h('section', { class: 'card', 'aria-label': 'Present question' },
    h('h3', {}, `Question ${here + 1} of ${list.length.toLocaleString('en')}`, spansGroups() && ` · ${group.title}`, q.a && h('span', {}, ' · ', h('span', { class: `chip ${q.a.v}` }, VERDICTS[q.a.v], isTheirs(q) && ` by ${q.a.by}`),
      q.a.v === 'edit' && `: ${visible(q.a.n)}`)),
    names, state.editing && editor(q),
    theirs && h('div', { class: 'notice' }, h('p', {}, `${q.a.by} answered this ${ago(q.a.at)}: ${VERDICTS[q.a.v].toLowerCase()} “${visible(finalName(q))}”.${q.mine ? ` Your answer (${AS_ASKED[q.mine.verdict]}) was not stored.` : ''}`),
      primary('Leave it so', () => { dismiss(q.k); advance(); render(); focusList(); }),
      q.mine && q.mine.verdict !== 'withdraw' ? button(`Overrule: ${AS_ASKED[q.mine.verdict]}`, () => overrule(q, q.mine.verdict, q.mine.name)) : [
        button('Overrule: accept', () => overrule(q, 'accept')), button('Overrule: keep', () => overrule(q, 'keep'))]),
    q.was && !q.a && h('p', { class: 'notice' }, 'This proposal is new: it changed while you looked at the one before. Your answer to that one was not stored.'),
    h('div', { class: 'why' }, q.why.map((why, i) => h('p', {}, i ? visible(why) : h('b', {}, visible(why))))),
    q.facts.length > 0 && h('p', { class: 'soft small known' }, `Facts: ${q.facts.map(visible).join(', ')}.`),
    pictures(q),
    h('div', { class: 'facts' },
      h('div', {}, h('h3', {}, 'When it was taken'), bars(q)),
      h('div', {}, h('h3', {}, 'The album'), h('dl', { class: 'sheet' },
        h('dt', {}, 'Folder'), h('dd', {}, visible(q.f)), h('dt', {}, 'Photo rows'), h('dd', {}, q.rows.toLocaleString('en')),
        h('dt', {}, 'Certainty'), h('dd', {}, `${Math.round(q.c * 100)} of 100`),
        h('dt', {}, 'SmugMug'), h('dd', {}, link(q))))),
    q.days.length > 0 && h('div', { class: 'others' }, h('h3', {}, 'Other albums of these days'),
      q.near.length ? h('ul', {}, q.near.map(([name, iso, photos]) => h('li', {}, `${visible(name)} (${plural(photos, 'photo')} on ${day(iso)})`))) : h('p', { class: 'soft' }, 'None.')));
  $('card').replaceChildren(head, card);
  $('main').scrollTop = 0;
  if (state.editing) startEditing(q);
  else if (hadFocus) focusList();
  preload(list[here + 1]);
  preload(list[here + 2]);
}
/* The caret stands before the date: most edits concern what comes before it. */
function startEditing(q) {
  const input = $('new-name'), date = q.p.match(/ - [^-]*\d[^-]*$/);
  const caret = date ? date.index : input.value.length;
  input.focus();
  input.setSelectionRange(caret, caret);
  input.dispatchEvent(new Event('input'));
}
const segmenter = Intl.Segmenter ? new Intl.Segmenter() : null;
const lengthOf = text => segmenter ? [...segmenter.segment(text)].length : [...text].length;
function troubleWith(value, q) {
  if (!/[\p{L}\p{N}]/u.test(value)) return 'A name needs at least one letter or digit.';
  if ([...value].length > 255) return `${[...value].length} characters; SmugMug stores at most 255.`;
  return state.questions.some(other => other !== q && (finalName(other) === value || other.e === value)) ? 'Another album has this name.' : '';
}
function editor(q) {
  const tries = [q.p, ...q.try];
  let at = 0;
  const check = () => {
    const value = $('new-name').value.trim(), bad = troubleWith(value, q), length = lengthOf(value);
    $('name-note').textContent = bad || `${length} characters${length > 60 ? ', long but allowed' : ''} · ${value === q.e ? 'the same as now' : inWords(q.e, value)}`;
    $('name-note').className = bad ? 'bad' : 'soft small';
    $('new-name').setAttribute('aria-invalid', String(Boolean(bad)));
    document.querySelectorAll('.try button').forEach((each, i) => each.setAttribute('aria-pressed', String(tries[i] === value)));
    return !bad;
  };
  const use = i => { at = (i + tries.length) % tries.length; $('new-name').value = tries[at]; check(); $('new-name').focus(); say(tries[at]); };
  const cancel = () => { state.editing = false; render(); focusList(); say('Back to the question; nothing was changed.'); };
  const save = e => {
    const value = $('new-name').value.trim();
    e.preventDefault();
    if (check()) { answer(value === q.e ? 'keep' : value === q.p ? 'accept' : 'edit', value); focusList(); }
  };
  const onkeydown = e => {
    if (e.isComposing) return;
    if (e.repeat && (e.key === 'Enter' || held.has(e.code) && heldBefore.has(e.code))) { e.preventDefault(); return; }
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); use(at + (e.key === 'ArrowDown' ? 1 : -1)); }
    if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); cancel(); }
  };
  const heldBefore = new Set(held);
  return h('form', { class: 'editor', onsubmit: save }, h('label', { for: 'new-name' }, 'New name'),
    h('input', { id: 'new-name', value: q.a && q.a.v === 'edit' ? q.a.n : q.p, autocomplete: 'off', spellcheck: 'true', 'aria-describedby': 'name-note name-keys', oninput: check, onkeydown }),
    h('div', { class: 'row' }, h('p', { id: 'name-note', class: 'soft small' }), h('button', { type: 'submit', class: 'primary' }, 'Save ', h('kbd', {}, 'Enter')), button(['Cancel ', h('kbd', {}, 'Esc')], cancel)),
    h('div', { class: 'row try', role: 'group', 'aria-label': 'Other names made from the same facts' }, h('span', { class: 'soft small', id: 'name-keys' }, 'Or try ', h('kbd', {}, '↓')),
      tries.map((name, i) => button(visible(name), () => use(i)))));
}
function blank() {
  const { total } = counts(), later = state.questions.filter(q => q.a && q.a.v === 'later');
  const count = verdict => state.questions.filter(q => q.a && q.a.v === verdict).length;
  const card = (title, ...kids) => h('section', { class: 'card blank' }, h('h2', {}, title), kids);
  if (!total.all) {
    return card('No questions', h('p', {}, 'Every name is certain, or a person decided about it.'),
      h('p', { class: 'soft' }, 'To be asked again about a name, take the answer back in the history. New questions come after SmugMug was read again: ', h('code', {}, 'albumsync pull'), ', then ', h('code', {}, 'albumsync plan'), '.'),
      buttons(button('History', () => show('history')), button('All names', () => show('names'))));
  }
  if (total.open) {
    if (state.questions.length < state.all && !isFiltered()) return card('One moment', h('p', {}, 'The next questions are on their way.'));
    const next = state.questions.find(isOpen);
    return card(shown().length ? 'All that you filtered for are answered' : 'No question fits',
      h('p', { class: 'soft' }, state.query ? `Searched for “${state.query}” in present names, proposed names and keys.` : 'Nothing in this list is open.'),
      next && buttons(primary(`Clear the filter, ${total.open} left`, () => { openGroup(next.g); focusList(); })));
  }
  return card('All questions are answered', h('p', {}, 'Every answer is saved. Nothing is renamed yet: that is the next step, and it can be undone as well.'),
    h('dl', { class: 'tally' }, ['accept', 'edit', 'keep', 'lock', 'later'].filter(count).map(verdict =>
      h('div', {}, h('dt', {}, VERDICTS[verdict].toLowerCase()), h('dd', {}, count(verdict).toLocaleString('en'))))),
    buttons(total.renames > 0 && primary(`Apply ${plural(total.renames, 'rename')}…`, applyDialog),
      later.length > 0 && button(`Answer the ${later.length} put off`, () => { withdraw(later, later.map(() => null)); goTo(later[0].k); focusList(); }),
      state.actions.length > 0 && button(['Take back the last ', h('kbd', {}, 'U')], () => { takeBack(); focusList(); })));
}
const rowNodes = new WeakMap();
function rowOf(q, place, size) {
  const signature = [q.p, q.e, q.a && q.a.v, q.a && q.a.n, q.a && q.a.by, q.was, place, size].join('\n');
  let row = rowNodes.get(q);
  if (!row || row.signature !== signature) {
    const node = h('li', { role: 'option', id: `row-${q.k}`, class: q.a && 'answered', 'aria-posinset': place + 1, 'aria-setsize': size, onclick: () => { state.current = q.k; state.editing = false; render(); focusList(); } },
      q.a ? [h('span', { class: `chip ${q.a.v}` }, VERDICTS[q.a.v], isTheirs(q) && ` by ${q.a.by}`), h('span', { class: 'then' }, visible(finalName(q)))]
        : [pair(q.e, q.p), h('span', { class: 'sr' }, ` ${q.why.join(' ')}`), q.was && h('span', { class: 'chip warn' }, 'changed')]);
    row = { signature, node };
    rowNodes.set(q, row);
  }
  row.node.setAttribute('aria-selected', String(q.k === state.current));
  return row.node;
}
function renderList() {
  const list = shown(), here = list.findIndex(q => q.k === state.current);
  if (here >= 0 && (here < state.window[0] || here >= state.window[1])) state.window = [Math.max(0, here - WINDOW / 2), here + WINDOW / 2];
  const [from, to] = state.window;
  $('list').hidden = !list.length;
  $('list-title').textContent = `${spansGroups() ? 'Found' : 'In this group'}: ${list.filter(isOpen).length.toLocaleString('en')} open of ${list.length.toLocaleString('en')}`;
  const rows = list.slice(from, to).map((q, i) => rowOf(q, from + i, list.length));
  const old = $('list').children;
  if (rows.length !== old.length || rows.some((row, i) => row !== old[i])) $('list').replaceChildren(...rows);
  if (here >= 0) {
    $('list').setAttribute('aria-activedescendant', `row-${state.current}`);
    if (innerWidth >= 1240) $(`row-${state.current}`)?.scrollIntoView({ block: 'nearest' });
  } else $('list').removeAttribute('aria-activedescendant');
}
function more() {
  const list = $('list');
  if (list.scrollTop + list.clientHeight > list.scrollHeight - 200 && state.window[1] < shown().length) { state.window[1] += WINDOW; renderList(); }
}
function renderLast() {
  const q = current(), own = q && q.a && state.actions.findLast(action => action.keys.includes(q.k)), action = own || state.actions.at(-1);
  $('undo').hidden = !action && !(q && q.a && !isTheirs(q));
  if (state.ignored) return $('last').replaceChildren(h('span', { class: 'soft' }, state.ignored));
  if (!action) return $('last').replaceChildren(h('span', { class: 'soft' }, 'Right? Accept it. Every answer can be taken back.'));
  const many = action.keys.length > 1, first = state.byKey.get(action.keys[0]);
  return $('last').replaceChildren(h('b', {}, VERDICTS[action.verdict], many ? ` ${action.keys.length}` : ''), h('span', { class: 'soft', id: 'saved' }, action.saved ? ' · saved · ' : ' · saving · '),
    many ? `names of “${groupOf(action.group).title}”` : first ? visible(finalName(first)) : '');
}
const dismiss = key => { state.notices = state.notices.filter(each => each.key !== key); renderNotices(); };
function renderNotices() {
  const drop = notice => { state.notices = state.notices.filter(each => each !== notice); renderNotices(); focusList(); };
  const have = [...$('notices').children].map(node => node.notice);
  if (have.length === state.notices.length && have.every((notice, i) => notice === state.notices[i])) return;
  $('notices').replaceChildren(...state.notices.map(notice => {
    const node = h('div', { class: 'notice' }, h('p', {}, notice.text), notice.act && button(...notice.act),
      notice.key && button('Show', () => { drop(notice); goTo(notice.key); focusList(); }), button('Dismiss', () => drop(notice), { class: 'quiet' }));
    node.notice = notice;
    return node;
  }));
}
function show(view) {
  state.view = view;
  $('questions-view').hidden = view !== 'questions';
  $('page').hidden = view === 'questions';
  if (view === 'names') namesPage();
  else if (view === 'history') historyPage();
  if (view === 'questions') render();
  else renderTop();
}

/* ---------- All names, history ---------- */
const page = (...kids) => $('page').firstElementChild.replaceChildren(...kids.flat().filter(Boolean));
const table = (heads, rows) => h('table', { class: 'table' }, h('thead', {}, h('tr', {}, heads.map(head => head ? h('th', { scope: 'col' }, head) : h('td')))), h('tbody', {}, rows));
/* What the next run does with a name, where nobody answers. */
const DECISIONS = { rename: 'is renamed', review: 'asked about', keep: 'stays', protected: 'yours, stays', excluded: 'left out' };
const cell = (...kids) => h('td', {}, kids), softCell = (...kids) => h('td', { class: 'soft' }, kids);
const sought = { query: '', decision: '', turn: 0 };
async function namesPage(from = 0) {
  const turn = ++sought.turn;
  let found;
  try { found = await ask(`/api/names?search=${encodeURIComponent(sought.query)}&decision=${sought.decision}&from=${from}`); }
  catch (error) { page(h('p', { class: 'notice' }, sentence(error))); return; }
  if (turn !== sought.turn || state.view !== 'names') return;
  const line = each => {
    const diff = difference(each.e, each.p), q = state.byKey.get(each.k);
    return h('tr', {}, cell(h('span', { class: 'chip' }, DECISIONS[each.decision] || each.decision)), cell(marked(diff.before, 'del')), each.e === each.p ? softCell('unchanged') : cell(marked(diff.after, 'ins')),
      softCell(visible(each.f)), cell(q && button('Question', () => { goTo(each.k); focusList(); })));
  };
  const further = start => found.all > start && h('p', {}, button(`Show more of ${found.all.toLocaleString('en')}`, e => { e.target.closest('p').remove(); namesPage(start); }));
  if (from) {
    $('page').querySelector('tbody').append(...found.names.map(line));
    $('page').firstElementChild.append(...[further(from + found.names.length)].filter(Boolean));
    return;
  }
  const had = document.activeElement && document.activeElement.id;
  const again = (key, value) => { sought[key] = value; namesPage(); };
  page(h('h2', { tabindex: -1 }, `All names: ${found.all.toLocaleString('en')}`),
    h('div', { class: 'find', role: 'search', 'aria-label': 'Find names' },
      h('input', { type: 'search', id: 'search-all', value: sought.query, 'aria-label': 'Search names', placeholder: 'Search', oninput: e => again('query', e.target.value) }),
      h('select', { id: 'decision', 'aria-label': 'What happens to the name', onchange: e => again('decision', e.target.value) }, h('option', { value: '' }, 'All'),
        Object.entries(found.counts).map(([kind, n]) => h('option', { value: kind, selected: kind === sought.decision }, `${DECISIONS[kind] || kind} (${n})`)))),
    table(['Without an answer', 'Present name', 'Proposed name', 'Address', ''], found.names.map(line)), further(found.names.length));
  if (had === 'search-all' || had === 'decision') {
    $(had).focus();
    if (had === 'search-all') $(had).setSelectionRange(sought.query.length, sought.query.length);
  }
}
async function historyPage() {
  let found;
  try { found = await ask('/api/history'); }
  catch (error) { page(h('p', { class: 'notice' }, sentence(error))); return; }
  if (state.view !== 'history') return;
  const word = each => {
    const q = state.byKey.get(each.w && each.k);
    const back = async () => {
      try {
        const reply = await ask('/api/answers', { answers: [{ key: each.k, verdict: 'withdraw', name: null, digest: null, after: each.w, id: identity() }] });
        if (reply.refused.length) notify(null, reply.refused[0].why);
        else if (!q) { location.reload(); return; }          // it becomes a question again
        else { q.a = null; q.w = reply.stored[0].id; state.actions = state.actions.filter(action => !action.keys.includes(q.k)); changed(); }
        say('Taken back.');
      } catch (error) { notify(null, sentence(error)); }
      historyPage();
    };
    const text = each.v === 'withdraw' ? 'Taken back' : VERDICTS[each.v];
    return { at: each.at, node: h('tr', {}, softCell(ago(each.at)), cell(`${text}: ${visible(each.n || each.e)}`, each.n && each.n !== each.e && h('span', { class: 'soft' }, ` for “${visible(each.e)}”`)), softCell(each.by), cell(each.v !== 'withdraw' && button(['Take back', h('span', { class: 'sr' }, ` the answer to ${each.e}`)], back))) };
  };
  const run = each => {
    const reached = each.albums.filter(album => ['renamed', 'done', 'verified'].includes(album.status));
    const healed = reached.filter(album => album.heal).length, renamed = reached.length - healed, left = each.albums.length - reached.length;
    const done = [renamed && `${each.undo ? 'Took back' : 'Renamed'} ${plural(renamed, 'album')}`, healed && `Gave the photo rows of ${plural(healed, 'album')} SmugMug’s names`].filter(Boolean).join('. ') || 'Nothing was changed';
    const text = left ? `${done}. ${left} not changed` : done;
    return { at: each.at, node: h('tr', {}, softCell(ago(each.at)), cell(text, ' ', h('code', {}, each.run), h('details', {}, h('summary', {}, 'Which'), h('ul', { class: 'plan' }, each.albums.slice(0, 200).map(album => h('li', {}, pair(album.from || '', album.to)))))),
      softCell(each.by), cell(reached.length > 0 && button(['Undo this run', h('span', { class: 'sr' }, ` ${each.run}`)], () => undoRun(each.run)))) };
  };
  const items = [...found.words.map(word), ...found.runs.map(run)].sort((a, b) => a.at < b.at ? 1 : -1);
  page(h('h2', { tabindex: -1 }, 'History'), items.length ? table(['When', 'What', 'Who', ''], items.map(each => each.node)) : h('p', { class: 'soft' }, 'Nothing was answered yet.'));
}

/* ---------- Dialogs ---------- */
let dialogShownAt = 0;
function open(dialog, focus) {
  dialogShownAt = Infinity;
  dialog.showModal();
  dialog.scrollTop = 0;
  (focus || dialog.querySelector('h2')).focus({ preventScroll: true });
  requestAnimationFrame(() => setTimeout(() => { dialogShownAt = performance.now(); }, 0));
}
const tooEarly = e => e.timeStamp < dialogShownAt;
for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('keydown', e => { if (e.repeat && (e.key === 'Enter' || e.key === ' ')) e.preventDefault(); }, true);
}
const planList = (list, label) => h('ul', { class: 'plan', tabindex: 0, 'aria-label': label }, list.slice(0, 500).map(([before, after]) => h('li', {}, pair(before, after))), list.length > 500 && h('li', { class: 'soft' }, `and ${plural(list.length - 500, 'name')} more`));
/* All names with a photo each, as on a photographer's contact sheet; one that is clicked stays open. */
const SHEET = 500;
function contactSheet(rest, out, flip) {
  const list = h('ul', { class: 'contact' });
  // A mouse leaves the focus where Enter accepts; a keyboard goes on into the list.
  const summary = h('summary', { 'aria-keyshortcuts': 'P', onclick: e => { if (e.detail) setTimeout(() => $('accept-rest').focus({ preventScroll: true })); } }, h('kbd', {}, 'P'), ` All ${rest.length.toLocaleString('en')} names with their photos; click one to leave it out`);
  const fill = () => {
    if (list.firstChild) return;
    list.append(...rest.slice(0, SHEET).map(q => {
      const each = button([q.th.length ? h('img', { src: q.th[q.th.length >> 1][0], alt: '', loading: 'lazy', referrerpolicy: 'no-referrer' }) : '', pair(q.e, q.p)], e => flip(q, e.detail > 0), { 'aria-pressed': String(out.has(q)) });
      each.question = q;
      return h('li', {}, each);
    }), ...rest.length > SHEET ? [h('li', { class: 'soft' }, `and ${plural(rest.length - SHEET, 'name')} more`)] : []);
  };
  const sheet = h('details', { ontoggle: fill }, summary, list);
  sheet.update = () => { for (const each of list.querySelectorAll('button')) each.setAttribute('aria-pressed', String(out.has(each.question))); };
  return sheet;
}
function sampleDialog() {
  const rest = shown().filter(isOpen), out = new Set(), dialog = $('sample');
  if (!rest.length || state.paused) return say('No open question is left here.');
  if (state.questions.length < state.all) return say('The questions are still on their way; one moment.');
  const pick = () => {
    const left = rest.filter(q => !out.has(q)), chosen = [];
    while (chosen.length < 5 && left.length) chosen.push(...left.splice(crypto.getRandomValues(new Uint32Array(1))[0] % left.length, 1));
    return chosen;
  };
  let five = pick();
  const where = `${state.query ? `Found for “${state.query}”` : spansGroups() ? 'Found in all groups' : groupOf(state.group).title}${state.folder ? `, folder ${state.folder}` : ''}.`;
  const chance = rest.length > 5 ? Math.round(500 / rest.length) : 100;
  const advice = rest.length > 5 ? `Five at random tell whether the group as a whole is right. If a single name is wrong, they ${chance ? `show it ${chance === 1 ? 'once' : `${chance} times`} in 100` : 'hardly ever show it'}; the whole list is below.` : 'These are all of them.';
  const contact = contactSheet(rest, out, (q, byMouse) => redraw(said(q, !out.delete(q) && Boolean(out.add(q))), true, byMouse));
  const draw = () => {
    const left = rest.length - out.size;
    dialog.replaceChildren(...[h('h2', { id: 'sample-title', tabindex: -1 }, `Accept the ${isFiltered() ? '' : 'remaining '}${plural(rest.length, 'name')}?`), h('p', { class: 'soft' }, where, ' ', advice),
      h('ol', { class: 'sample' }, five.map((q, i) => h('li', { class: out.has(q) && 'out' }, h('div', {}, pair(q.e, q.p), h('span', { class: 'small soft' }, visible(q.why[0] || ''))),
        q.th.length ? h('img', { src: q.th[q.th.length >> 1][0], alt: '', referrerpolicy: 'no-referrer' }) : h('span'),
        button([h('kbd', {}, i + 1), out.has(q) ? ' Left out' : ' Leave out', h('span', { class: 'sr' }, ` ${q.p}`)], () => toggle(i), { 'aria-pressed': String(out.has(q)), 'aria-keyshortcuts': i + 1 })))),
      rest.length > 5 && contact,
      buttons(rest.length > 5 && button([h('kbd', {}, 'R'), ' Five others'], again, { class: 'left', 'aria-keyshortcuts': 'R' }), button(['Cancel ', h('kbd', {}, 'Esc')], () => dialog.close()),
        primary([`Accept ${left.toLocaleString('en')}${out.size ? `, leave ${out.size} open` : ''} `, h('kbd', {}, 'Enter')], accept, { id: 'accept-rest', disabled: !left }))].filter(Boolean));
  };
  const said = (q, left) => left ? `${q.p} stays open.` : `${q.p} is in again.`;
  const redraw = (text, stay, byMouse) => {
    const kept = document.activeElement, top = dialog.scrollTop;
    draw();
    contact.update();
    if (stay) { (byMouse && !$('accept-rest').disabled ? $('accept-rest') : kept).focus({ preventScroll: true }); dialog.scrollTop = top; }
    else ($('accept-rest').disabled ? dialog.querySelector('h2') : $('accept-rest')).focus({ preventScroll: true });
    say(text);
  };
  const toggle = i => { const q = five[i]; if (q) redraw(said(q, !out.delete(q) && Boolean(out.add(q)))); };
  const again = () => { five = pick(); redraw('Five others.'); };
  const accept = () => {
    const list = rest.filter(q => !out.has(q) && isOpen(q)), from = state.current;
    dialog.close();
    if (!list.length) return;
    state.current = list.at(-1).k;
    commit(list, 'accept', null, from);
    focusList();
  };
  dialog.onkeydown = e => {
    if (tooEarly(e)) { e.preventDefault(); return; }
    if (e.repeat || e.ctrlKey || e.metaKey || e.altKey) return;
    if (/^Digit[1-5]$|^Numpad[1-5]$/.test(e.code) || /^[1-5]$/.test(e.key)) { e.preventDefault(); toggle(Number(/[1-5]$/.test(e.key) ? e.key : e.code.at(-1)) - 1); }
    else if (keyOf(e) === 'r' && rest.length > 5) { e.preventDefault(); again(); }
    else if (keyOf(e) === 'p' && rest.length > 5) { e.preventDefault(); contact.open = !contact.open; }
  };
  dialog.onclose = () => { dialog.replaceChildren(); focusList(); };
  draw();
  open(dialog, $('accept-rest'));
}
const countList = lines => h('dl', { class: 'counts' }, lines.filter(([n]) => n > 0).map(([n, text]) => [h('dt', {}, n.toLocaleString('en')), h('dd', {}, text)]));
const LAPSED = 'Some answers no longer fit, because the proposal or the name changed since. These questions are open again.';
const applyTitle = text => h('h2', { id: 'apply-title', tabindex: -1 }, text);
async function applyDialog() {
  const dialog = $('apply');
  if (dialog.open) return;
  dialog.oncancel = null;
  dialog.onclose = () => { dialog.onclose = null; dialog.replaceChildren(); focusList(); };
  dialog.replaceChildren(applyTitle('Making the plan'), h('p', { class: 'soft' }, 'The names are proposed once more, with your answers.'), h('progress', { 'aria-label': 'Making the plan' }));
  open(dialog);
  const close = () => dialog.close();
  let plan;
  try {
    await drained();
    plan = await ask('/api/plan', {});
  } catch (error) {
    dialog.replaceChildren(applyTitle('There is no plan'), h('p', {}, sentence(error)), buttons(primary('Close', close)));
    dialog.querySelector('h2').focus();
    return;
  }
  if (plan.lapsed && !state.notices.some(each => each.text === LAPSED)) notify(null, LAPSED, ['Read it again', () => location.reload()]);
  if (!dialog.open) return;
  const rows = plan.albums.reduce((n, album) => n + album.rows, 0), n = plan.albums.length;
  const lines = [[n, `${n === 1 ? 'album gets' : 'albums get'} a new name in SmugMug${plan.edited ? ` (${plan.edited} with a name that you wrote)` : ''}`], [rows, `photo ${rows === 1 ? 'row follows' : 'rows follow'} in Supabase`],
    [plan.kept + plan.locked, 'keep their names, as you said'], [plan.lapsed, 'answers no longer fit, because the proposal changed: these are asked again'], [plan.open, plan.open === 1 ? 'question stays open' : 'questions stay open']];
  dialog.replaceChildren(applyTitle(n ? `Rename ${plural(n, 'album')}?` : 'Nothing to rename yet'), countList(lines),
    n ? h('p', { class: 'soft' }, 'Links to albums stay as they are. An album that somebody else renamed in the meantime is not changed. All of it can be undone.') : h('p', { class: 'soft' }, 'No answer changes a name.'),
    n ? h('details', {}, h('summary', {}, 'The plan, album by album'), planList(plan.albums.map(album => [album.e, album.p]), 'Plan')) : '',
    buttons(button(n ? 'Not yet' : 'Close', close), n ? primary(`Rename ${n.toLocaleString('en')}`, () => watchRun(() => ask('/api/run', { run: plan.run }))) : ''));
  dialog.querySelector('h2').focus();
}
/* Everything that was answered is stored before a plan is made. */
async function drained() {
  while (queue.length || sending) {
    if (state.paused) throw new Refusal('Some answers are not stored yet.');
    await new Promise(done => setTimeout(done, 20));
  }
}
function undoRun(run) {
  const dialog = $('apply');
  const go = () => watchRun(() => ask('/api/undo', { run }));
  dialog.oncancel = null;
  dialog.onclose = () => { dialog.onclose = null; dialog.replaceChildren(); focusList(); };
  dialog.replaceChildren(applyTitle('Undo this run?'), h('p', {}, 'Every album of the run ', h('code', {}, run), ' goes back to the name that it had before, in SmugMug and in all photo rows. An album that somebody renamed since is not changed.'),
    buttons(button('Not yet', () => dialog.close()), primary('Undo it', go)));
  if (!dialog.open) open(dialog);
  else dialog.querySelector('h2').focus();
}
const GOOD = { renamed: '✓', healed: '✓', restored: '✓' };
async function watchRun(begin) {
  const dialog = $('apply');
  const text = h('p', { id: 'run-text' }, 'Starting'), bar = h('progress', { 'aria-labelledby': 'run-text' });
  const lines = h('ul', { class: 'plan', tabindex: 0, 'aria-label': 'Done so far' });
  const stopper = button('Stop after these albums', () => { stopper.textContent = 'Stopping…'; stopper.disabled = true; ask('/api/stop', {}).catch(() => {}); });
  dialog.oncancel = e => { e.preventDefault(); stopper.click(); };
  dialog.replaceChildren(applyTitle('Renaming'), text, bar, lines, buttons(stopper));
  dialog.querySelector('h2').focus();
  let job, told = 0, failures = 0, results = [];
  try { job = await begin(); }
  catch (error) { finishRun({ error: sentence(error), run: '', kinds: {}, rows: 0, albums: 0 }, []); return; }
  for (;;) {
    for (const result of job.results) {
      results.push(result);
      lines.prepend(h('li', {}, GOOD[result.kind] ? `✓ ${visible(result.to)}${result.rows ? `, ${plural(result.rows, 'row')}` : ''}` : `✘ ${visible(result.to)}: ${visible(result.detail || result.kind)}`));
    }
    if (job.results.length && Math.floor(job.done / 20) > Math.floor(told / 20)) say(`${job.done} done.`);
    told = job.done;
    if (job.albums) { bar.max = job.albums; bar.value = Math.min(told, job.albums); }
    const last = results.at(-1);
    text.textContent = job.albums ? `${told} of ${job.albums}${last ? `: ${visible(last.to)}` : ''}` : `${told} done${last ? `: ${visible(last.to)}` : ''}`;
    if (job.ended) break;
    await new Promise(done => setTimeout(done, 250));
    try { job = await ask(`/api/run?from=${told}`); failures = 0; }
    catch (error) {
      failures += 1;
      job = { ...job, results: [] };
      text.textContent = `${sentence(error)} What was begun is in the journal.`;
      if (failures > 40) { finishRun({ error: sentence(error), run: job.run, kinds: {}, rows: 0, albums: job.albums }, results); return; }
    }
  }
  finishRun(job, results);
}
function finishRun(job, results) {
  const dialog = $('apply'), count = (...kinds) => kinds.reduce((n, kind) => n + (job.kinds[kind] || 0), 0);
  const done = count('renamed'), once = (result, i) => results.findIndex(each => each.k === result.k && each.kind === result.kind) === i;
  const other = results.filter((result, i) => !GOOD[result.kind] && once(result, i)), left = Math.max(0, (job.albums || 0) - new Set(results.map(result => result.k)).size);
  const verified = results.filter(result => result.kind === 'renamed' && result.verified).length;
  const verb = job.undoes ? 'have their old names again' : 'renamed and verified';
  const title = job.error ? 'The run ended early' : left ? `Stopped: ${done} of ${job.albums} renamed` : done || !other.length ? `${plural(done, 'album')} ${verb}` : 'Nothing was renamed';
  dialog.oncancel = null;
  dialog.onclose = () => location.reload();
  dialog.replaceChildren(applyTitle(title), job.error ? h('p', { class: 'notice' }, visible(job.error)) : '',
    countList([[verified, `${verified === 1 ? 'album carries' : 'albums carry'} the ${job.undoes ? 'old' : 'new'} name on both sides, compared after the change`], [done - verified, 'renamed; the comparison comes with the next verification'], [job.rows, 'photo rows were written'],
      [other.length, 'not changed'], [left, 'not started; your answers are kept, and Apply continues with them']]),
    other.length ? h('ul', { class: 'plan', tabindex: 0, 'aria-label': 'Not changed' }, other.map(result => h('li', {}, `${visible(result.from || '')}: ${visible(result.detail || result.kind)}`))) : '',
    job.after ? h('p', { class: 'notice' }, visible(job.after)) : '',
    job.undoes && done ? h('p', {}, 'These albums keep their old names from now on. To be asked about one again, take its answer back in the history.') : '',
    job.own ? h('p', {}, job.undoes ? 'An undo can be undone too: ' : 'To take it back later: ', h('code', {}, `albumsync undo --run ${job.run}`), ', or History.') : '',
    buttons(job.own ? button(job.undoes ? 'Undo the undo' : `Undo all ${job.own}`, () => undoRun(job.run), { class: 'left' }) : '', primary('Done', () => dialog.close())));
  dialog.querySelector('h2').focus();
  say(`${title}. ${other.length} not changed.`);
}

/* ---------- Keys ---------- */
function focusList() {
  if (state.view !== 'questions' || document.querySelector('dialog[open]')) return;
  (current() ? $('list') : $('card').querySelector('.primary, button') || $('list')).focus({ preventScroll: true });
  if (innerWidth < 1240) scrollTo({ top: 0 });
}
/* Other keyboard layouts: a letter that is not Latin falls back to the physical key. */
function keyOf(e) {
  if (e.key.length !== 1) return e.key;
  if (!/[\x20-\x7e]/.test(e.key) && e.code.startsWith('Key')) return e.code.slice(3).toLowerCase();
  return e.key.toLowerCase();
}
const held = new Set();
addEventListener('keyup', e => { if (e.key === 'Meta') held.clear(); else held.delete(e.code); }, true);
addEventListener('blur', () => held.clear());
document.addEventListener('keydown', e => {
  const repeated = e.repeat || held.has(e.code);
  if (e.code && !e.metaKey) held.add(e.code);
  if (!['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Tab'].includes(e.key) && !repeated) state.keys += 1;
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented || document.querySelector('dialog[open]')) return;
  const target = e.target, key = keyOf(e), typing = target.matches('input:not([type=checkbox]), select, textarea');
  if (typing && !(target.id === 'search' && ['Enter', 'Escape', 'ArrowDown'].includes(key))) return;
  if (typing) {
    e.preventDefault();
    if (key === 'Escape') { clearFilter(); startList(); }
    focusList();
    return;
  }
  if (key === '?') { e.preventDefault(); if (!repeated) open($('help')); return; }
  if (state.view !== 'questions') { if (key === 'Escape') { show('questions'); focusList(); } return; }
  if (key === 'Escape') { if (isFiltered()) { clearFilter(); startList(); focusList(); } return; }
  if (target.matches('button, a, summary, input') && (key === ' ' || key === 'Enter')) return;      // a focused control keeps its own keys
  const letters = $('single-keys').checked;
  const moves = { ArrowDown: () => move(1), ArrowUp: () => move(-1), PageDown: () => move(8), PageUp: () => move(-8), Home: () => move(-Infinity), End: () => move(Infinity),
    ArrowLeft: () => changeGroup(-1), ArrowRight: () => changeGroup(1) };
  const answers = { a: letters && (() => e.shiftKey ? sampleDialog() : answer('accept')), e: letters && edit, k: letters && (() => answer('keep')), l: letters && (() => answer('lock')),
    u: letters && takeBack, ' ': () => answer('later') };
  if (key === '/' && letters) { e.preventDefault(); $('search').focus(); $('search').select(); return; }
  if (moves[key]) {
    e.preventDefault();
    if (!(key.length > 8 && repeated && /Left|Right/.test(key))) moves[key]();
    return;
  }
  if (!answers[key]) return;
  e.preventDefault();
  if (repeated || e.shiftKey && key !== 'a') return;               // holding A must not accept thirty albums
  if (e.timeStamp < shownAt) return ignore(key);
  state.ignored = '';
  if (!target.closest('#list')) focusList();
  answers[key]();
});
function ignore(key) {
  state.ignored = `${key === ' ' ? 'Space' : key.toUpperCase()} was pressed before this question was on the screen, so it was not counted.`;
  say(state.ignored);
  renderLast();
}
function edit() {
  const q = current();
  if (!q || state.paused) return;
  if (isTheirs(q) && q.a.v !== 'later') { say(`Answered by ${q.a.by}. Use the button Overrule on the card.`); return; }
  state.editing = true;
  render();
}
function search() {
  state.query = $('search').value.trim();
  state.folder = $('folder').value;
  state.kind = $('state').value;
  startList();
}

/* ---------- Start ---------- */
on('undo', 'click', () => { takeBack(); focusList(); });
on('verdicts', 'click', e => {
  const chosen = e.target.closest('button');
  if (!chosen || e.timeStamp < shownAt) return;
  state.ignored = '';
  if (chosen.dataset.verdict === 'edit') edit();
  else { answer(chosen.dataset.verdict); focusList(); }
});
on('help-button', 'click', () => open($('help')));
on('help-close', 'click', () => { $('help').close(); focusList(); });
on('apply-button', 'click', applyDialog);
on('search', 'input', search);
on('folder', 'change', search);
on('state', 'change', search);
on('groups-toggle', 'click', () => toggleGroups());
on('list', 'scroll', more);
on('views', 'click', e => {
  const view = e.target.dataset.view;
  if (view) show(view);
  if (view === 'questions') focusList();
});
on('skip', 'click', e => { e.preventDefault(); if (state.view === 'questions') focusList(); else $('page').querySelector('input, button')?.focus(); });
$('folder').replaceChildren(h('option', { value: '' }, 'All folders'), ...DATA.folders.map(folder => h('option', { value: folder }, visible(folder))));
$('search').value = $('state').value = '';
take(DATA.questions);
state.group = groups.length ? groups[0].id : '';
begin();
show('questions');
focusList();
loadRest();
