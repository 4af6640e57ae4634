/** The console's style sheet; light and dark by the operator's own choice. */
export const style = `
:root{color-scheme:light dark;--ground:#f4f6f8;--panel:#fff;--line:#d5dbe1;--ink:#171b1f;--soft:#56616b;--accent:#1a56a8;--good:#1a7a3c;--bad:#b3261e;--warm:#8a5a00;--fill:#e9eef3}
@media(prefers-color-scheme:dark){:root{--ground:#0e1317;--panel:#161d23;--line:#2f3b45;--ink:#eef2f5;--soft:#a9b6c1;--accent:#8ab8ff;--good:#56d39b;--bad:#ff9d94;--warm:#f4c45d;--fill:#1f2830}}
*{box-sizing:border-box}[hidden]{display:none!important}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
h1,h2,h3,p,ul,ol{margin:0;padding:0}ul,ol{list-style:none}h1{font-size:1.1rem}h1 span,#state{color:var(--soft);font-weight:400}h2{font-size:1rem;margin-bottom:8px}h3{font-size:.95rem}
.banner{padding:6px 20px;background:#fff3d1;color:#4a3300;font-size:.88rem}@media(prefers-color-scheme:dark){.banner{background:#3a2d0c;color:#ffe3a3}}
header{display:flex;flex-wrap:wrap;align-items:center;gap:8px 18px;padding:10px 20px;background:var(--panel);border-bottom:1px solid var(--line)}nav{margin-left:auto;display:flex;gap:6px}
button,input{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:9px;min-height:38px;padding:4px 12px}button{cursor:pointer}
[aria-pressed=true]{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}nav [aria-pressed=true]{color:var(--accent);font-weight:600}
#alarms{background:var(--bad);color:var(--panel);border-radius:10px;padding:0 8px;margin-left:4px;font-size:.85rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:1px}a{color:var(--accent)}
main{max-width:1400px;margin:0 auto;padding:16px 20px}
.panel,#figures li,#empty{background:var(--panel);border:1px solid var(--line);border-radius:14px;padding:14px 16px}
#empty{max-width:44rem;margin:8vh auto}#empty p{margin-bottom:10px}
pre{margin:6px 0;padding:10px 12px;border-radius:8px;background:var(--fill);font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
#full{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,7fr);gap:14px}
#figures{display:grid;grid-template-columns:1fr 1fr;gap:10px}#figures li{display:grid;grid-template-columns:1fr auto;align-items:center;align-content:center;gap:6px 8px;padding:10px 14px}#figures span{color:var(--soft);font-size:.88rem;grid-column:1/-1}#figures b{font-size:1.6rem;line-height:1.1;font-variant-numeric:tabular-nums}
.spark{width:92px;height:28px}.spark polyline{fill:none;stroke:var(--accent);stroke-width:1.6}
#funnel{display:grid;gap:5px}#funnel li{display:grid;grid-template-columns:5.2rem 1fr 2.6rem 3.2rem 4.4rem;align-items:center;gap:8px;font-variant-numeric:tabular-nums}#funnel b,.share,.took{text-align:right}.share,.took{color:var(--soft);font-size:.9rem}
.bar-of{height:14px;border-radius:7px;background:var(--fill);overflow:hidden}.bar-of i{display:block;height:100%;background:var(--accent);border-radius:7px}
.view{grid-column:1/-1}.calls.view{display:grid;grid-template-columns:minmax(270px,330px) minmax(0,1fr);gap:14px;align-items:start}
[data-tab=calls] .refusals.view,[data-tab=refusals] .calls.view{display:none}
.list label{font-size:.88rem;color:var(--soft)}#search{width:100%;margin:2px 0 10px}#search::placeholder{color:var(--soft);opacity:1}
#calls{display:grid;gap:6px;max-height:60vh;overflow:auto;padding:2px}#calls button{width:100%;display:grid;grid-template-columns:auto 1fr auto;gap:2px 10px;align-items:center;text-align:left;padding:7px 11px}
.when{font-variant-numeric:tabular-nums;font-weight:600}.live{color:var(--good);font-weight:600}.over,.id,#calls .step{color:var(--soft);font-size:.88rem}#calls .step{text-align:right}.id{grid-column:1/3;grid-row:2;font:12px ui-monospace,Menlo,Consolas,monospace;overflow:hidden;text-overflow:ellipsis}#calls .step{grid-column:3;grid-row:2}
.dots{display:flex;gap:4px;justify-content:end}.dots i{width:9px;height:9px;border-radius:50%;border:1.5px solid var(--soft)}.dots .met{background:var(--good);border-color:var(--good)}
.head{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline;margin-bottom:8px}#call-id{font:600 .95rem ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}#call-how{color:var(--soft)}
.lanes{display:block;width:100%;height:auto}.lanes text{font:13px system-ui,sans-serif;fill:var(--ink)}.lanes .lane{fill:var(--soft)}.lanes .scale{fill:var(--soft);font-size:12px}.track{stroke:var(--line);stroke-width:2}.grid{stroke:var(--line);stroke-dasharray:2 4}
.dot circle{fill:var(--panel);stroke:var(--accent);stroke-width:2}.dot text{font-size:11px;font-weight:600}.lane-account circle{stroke:var(--good)}.bad circle{stroke:var(--bad);fill:var(--fill)}.bad text{fill:var(--bad)}
.scroll{overflow:auto;margin:10px 0}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}th{text-align:left;color:var(--soft);font-weight:600}td,th{padding:3px 10px 3px 0;border-bottom:1px solid var(--line);white-space:nowrap}td:last-child{white-space:normal;width:60%}td:nth-child(3),th:nth-child(3){text-align:right;padding-right:18px}
summary{cursor:pointer;font-weight:600}
#refusals{display:grid;gap:8px}#refusals li{display:flex;gap:14px;padding:10px 12px;border:1px solid var(--line);border-radius:10px}#refusals p{color:var(--soft)}.count{font-size:1.4rem;min-width:2.4rem;text-align:right;font-variant-numeric:tabular-nums}.alarm{border-left:5px solid var(--bad)!important}.alarm .count{color:var(--bad)}
.times{display:flex;flex-wrap:wrap;gap:6px;margin-top:6px!important}.times button{min-height:30px;padding:1px 9px;font-size:.86rem;color:var(--ink)}
@media(max-width:899px){main{padding:10px}#full,.calls.view{grid-template-columns:minmax(0,1fr)}#calls{max-height:40vh}header{padding:8px 12px}nav{margin-left:0}.took{font-size:.8rem}#funnel li{grid-template-columns:4.6rem 1fr 1.6rem 2.8rem 3.6rem}}
`
  .trim()
  .replace(/\n/g, '');
