/** The pages' one style sheet. */
export const STYLE = `
:root {
  --ink: #242424; --quiet: #616161; --line: #e0e0e0; --ground: #f5f5f5; --card: #fff;
  --brand: #0f6cbd; --link: #115ea3; --header: #13294b; --bad: #b10e1c; --good: #0e700e; --warn: #8a3707;
  color-scheme: light;
}
* { box-sizing: border-box; }
body { margin: 0; font: 14px/20px 'Segoe UI', system-ui, -apple-system, 'Noto Sans', sans-serif; color: var(--ink); background: var(--ground); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; border-radius: 2px; }
h1 { font-size: 20px; line-height: 28px; font-weight: 600; margin: 0 0 12px; }
h2 { font-size: 14px; font-weight: 600; margin: 0 0 12px; }
h1 .key { font-size: 14px; font-weight: 400; color: var(--quiet); margin-left: 8px; }
.skip { position: absolute; left: -999px; top: 0; background: #fff; padding: 8px 12px; z-index: 1; }
.skip:focus { left: 8px; top: 8px; }
.only-read { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.quiet { color: var(--quiet); }

header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; min-height: 48px; padding: 6px 16px; background: var(--header); color: #fff; }
header :focus-visible { outline-color: #fff; }
header .brand { color: #fff; font-weight: 600; font-size: 16px; }
header .product { border-left: 1px solid #ffffff66; padding-left: 12px; }
header .company { display: flex; align-items: center; gap: 8px; margin-left: auto; }
header .company label { font-size: 12px; }
header select, header button { font: inherit; height: 32px; color: #fff; background: #ffffff1a; border: 1px solid #ffffff8c; border-radius: 4px; padding: 0 8px; max-width: 46vw; }
header option { color: var(--ink); background: #fff; }
header button:hover { background: #ffffff33; }
header .person { width: 32px; height: 32px; border-radius: 50%; background: #c7d2ff; color: var(--header); font-size: 12px; font-weight: 600; display: grid; place-items: center; position: relative; }

.body { display: flex; align-items: flex-start; }
.body > nav { flex: none; width: 208px; padding: 16px 8px; position: sticky; top: 0; }
.body > nav ul { list-style: none; margin: 0; padding: 0; }
.body > nav a { display: block; padding: 7px 12px; border-radius: 4px; color: var(--ink); border-left: 3px solid transparent; }
.body > nav a:hover { background: #ebebeb; text-decoration: none; }
.body > nav a[aria-current] { background: var(--card); border-left-color: var(--brand); font-weight: 600; }
main { flex: 1; min-width: 0; padding: 20px 20px 40px 12px; }

.card, .scroll, .tiles a { background: var(--card); border-radius: 4px; box-shadow: 0 1px 2px #0000001f, 0 0 1px #0000003d; }
.card { padding: 16px; margin-bottom: 8px; }
.trail { margin: 0 0 2px; font-size: 12px; line-height: 16px; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; margin-bottom: 12px; }
.bar p { margin: 0 0 0 auto; font-size: 12px; }

.tiles { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 8px; max-width: 960px; }
.tiles a { display: block; padding: 16px; color: var(--ink); height: 100%; }
.tiles a:hover { text-decoration: none; box-shadow: 0 2px 6px #00000029, 0 0 2px #0000003d; }
.tiles .count { display: block; font-size: 28px; line-height: 36px; font-weight: 600; color: var(--link); font-variant-numeric: tabular-nums; }

.section { margin: 24px 0 12px; }
.body > nav h2 { margin: 16px 12px 4px; font-size: 12px; color: var(--quiet); }
.mark { display: inline-block; border-radius: 10px; padding: 1px 8px; font-size: 12px; font-weight: 600; border: 1px solid; white-space: nowrap; }
.mark.good { color: var(--good); background: #f1faf1; }
.mark.bad { color: var(--bad); background: #fdf3f4; }
.mark.under-way { color: var(--link); background: #ebf3fc; }
.states { list-style: none; margin: 0 0 12px; padding: 0; display: flex; flex-wrap: wrap; gap: 6px; }
.states a { display: block; padding: 5px 10px; border-radius: 4px; border: 1px solid var(--line); background: var(--card); color: var(--ink); }
.states a[aria-current] { border-color: var(--brand); box-shadow: inset 0 0 0 1px var(--brand); }
.plain { list-style: none; margin: 0; padding: 0; }
.steps { list-style: none; margin: 0 0 8px; padding: 0; display: flex; flex-wrap: wrap; gap: 12px 0; }
.steps li { flex: 1 1 150px; padding: 22px 12px 0 0; position: relative; border-top: 2px solid var(--line); margin-top: 9px; }
.steps li::before { content: ''; position: absolute; top: -9px; left: 0; width: 16px; height: 16px; border-radius: 50%; background: var(--card); border: 2px solid #9e9e9e; box-sizing: border-box; }
.steps .done { border-top-color: var(--good); }
.steps .done::before { background: var(--good); border-color: var(--good); }
.steps .refused::before { background: var(--bad); border-color: var(--bad); }
.steps .title { display: block; font-weight: 600; }
tr:has(+ .says-row) > * { border-bottom: 0; padding-bottom: 2px; }
.says-row td { white-space: normal; color: var(--bad); padding-top: 0; }
.part { margin-bottom: 12px; }
.says { margin: 0; padding: 8px 12px; background: #fafafa; border-left: 3px solid var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 18px; }
th, td { text-align: left; padding: 9px 12px; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; white-space: nowrap; }
td.title { white-space: normal; min-width: 160px; }
thead th { font-weight: 600; border-bottom-color: #bdbdbd; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover > * { background: #fafafa; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.held { color: var(--warn); background: #fdf6f0; border: 1px solid #f4d5b9; border-radius: 4px; padding: 0 6px; font-weight: 600; }
.empty { background: var(--card); padding: 32px 16px; border-radius: 4px; text-align: center; color: var(--quiet); margin: 0; }
.pager { display: flex; gap: 16px; justify-content: flex-end; padding: 12px 4px; }

dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 8px 32px; }
dl > div { display: grid; grid-template-columns: minmax(112px, 2fr) 3fr; gap: 12px; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
summary { cursor: pointer; font-weight: 600; }
.names { margin: 12px 0 0; font-size: 12px; }

.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(232px, 1fr)); gap: 12px 24px; }
details .fields { margin-top: 12px; }
.fields label { display: block; font-size: 12px; line-height: 16px; margin-bottom: 4px; }
.must { color: var(--bad); }
input, select, textarea { font: inherit; color: inherit; width: 100%; min-height: 32px; padding: 5px 8px; border: 1px solid #8a8a8a; border-radius: 4px; background: #fff; }
input:disabled { background: var(--ground); border-color: var(--line); color: var(--quiet); }
.search { display: flex; gap: 8px; }
.search input { width: 280px; max-width: 60vw; }
button, .button { font: inherit; font-weight: 600; display: inline-block; min-height: 32px; padding: 5px 16px; border: 1px solid #bdbdbd; border-radius: 4px; background: #fff; color: var(--ink); cursor: pointer; }
button:hover, .button:hover { background: var(--ground); text-decoration: none; }
.primary { background: var(--brand); border-color: var(--brand); color: #fff; }
.primary:hover { background: #0c5a9e; }

.message { border-radius: 4px; padding: 10px 16px; margin-bottom: 12px; background: #f1faf1; border-left: 3px solid var(--good); }
.message.bad { background: #fdf3f4; border-left-color: var(--bad); }
.message p { margin: 0; white-space: pre-line; }

@media (max-width: 720px) {
  .body { display: block; }
  .body > nav { position: static; width: auto; padding: 8px; overflow-x: auto; }
  .body > nav ul { display: flex; }
  .body > nav a { white-space: nowrap; border-left: 0; border-bottom: 3px solid transparent; }
  .body > nav a[aria-current] { border-bottom-color: var(--brand); }
  main { padding: 12px; }
  header .company { margin-left: 0; order: 3; }
  header .person { margin-left: auto; }
}
@media (forced-colors: active) {
  .body > nav a[aria-current] { border-left-color: Highlight; }
  .card, .scroll, .tiles a, .message { border: 1px solid CanvasText; }
}
`;
