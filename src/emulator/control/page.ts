import { html, verbatim } from '../http/html.js';
import type { Markup, Page } from '../http/html.js';
import { controlScript } from './page-script.js';
import { controlStyle } from './page-style.js';

const table = (id: string, title: string, columns: string[], none: string): Markup =>
  html` <section aria-labelledby="${id}-title">
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

const kinds: [string, string][] = [
  ['latency', 'Answer 2 s late'],
  ['error', 'HTTP 500'],
  ['maintenance', 'HTTP 503, maintenance'],
  ['limit', 'HTTP 429, rate limit'],
  ['login', 'ITEM_LOGIN_REQUIRED'],
  ['down', 'INSTITUTION_DOWN'],
  ['hang', 'Never answer'],
  ['reset', 'Reset the connection'],
  ['truncate', 'Half an answer'],
  ['trickle', 'Answer in drops'],
  ['html', 'HTTP 502 with HTML'],
];

const faultForm = (paths: readonly string[]): Markup =>
  html` <section aria-labelledby="faults-title">
    <h2 id="faults-title">Faults</h2>
    <form id="fault-form">
      <label for="fault-path">Path</label>
      <select id="fault-path">
        <option value="*">Every path</option>
        ${[...paths].sort().map((path) => html`<option>${path}</option>`)}
      </select>
      <label for="fault-item">Item</label>
      <select id="fault-item">
        <option value="">Every Item</option>
      </select>
      <label for="fault-kind">What goes wrong</label>
      <select id="fault-kind">
        ${kinds.map(([value, label]) => html`<option value="${value}">${label}</option>`)}
      </select>
      <label for="fault-times">For how many calls</label>
      <input type="number" id="fault-times" min="1" value="1" />
      <div class="row"><button>Add fault</button><button type="button" id="clear">Clear faults</button></div>
    </form>
    <ul class="faults" id="active"></ul>
  </section>`;

const HOUR_MS = 60 * 60 * 1000;
const steps: [string, number][] = [
  ['30 s', 30_000],
  ['31 min', 31 * 60_000],
  ['1 day', 24 * HOUR_MS],
  ['31 days', 31 * 24 * HOUR_MS],
];

const clockForm = html` <section aria-labelledby="clock-title">
  <h2 id="clock-title">Clock forward</h2>
  <div class="row">
    ${steps.map(([label, ms]) => html`<button type="button" data-advance="${ms}">${label}</button>`)}
  </div>
</section>`;

const modes: [string, string][] = [
  ['duplicate', 'Send each one twice'],
  ['reorder', 'Swap the order'],
  ['drop', 'Send none'],
  ['forgeSignature', 'Forge the signature'],
];

const webhookForm = html` <section aria-labelledby="modes-title">
  <h2 id="modes-title">Webhooks from now on</h2>
  <div id="modes">
    ${modes.map(
      ([mode, label]) => html`<label class="check"><input type="checkbox" data-mode="${mode}" />${label}</label>`,
    )}<label class="check"><input type="checkbox" id="stale" />Sign as of 10 minutes ago</label>
  </div>
  <div class="row"><button type="button" id="rotate">Rotate signing key</button></div>
</section>`;

const resetForm = html` <section aria-labelledby="reset-title">
  <h2 id="reset-title">Start afresh</h2>
  <button type="button" class="danger" id="reset">Forget everything</button>
</section>`;

/** The page for people: what the emulator holds and did, and the buttons that make things go wrong. */
export const controlPage = (paths: readonly string[]): Page => ({
  title: 'Plaid emulator',
  style: controlStyle,
  script: controlScript,
  body: html` <header>
      <h1>Plaid emulator</h1>
      <p>client_id <code>emulator-client-id</code>, secret <code>emulator-secret</code></p>
      <output id="clock">${verbatim('&nbsp;')}</output>
      <p id="message" role="status"></p>
    </header>
    <main>
      <div class="column">
        ${table('items', 'Items', ['Item', 'Bank', 'Access token', 'Status', '', 'Accounts', 'Products', 'Webhook'], 'No Items yet. Link a bank, or call /sandbox/public_token/create.')}
        ${table('webhooks', 'Webhooks', ['Time', 'Webhook', 'Outcome', 'Tries', 'Last answer', 'Next try', 'To'], 'No webhooks sent yet.')}
        ${table('requests', 'Calls', ['Time', 'Path', 'Status', 'Item', 'Took'], 'No calls since the last reset.')}
        ${table('links', 'Link sessions', ['Link token', 'Mode', 'Kind', 'Expires', 'Session'], 'No Link tokens yet.')}
        ${table('processors', 'Processor and Stripe tokens', ['Token', 'For', 'Item', 'Account', 'Used up'], 'No processor tokens yet.')}
        ${table('users', 'Users', ['User', 'client_user_id', 'Created'], 'No users yet. /user/create makes one.')}
      </div>
      <div class="column">${faultForm(paths)} ${clockForm} ${webhookForm} ${resetForm}</div>
    </main>`,
});
