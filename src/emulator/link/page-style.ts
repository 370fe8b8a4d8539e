/** The look of the Hosted Link page: one card, readable at phone width, light and dark. */
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

/** Narrows the list of banks as one types; without scripts the list is simply whole. */
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
