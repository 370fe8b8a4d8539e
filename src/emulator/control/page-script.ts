/** Fetches and renders the state every 1.5 s. Values are inserted as text, never as HTML. */
export const controlScript = `
const byId = (id) => document.getElementById(id);
const make = (tag, text, className) => {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = String(text);
  if (className) node.className = className;
  return node;
};
const time = (iso) => (iso ? iso.slice(11, 19) : '');
const short = (id) => (id ? id.slice(0, 6) + '…' + id.slice(-4) : '');
const tone = { delivered: 'good', pending: 'wait', failed: 'bad', abandoned: 'bad', dropped: 'wait', healthy: 'good', success: 'good', open: 'wait', exited: 'wait' };

const cell = (value) => {
  const td = make('td');
  if (value instanceof Node) td.append(value);
  else td.textContent = value === null || value === undefined ? '' : String(value);
  return td;
};
const wide = (value) => { const td = cell(value); td.className = 'wide'; return td; };
const coded = (text, title) => { const code = make('code', text); if (title) code.title = title; return code; };
const toned = (text, kind) => make('span', text, tone[kind === undefined ? text : kind] || (text === 'healthy' ? 'good' : 'bad'));

const draw = (id, rows, empty) => {
  const body = byId(id);
  if (body.contains(document.activeElement)) return;
  body.replaceChildren();
  body.closest('table').hidden = rows.length === 0;
  byId(id + '-none').hidden = rows.length > 0;
  for (const cells of rows) {
    const tr = make('tr');
    for (const value of cells) tr.append(value instanceof HTMLTableCellElement ? value : cell(value));
    body.append(tr);
  }
};

const showMessage = (text, failed) => { const p = byId('message'); p.textContent = text; p.className = failed ? 'bad' : ''; };
const call = async (method, path, body) => {
  const response = await fetch(path, { method, headers: body ? { 'content-type': 'application/json' } : {}, body: body ? JSON.stringify(body) : undefined });
  const result = await response.json();
  showMessage(response.ok ? 'Done: ' + path : result.error, !response.ok);
  await refresh();
  return response.ok;
};

const loginButton = (item) => {
  const broken = item.status !== 'healthy';
  const button = make('button', broken ? 'Repair login' : 'Break login', 'small');
  button.type = 'button';
  button.addEventListener('click', () => { button.blur(); call('POST', '/emulator/items/' + item.itemId + '/login', { broken: !broken }); });
  return button;
};
const lastAttempt = (hook) => {
  const last = hook.attempts[hook.attempts.length - 1];
  if (!last) return hook.outcome === 'dropped' ? 'not sent' : '';
  return (last.status === null ? last.error : 'HTTP ' + last.status) + ', ' + last.durationMs + ' ms';
};

const drawItems = (items) => draw('items', items.map((item) => [
  coded(short(item.itemId), item.itemId), item.institution, coded(item.accessToken || 'not exchanged'), toned(item.status),
  loginButton(item), item.accounts, wide(item.products.join(', ')), wide(item.webhook || 'none')]));
const drawRequests = (requests) => draw('requests', requests.map((one) => [
  time(one.at), coded(one.path), one.status === null ? toned('no response', 'failed') : toned(one.status, one.status === 200 ? 'delivered' : 'failed'),
  one.itemId ? coded(short(one.itemId), one.itemId) : '', one.durationMs + ' ms']));
const drawWebhooks = (hooks) => draw('webhooks', hooks.map((hook) => [
  time(hook.at), hook.type + ' / ' + hook.code, toned(hook.outcome), hook.attempts.length, lastAttempt(hook), time(hook.nextAttemptAt), wide(hook.url)]));
const drawLinks = (links) => draw('links', links.map((link) => [
  coded(link.linkToken), link.mode, link.hosted ? 'hosted' : 'headless only', time(link.expiresAt),
  link.sessions.length === 0 ? 'not opened' : toned(link.sessions[link.sessions.length - 1].status)]));
const drawProcessors = (tokens) => draw('processors', tokens.map((token) => [
  coded(token.token), token.processor, coded(short(token.itemId), token.itemId), coded(short(token.accountId), token.accountId), token.redeemed ? 'yes' : 'no']));
const drawUsers = (users) => draw('users', users.map((user) => [coded(short(user.userId), user.userId), user.clientUserId, time(user.createdAt)]));
const drawFaults = (faults) => {
  byId('active').replaceChildren(...faults.map((rule) => make('li', rule.path + (rule.itemId ? ' for ' + short(rule.itemId) : '') + (rule.times ? ' × ' + rule.times : '') + ': ' + JSON.stringify(rule.fault))));
};
const fillItems = (items) => {
  const select = byId('fault-item');
  if (document.activeElement === select) return;
  const chosen = select.value;
  select.replaceChildren(new Option('All Items', ''), ...items.map((item) => new Option(item.institution + ' ' + short(item.itemId), item.itemId)));
  select.value = chosen;
};

const ahead = (ms) => {
  const [size, unit] = ms < 3600000 ? [60000, 'min'] : ms < 86400000 ? [3600000, 'h'] : [86400000, 'd'];
  return Math.round((ms / size) * 10) / 10 + ' ' + unit;
};
const drawModes = (modes) => {
  if (byId('modes').contains(document.activeElement)) return;
  for (const box of document.querySelectorAll('[data-mode]')) box.checked = modes[box.dataset.mode];
  byId('stale').checked = modes.staleMs > 0;
};

let latest = null;
const refresh = async () => {
  try {
    const response = await fetch('/emulator/state');
    latest = await response.json();
  } catch {
    byId('clock').textContent = 'The emulator is not responding.';
    return;
  }
  const lead = latest.aheadMs === 0 ? '' : ' (' + ahead(latest.aheadMs) + ' ahead)';
  const total = Object.values(latest.counts).reduce((sum, count) => sum + count, 0);
  byId('clock').textContent = latest.now.slice(0, 19).replace('T', ' ') + ' UTC' + lead + ' · ' + total + ' calls';
  drawItems(latest.items);
  drawRequests(latest.requests);
  drawWebhooks(latest.webhooks);
  drawLinks(latest.linkSessions);
  drawProcessors(latest.processorTokens);
  drawUsers(latest.users);
  drawFaults(latest.faults);
  fillItems(latest.items);
  drawModes(latest.webhookModes);
};

const kinds = {
  latency: { latencyMs: 2000 }, error: { status: 500 }, maintenance: { status: 503 }, limit: { status: 429 },
  login: { errorCode: 'ITEM_LOGIN_REQUIRED' }, down: { errorCode: 'INSTITUTION_DOWN' }, hang: { hang: true }, reset: { reset: true },
  truncate: { truncate: true }, trickle: { trickle: true }, html: { status: 502, body: '<html>Bad gateway</html>' },
};
byId('fault-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const times = byId('fault-times').valueAsNumber;
  const itemId = byId('fault-item').value;
  call('POST', '/emulator/faults', { path: byId('fault-path').value, ...(itemId ? { itemId } : {}), ...(times ? { times } : {}), fault: kinds[byId('fault-kind').value] });
});
byId('clear').addEventListener('click', () => call('DELETE', '/emulator/faults'));
for (const button of document.querySelectorAll('[data-advance]')) {
  button.addEventListener('click', () => call('POST', '/emulator/clock', { advanceMs: Number(button.dataset.advance) }));
}
const modes = () => ({
  ...Object.fromEntries([...document.querySelectorAll('[data-mode]')].map((box) => [box.dataset.mode, box.checked])),
  ...(byId('stale').checked ? { staleMs: 600000 } : {}),
});
byId('modes').addEventListener('change', () => call('POST', '/emulator/webhooks', modes()));
byId('rotate').addEventListener('click', () => call('POST', '/emulator/webhooks', { ...modes(), rotateKey: true }));
byId('reset').addEventListener('click', () => { if (confirm('Delete every Item, token, webhook and call?')) call('POST', '/emulator/reset'); });

refresh();
setInterval(() => { if (!document.hidden) refresh(); }, 1500);
`;
