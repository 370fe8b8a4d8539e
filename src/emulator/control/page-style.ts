/** The look of the emulator's page: plain, dense, readable in light and dark and at phone width. */
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
