import { html, type Page, rawHtml, type SafeHtml } from '../http/html.js';
import { controlScript } from './page-script.js';

/** Supports light and dark mode and narrow screens. */
export const controlStyle = `
:root { color-scheme: light dark; --ink: #14202b; --soft: #566472; --line: #d9e0e6; --card: #fff; --ground: #f2f5f7; --accent: #0b5c4d; --good: #14684f; --bad: #a3222c; --wait: #805400; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ecf1; --soft: #9fadb9; --line: #2c3843; --card: #151e26; --ground: #0c1319; --accent: #5cc7ae; --good: #63d0ac; --bad: #ff9d9d; --wait: #f0c067; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: baseline; padding: 16px 20px; border-bottom: 1px solid var(--line); background: var(--card); }
h1 { font-size: 18px; margin: 0; }
h2 { font-size: 15px; margin: 0 0 10px; }
header p { margin: 0; color: var(--soft); }
header output { margin-left: auto; color: var(--soft); font-variant-numeric: tabular-nums; }
main { display: grid; gap: 16px; padding: 16px 20px; max-width: 1500px; margin: 0 auto; grid-template-columns: minmax(0, 1fr) 320px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; min-width: 0; }
.column { display: grid; gap: 16px; align-content: start; min-width: 0; }
.scroll { overflow: auto; max-height: 340px; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 12px; position: sticky; top: 0; background: var(--card); }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
td.wide { white-space: normal; overflow-wrap: anywhere; min-width: 160px; }
code { font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; }
.good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); }
.none { color: var(--soft); margin: 0; }
label { display: block; margin: 8px 0 3px; font-weight: 600; }
label.check { font-weight: 400; display: flex; gap: 8px; align-items: center; margin: 6px 0; }
select, input[type=number] { width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 7px; padding: 6px 8px; min-height: 34px; }
input[type=checkbox] { width: 16px; height: 16px; accent-color: var(--accent); }
button { font: inherit; font-weight: 600; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 7px; padding: 5px 11px; min-height: 34px; cursor: pointer; }
button:hover { border-color: var(--accent); }
button.small { min-height: 26px; padding: 1px 9px; font-size: 12px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
.danger { color: var(--bad); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
ul.faults { list-style: none; margin: 10px 0 0; padding: 0; color: var(--soft); overflow-wrap: anywhere; }
#message { flex-basis: 100%; min-height: 1.45em; color: var(--soft); }
#message.bad { color: var(--bad); }
@media (max-width: 900px) { main { grid-template-columns: minmax(0, 1fr); padding: 12px; } header output { margin-left: 0; } }
`;

function table(id: string, title: string, columns: string[], none: string): SafeHtml {
  return html` <section aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-title">
      <table hidden>
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody id="${id}"></tbody>
      </table>
    </div>
    <p class="none" id="${id}-none">${none}</p>
  </section>`;
}

const kinds: [string, string][] = [
  ['latency', 'Delay the response by 2 s'],
  ['error', 'HTTP 500'],
  ['maintenance', 'HTTP 503: maintenance'],
  ['limit', 'HTTP 429: rate limit'],
  ['login', 'ITEM_LOGIN_REQUIRED'],
  ['down', 'INSTITUTION_DOWN'],
  ['hang', 'Never respond'],
  ['reset', 'Reset the connection'],
  ['truncate', 'Send half of the response'],
  ['trickle', 'Send the response slowly'],
  ['html', 'HTTP 502: HTML body'],
];

function faultForm(paths: readonly string[]): SafeHtml {
  return html` <section aria-labelledby="faults-title">
    <h2 id="faults-title">Faults</h2>
    <form id="fault-form">
      <label for="fault-path">Path</label>
      <select id="fault-path">
        <option value="*">All paths</option>
        ${[...paths].sort().map((path) => html`<option>${path}</option>`)}
      </select>
      <label for="fault-item">Item</label>
      <select id="fault-item">
        <option value="">All Items</option>
      </select>
      <label for="fault-kind">Fault to inject</label>
      <select id="fault-kind">
        ${kinds.map(([value, label]) => html`<option value="${value}">${label}</option>`)}
      </select>
      <label for="fault-times">Number of calls</label>
      <input type="number" id="fault-times" min="1" value="1" />
      <div class="row"><button>Add fault</button><button type="button" id="clear">Clear faults</button></div>
    </form>
    <ul class="faults" id="active"></ul>
  </section>`;
}

const HOUR_MS = 60 * 60 * 1000;
const steps: [string, number][] = [
  ['30 s', 30_000],
  ['31 min', 31 * 60_000],
  ['1 day', 24 * HOUR_MS],
  ['31 days', 31 * 24 * HOUR_MS],
];

const clockForm = html` <section aria-labelledby="clock-title">
  <h2 id="clock-title">Advance the clock</h2>
  <div class="row">
    ${steps.map(([label, ms]) => html`<button type="button" data-advance="${ms}">${label}</button>`)}
  </div>
</section>`;

const modes: [string, string][] = [
  ['duplicate', 'Send each webhook twice'],
  ['reorder', 'Swap the order of two webhooks'],
  ['drop', 'Drop all webhooks'],
  ['forgeSignature', 'Forge the signature'],
];

const webhookForm = html` <section aria-labelledby="modes-title">
  <h2 id="modes-title">Webhook delivery</h2>
  <div id="modes">
    ${modes.map(
      ([mode, label]) => html`<label class="check"><input type="checkbox" data-mode="${mode}" />${label}</label>`,
    )}<label class="check"><input type="checkbox" id="stale" />Date the signature 10 minutes back</label>
  </div>
  <div class="row"><button type="button" id="rotate">Rotate signing key</button></div>
</section>`;

const resetForm = html` <section aria-labelledby="reset-title">
  <h2 id="reset-title">Reset</h2>
  <button type="button" class="danger" id="reset">Delete all state</button>
</section>`;

/** The emulator's page: its state, its recent activity, and controls to inject faults. */
export function controlPage(paths: readonly string[]): Page {
  return {
    title: 'Plaid emulator',
    style: controlStyle,
    script: controlScript,
    body: html` <header>
        <h1>Plaid emulator</h1>
        <p>client_id <code>emulator-client-id</code>, secret <code>emulator-secret</code></p>
        <output id="clock">${rawHtml('&nbsp;')}</output>
        <p id="message" role="status"></p>
      </header>
      <main>
        <div class="column">
          ${table('items', 'Items', ['Item', 'Bank', 'Access token', 'Status', '', 'Accounts', 'Products', 'Webhook'], 'No Items yet. Link a bank, or call /sandbox/public_token/create.')}
          ${table('webhooks', 'Webhooks', ['Time', 'Webhook', 'Outcome', 'Attempts', 'Last response', 'Next attempt', 'URL'], 'No webhooks sent yet.')}
          ${table('requests', 'Calls', ['Time', 'Path', 'Status', 'Item', 'Duration'], 'No calls since the last reset.')}
          ${table('links', 'Link sessions', ['Link token', 'Mode', 'Type', 'Expires', 'Session'], 'No Link tokens yet.')}
          ${table('processors', 'Processor and Stripe tokens', ['Token', 'For', 'Item', 'Account', 'Redeemed'], 'No processor tokens yet.')}
          ${table('users', 'Users', ['User', 'client_user_id', 'Created'], 'No users yet. /user/create creates one.')}
        </div>
        <div class="column">${faultForm(paths)} ${clockForm} ${webhookForm} ${resetForm}</div>
      </main>`,
  };
}
