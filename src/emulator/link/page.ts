import type { Bank } from '../catalog/institutions.js';
import { html, type Page, rawHtml, type SafeHtml } from '../http/html.js';
import type { LinkTokenRecord } from '../state/records.js';
import type { MfaQuestion } from './mfa.js';

/** One card; supports light and dark mode and narrow screens. */
export const linkStyle = `
:root { color-scheme: light dark; --ink: #14202b; --soft: #566472; --line: #d5dce3; --card: #fff; --ground: #eef2f5; --accent: #0b5c4d; --on-accent: #fff; --bad: #a3222c; --bad-ground: #fdecec; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9eef2; --soft: #a4b1bd; --line: #35414c; --card: #18212a; --ground: #0e151b; --accent: #5cc7ae; --on-accent: #06231d; --bad: #ff9d9d; --bad-ground: #3a1a1d; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; display: flex; flex-direction: column; align-items: center; padding: 24px 16px; gap: 12px; }
main { width: 100%; max-width: 420px; background: var(--card); border: 1px solid var(--line); border-radius: 16px; padding: 28px 24px; box-shadow: 0 8px 30px rgb(10 25 40 / 8%); }
.ribbon { margin: 0; font-size: 13px; color: var(--soft); }
h1 { font-size: 22px; line-height: 1.25; margin: 0 0 6px; text-wrap: balance; }
p { margin: 0 0 16px; color: var(--soft); }
label { display: block; font-weight: 600; margin: 14px 0 6px; }
input[type=search], input[type=text], input[type=password], select { width: 100%; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 10px; padding: 11px 12px; min-height: 46px; }
button, .button { font: inherit; font-weight: 600; min-height: 46px; border-radius: 10px; border: 1px solid transparent; padding: 10px 16px; cursor: pointer; width: 100%; text-align: center; text-decoration: none; display: block; }
.primary { background: var(--accent); color: var(--on-accent); margin-top: 20px; }
.quiet { background: transparent; color: var(--soft); margin-top: 8px; }
.quiet:hover { color: var(--ink); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.banks, .accounts { list-style: none; margin: 14px 0 0; padding: 0; display: grid; gap: 8px; }
.bank { display: flex; align-items: center; gap: 12px; background: transparent; color: inherit; border-color: var(--line); text-align: left; }
.bank:hover { border-color: var(--accent); }
.badge { flex: none; width: 34px; height: 34px; border-radius: 50%; color: #fff; display: grid; place-items: center; font-size: 15px; font-weight: 700; }
.badge text { font: 700 15px system-ui, sans-serif; fill: #fff; }
.bank small, .account small { display: block; font-weight: 400; color: var(--soft); font-size: 13px; }
.account { display: flex; gap: 12px; align-items: center; margin: 0; padding: 12px; border: 1px solid var(--line); border-radius: 10px; cursor: pointer; font-weight: 600; }
.account:has(:checked) { border-color: var(--accent); }
.account input { width: 20px; height: 20px; accent-color: var(--accent); flex: none; }
.account span { flex: 1; }
fieldset { border: 0; margin: 0; padding: 0; }
legend { padding: 0; }
.alert { background: var(--bad-ground); color: var(--bad); border-radius: 10px; padding: 12px 14px; margin: 14px 0 0; }
.hint { font-size: 14px; margin: 14px 0 0; }
.hint code { color: var(--ink); font-size: 13px; }
.mark { width: 52px; height: 52px; margin-bottom: 12px; }
[hidden] { display: none; }
`;

/** Filters the list of banks while typing. Without scripts, the full list is shown. */
export const linkScript = `
const search = document.getElementById('search');
if (search) {
  const none = document.getElementById('none');
  search.addEventListener('input', () => {
    const wanted = search.value.trim().toLowerCase();
    let shown = 0;
    for (const row of document.querySelectorAll('[data-bank]')) {
      row.hidden = !row.dataset.bank.toLowerCase().includes(wanted);
      if (!row.hidden) shown += 1;
    }
    none.hidden = shown > 0;
  });
}
`;

/** Link shows a longer client_name than this as "This Application". */
const MAX_CLIENT_NAME_LENGTH = 30;

/** An account that can be shared. */
export interface AccountOffer {
  name: string;
  subtype: string;
  mask: string;
  /** Selected by default. */
  shared: boolean;
}

/** The view of each step of Link. */
export type View =
  | { step: 'choose-bank'; banks: Bank[]; manual: boolean }
  | { step: 'type-numbers'; wrong: boolean }
  | { step: 'confirm-deposit'; wrong: boolean }
  | { step: 'login'; bank: Bank; refused: string | null; canGoBack: boolean }
  | { step: 'mfa'; bank: Bank; questions: MfaQuestion[]; wrong: boolean }
  | { step: 'choose-accounts'; bank: Bank; accounts: AccountOffer[]; nothingChosen: boolean }
  | { step: 'add-another'; names: string[] }
  | { step: 'finished'; names: string[]; done: 'linked' | 'repaired' | 'confirmed'; returnTo: string | null }
  | { step: 'left'; returnTo: string | null };

/** The application's name as Link displays it. */
export function shownName(token: LinkTokenRecord): string {
  return token.clientName.length > MAX_CLIENT_NAME_LENGTH ? 'This Application' : token.clientName;
}

function badge(bank: Bank): SafeHtml {
  return html`<svg class="badge" viewBox="0 0 34 34" aria-hidden="true">
    <circle cx="17" cy="17" r="17" fill="${bank.color}" />
    <text x="17" y="22" text-anchor="middle">${bank.name.charAt(0)}</text>
  </svg>`;
}

const leaveButton = html`<form method="post">
  <button class="quiet" name="action" value="exit">Leave without connecting</button>
</form>`;

function chooseBank(name: string, { banks, manual }: Extract<View, { step: 'choose-bank' }>): SafeHtml {
  return html` <h1>Choose your bank</h1>
    <p>${name} wants to connect to your account.</p>
    <label for="search">Search</label>
    <input type="search" id="search" autocomplete="off" placeholder="Name of your bank" />
    <form method="post">
      <input type="hidden" name="action" value="choose" />
      <ul class="banks">
        ${banks.map(
          (bank) =>
            html`<li data-bank="${bank.name}">
              <button class="bank" name="institution_id" value="${bank.institutionId}">
                ${badge(bank)}<span>${bank.name}<small>${bank.url.replace('https://', '')}</small></span>
              </button>
            </li>`,
        )}
      </ul>
    </form>
    <p id="none" class="hint" role="status" ${rawHtml(banks.length === 0 ? '' : 'hidden')}>
      No bank matches. The list depends on the country, products and account filters of the Link token.
    </p>
    ${manual && html`<form method="post"><button class="quiet" name="action" value="manual">Enter account numbers instead</button></form>`}
    ${leaveButton}`;
}

function typeNumbers(wrong: boolean): SafeHtml {
  return html` <h1>Enter your account numbers</h1>
    <p>We will send a small deposit to verify that the account is yours.</p>
    ${wrong && html`<p class="alert" role="alert" id="wrong">Check the numbers: a routing number has 9 digits, an account number 4 to 17.</p>`}
    <form method="post">
      <input type="hidden" name="action" value="numbers" />
      <label for="routing">Routing number</label>
      <input type="text" id="routing" name="routing" inputmode="numeric" autocomplete="off" required autofocus />
      <label for="account">Account number</label>
      <input type="text" id="account" name="account" inputmode="numeric" autocomplete="off" required />
      <label class="account"
        ><input type="checkbox" name="subtype" value="savings" /><span>This is a savings account</span></label
      >
      <button class="primary">Send the deposit</button>
    </form>
    <form method="post"><button class="quiet" name="action" value="back">Choose a bank instead</button></form>
    ${leaveButton}`;
}

function confirmDeposit(wrong: boolean): SafeHtml {
  return html` <h1>Confirm the deposit</h1>
    <p>Find the deposit on your statement and enter the three-letter code in its description.</p>
    ${wrong && html`<p class="alert" role="alert" id="wrong">The code is incorrect. Check it and try again.</p>`}
    <form method="post">
      <input type="hidden" name="action" value="confirm-deposit" />
      <label for="code">Code</label>
      <input type="text" id="code" name="code" autocomplete="off" spellcheck="false" required autofocus />
      <button class="primary">Confirm</button>
    </form>
    <p class="hint">This is the emulator: the code is <code>ABC</code>.</p>
    ${leaveButton}`;
}

function loginForm(name: string, { bank, refused, canGoBack }: Extract<View, { step: 'login' }>): SafeHtml {
  return html` <h1>Log in at ${bank.name}</h1>
    <p>${bank.oauth ? 'A real bank would show its own page here.' : `${name} never sees your password.`}</p>
    ${refused !== null && html`<p class="alert" role="alert" id="refused">${refused}</p>`}
    <form method="post">
      <input type="hidden" name="action" value="sign-in" />
      <label for="username">Username</label>
      <input
        type="text"
        id="username"
        name="username"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        required
        autofocus
        ${refused !== null && rawHtml('aria-describedby="refused"')}
      />
      <label for="password">Password</label>
      <input type="password" id="password" name="password" autocomplete="off" required />
      <button class="primary">Log in</button>
    </form>
    <p class="hint">This is the emulator: use <code>user_good</code> and <code>pass_good</code>.</p>
    ${canGoBack && html`<form method="post"><button class="quiet" name="action" value="back">Choose another bank</button></form>`}
    ${leaveButton}`;
}

function answerField({ text, options }: MfaQuestion, position: number): SafeHtml {
  return html`<label for="answer-${String(position)}">${text}</label> ${
      options === null
        ? html`<input
            type="text"
            id="answer-${String(position)}"
            name="answer"
            autocomplete="off"
            spellcheck="false"
            required
          />`
        : html`<select id="answer-${String(position)}" name="answer">
            ${options.map((option) => html`<option>${option}</option>`)}
          </select>`
    }`;
}

function answerMfa({ bank, questions, wrong }: Extract<View, { step: 'mfa' }>): SafeHtml {
  return html` <h1>${bank.name} needs more information</h1>
    ${wrong && html`<p class="alert" role="alert" id="wrong">An answer is incorrect. Check your answers and try again.</p>`}
    <form method="post">
      <input type="hidden" name="action" value="mfa" />
      ${questions.map(answerField)}
      <button class="primary">Continue</button>
    </form>
    <p class="hint">
      This is the emulator: ${questions.length === 1 ? 'the answer is' : 'the answers are'}
      <code>${questions.map((question) => question.answer).join(', ')}</code>.
    </p>
    ${leaveButton}`;
}

function chooseAccounts({ bank, accounts, nothingChosen }: Extract<View, { step: 'choose-accounts' }>): SafeHtml {
  return html` <form method="post">
      <input type="hidden" name="action" value="accounts" />
      <fieldset ${nothingChosen && rawHtml('aria-describedby="nothing"')}>
        <legend><h1>Choose accounts to share</h1></legend>
        <p>Your accounts at ${bank.name}</p>
        ${nothingChosen && html`<p class="alert" role="alert" id="nothing">Choose at least one account.</p>`}
        <ul class="accounts">
          ${accounts.map(
            (account) =>
              html`<li>
                <label class="account"
                  ><input
                    type="checkbox"
                    name="account"
                    value="${account.mask}"
                    ${account.shared && rawHtml('checked')}
                  /><span>${account.name}<small>${account.subtype} ending in ${account.mask}</small></span></label
                >
              </li>`,
          )}
        </ul>
      </fieldset>
      <button class="primary">Share these accounts</button>
    </form>
    ${leaveButton}`;
}

const list = (names: string[]): string => new Intl.ListFormat('en').format(names);

const tick = rawHtml(
  '<svg class="mark" viewBox="0 0 52 52" aria-hidden="true"><circle cx="26" cy="26" r="26" fill="var(--accent)"/><path d="M15 27l8 8 15-17" fill="none" stroke="var(--on-accent)" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>',
);

function addAnother(names: string[]): SafeHtml {
  return html` ${tick}
    <h1>${list(names)} connected</h1>
    <p>You can connect another bank or finish here.</p>
    <form method="post"><button class="primary" name="action" value="finish">Finish</button></form>
    <form method="post"><button class="quiet" name="action" value="another">Connect another bank</button></form>`;
}

function returnLink(name: string, returnTo: string | null): SafeHtml {
  return returnTo === null
    ? html`<p>You can close this page.</p>`
    : html`<a class="button primary" href="${returnTo}">Return to ${name}</a>`;
}

const outcomes = {
  linked: ['Your account is connected', 'now shares data'],
  repaired: ['You are logged in again', 'shares data'],
  confirmed: ['Your account is confirmed', 'now shares data'],
} as const;

function finished(name: string, view: Extract<View, { step: 'finished' }>): SafeHtml {
  const [title, verb] = outcomes[view.done];
  return html` ${tick}
    <h1>${title}</h1>
    <p>${list(view.names)} ${verb} with ${name}.</p>
    ${returnLink(name, view.returnTo)}`;
}

function left(name: string, returnTo: string | null): SafeHtml {
  return html` <h1>Nothing was connected</h1>
    <p>You left before finishing. ${name} received no data.</p>
    ${returnLink(name, returnTo)}
    <form method="post"><button class="quiet" name="action" value="restart">Start again</button></form>`;
}

function content(name: string, view: View): SafeHtml {
  switch (view.step) {
    case 'choose-bank':
      return chooseBank(name, view);
    case 'type-numbers':
      return typeNumbers(view.wrong);
    case 'confirm-deposit':
      return confirmDeposit(view.wrong);
    case 'login':
      return loginForm(name, view);
    case 'mfa':
      return answerMfa(view);
    case 'choose-accounts':
      return chooseAccounts(view);
    case 'add-another':
      return addAnother(view.names);
    case 'finished':
      return finished(name, view);
    case 'left':
      return left(name, view.returnTo);
  }
}

function frame(title: string, body: SafeHtml): Page {
  return {
    title,
    style: linkStyle,
    script: linkScript,
    body: html`<p class="ribbon">Plaid emulator · no real bank is involved</p>
      <main>${body}</main>`,
  };
}

/** The page of a Link step. */
export function linkPage(token: LinkTokenRecord, view: View): Page {
  const name = shownName(token);
  return frame(`Connect to ${name}`, content(name, view));
}

/** The page for an unknown, expired or used Link token. */
export function expiredLinkPage(): Page {
  return frame(
    'Link',
    html`<h1>This link is no longer valid</h1>
      <p>It is unknown, has expired, or has been used. Ask the application for a new one.</p>`,
  );
}
